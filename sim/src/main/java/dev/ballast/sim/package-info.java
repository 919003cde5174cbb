/** The simulated world: virtual time, a modelled network, one seed. */
@NullMarked
package dev.ballast.sim;

import org.jspecify.annotations.NullMarked;
