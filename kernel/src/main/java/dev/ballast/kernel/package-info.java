<<<<<<< HEAD
/** What everything rests on: random streams, distributions, outcomes, units, diagnostics. */
=======
/** Nanoseconds, named random streams, distributions, three-valued outcomes and diagnostics. */
>>>>>>> tests
@NullMarked
package dev.ballast.kernel;

import org.jspecify.annotations.NullMarked;
