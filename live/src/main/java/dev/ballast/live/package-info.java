/** The live world: servers and clients on real sockets, load, processes, faults. */
@NullMarked
package dev.ballast.live;

import org.jspecify.annotations.NullMarked;
