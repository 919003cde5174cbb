/**
 * How many requests are let in per time: limits of one place, of each key, and of a whole fleet.
 */
@NullMarked
package dev.ballast.policy.rate;

import org.jspecify.annotations.NullMarked;
