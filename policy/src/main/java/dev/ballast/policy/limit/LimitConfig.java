package dev.ballast.policy.limit;

/**
 * How a limit of work at once adapts. Each kind is one algorithm, whose {@link Estimate} is a pure
 * function of what each window saw. They share two rules: a limit grows only in windows in which at
 * least half of it was in flight, so that it does not creep up while there is nothing to do; and a
 * window holds at least {@link #SAMPLES_MIN} ends.
 */
public sealed interface LimitConfig permits Aimd, Vegas, Gradient2, Gradient {
  /** The largest limit that may be configured. */
  int LIMIT_MAX = 1_000_000;

  /** The fewest ends from which anything is concluded. */
  int SAMPLES_MIN = 10;

  /** The shortest window that may be configured. */
  long WINDOW_NANOS_MIN = 1_000_000;

  /** What is known before the first answer. */
  Estimate first();

  /** The smallest limit. */
  int min();

  /** The largest limit. */
  int max();

  /** Whether the typical time of a window is its median rather than its mean. */
  default boolean usesMedian() {
    return false;
  }

  /** Refuses what a user configured. */
  private static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  /** What every kind checks about its bounds. */
  static void check(int initial, int min, int max, long windowNanos) {
    that(min >= 1, "a limit's minimum must be at least 1");
    that(max <= LIMIT_MAX, "a limit's maximum must be at most " + LIMIT_MAX);
    that(min <= max, "a limit's minimum must not be above its maximum");
    that(initial >= min && initial <= max, "a limit must begin between its minimum and maximum");
    that(windowNanos >= WINDOW_NANOS_MIN, "a limit's window must be at least 1 ms");
  }

  /** A number in a range. */
  static void within(double value, double low, double high, String expected) {
    that(value >= low && value <= high, expected);
  }
}
