/** What everything rests on: random streams, distributions, outcomes, units, diagnostics. */
@NullMarked
package dev.ballast.kernel;

import org.jspecify.annotations.NullMarked;
