/** Every decision about a call, given time and randomness; owns no clock, thread or socket. */
@NullMarked
package dev.ballast.policy;

import org.jspecify.annotations.NullMarked;
