/** How fast the simulator is, beside others, and how it grows. */
@NullMarked
package dev.ballast.bench.simulator;

import org.jspecify.annotations.NullMarked;
