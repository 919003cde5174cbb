/** Nanoseconds, named random streams, distributions, three-valued outcomes and diagnostics. */
@NullMarked
package dev.ballast.kernel;

import org.jspecify.annotations.NullMarked;
