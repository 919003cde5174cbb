package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;

/**
 * What an algorithm knows between two windows: the limit, and what it needs to find the next one.
 * Immutable; the algorithm is {@link #after}.
 */
public interface Estimate {
  /** How much may be in flight; its whole part counts. */
  double limit();

  /** The estimate after one more window. Pure: the randomness given is all that it draws from. */
  Estimate after(Sample sample, Randomness random);

  /** The shortest window that is asked for. */
  long windowNanos();

  /** The fewest ends in a window; it stays open until it has them. */
  default int samplesMin() {
    return LimitConfig.SAMPLES_MIN;
  }

  /** What entered before this moment says nothing about the window that is asked for. */
  default long sinceNanos() {
    return Long.MIN_VALUE;
  }

  /** Whether the limit is held down for a moment in order to measure, not because of the load. */
  default boolean isMeasuring() {
    return false;
  }
}
