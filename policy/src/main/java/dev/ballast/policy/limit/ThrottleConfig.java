package dev.ballast.policy.limit;

/**
 * When calls are held back.
 *
 * @param k how many times what is accepted may be sent, at least 1
 * @param windowNanos how far back it looks, at least 10 ms
 */
public record ThrottleConfig(double k, long windowNanos) {
  /** As in the book that {@link Throttle} follows: twice what is accepted, two minutes. */
  public static final ThrottleConfig DEFAULT = new ThrottleConfig(2, 120_000_000_000L);

  /** The largest k. */
  public static final double K_MAX = 1_000;

  /** The shortest window. */
  public static final long WINDOW_NANOS_MIN = 10_000_000;

  public ThrottleConfig {
    if (!(k >= 1 && k <= K_MAX)) {
      throw new IllegalArgumentException("a throttle's k must be 1 to 1000");
    }
    if (windowNanos < WINDOW_NANOS_MIN) {
      throw new IllegalArgumentException("a throttle's window must be at least 10 ms");
    }
  }
}
