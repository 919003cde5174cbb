package dev.ballast.policy.limit;

/**
 * What one window of a {@link Limiter} saw.
 *
 * @param rttNanos the typical time of what was answered, at least 1; {@link #NO_ANSWER} when
 *     everything was dropped
 * @param inFlight the most at once in the window
 * @param answered ends that say how long the work took
 * @param dropped ends that speak of overload: refused by the callee, or not answered in time
 * @param nowNanos the end of the window
 */
public record Sample(long rttNanos, long inFlight, long answered, long dropped, long nowNanos) {
  /** The {@link #rttNanos} of a window without any answer. */
  public static final long NO_ANSWER = 0;

  /** A window in which as many were dropped as answered, or more. */
  boolean isMostlyDropped() {
    return dropped > 0 && dropped >= answered;
  }

  /**
   * Whether the limit is used: at least half of it was in flight. A limit that nobody comes near is
   * not known to be sustainable, and must not grow.
   */
  boolean uses(double limit) {
    return 2.0 * inFlight >= limit;
  }
}
