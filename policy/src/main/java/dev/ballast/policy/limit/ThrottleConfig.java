package dev.ballast.policy.limit;

import dev.ballast.kernel.Priority;

/**
 * When calls are held back.
 *
 * @param critical how many times what is accepted may be sent before critical calls are held back
 * @param normal the same for those of normal priority, at most as much
 * @param sheddable the same for those that can wait, at most as much, at least 1
 * @param windowNanos how far back it looks, at least 10 ms
 */
public record ThrottleConfig(double critical, double normal, double sheddable, long windowNanos) {
  /** As in the book that {@link Throttle} follows: twice what is accepted, two minutes. */
  public static final ThrottleConfig DEFAULT = ThrottleConfig.of(2, 120_000_000_000L);

  /** The largest k. */
  public static final double K_MAX = 1_000;

  /** The shortest window. */
  public static final long WINDOW_NANOS_MIN = 10_000_000;

  public ThrottleConfig {
    Ranges.that(sheddable >= 1 && critical <= K_MAX, "a throttle's k must be 1 to 1000");
    Ranges.that(
        critical >= normal && normal >= sheddable,
        "a throttle's k must not be larger for what matters less");
    Ranges.that(windowNanos >= WINDOW_NANOS_MIN, "a throttle's window must be at least 10 ms");
  }

  /** The same k for all priorities. */
  public static ThrottleConfig of(double k, long windowNanos) {
    return new ThrottleConfig(k, k, k, windowNanos);
  }

  /** How many times what is accepted may be sent before calls of this priority are held back. */
  public double k(Priority priority) {
    return switch (priority) {
      case CRITICAL -> critical;
      case NORMAL -> normal;
      case SHEDDABLE -> sheddable;
    };
  }
}
