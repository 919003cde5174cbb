/**
 * Every decision as a small state machine that is given the time, the randomness and what happened.
 */
@NullMarked
package dev.ballast.policy;

import org.jspecify.annotations.NullMarked;
