/** Searches for what breaks a system: runs variations of it in the simulated world. */
@NullMarked
package dev.ballast.explore;

import org.jspecify.annotations.NullMarked;
