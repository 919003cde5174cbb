package dev.ballast.policy.limit;

/** What configurations check about their numbers, so that an invalid one cannot exist. */
final class Ranges {
  private Ranges() {}

  /** Refuses what a user configured. */
  static void that(boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(expected);
    }
  }

  /** A number in a range; what is no number is in none. */
  static void within(double value, double low, double high, String expected) {
    that(value >= low && value <= high, expected);
  }

  /** What every adaptive limit has. */
  static void ofLimit(int initial, int min, int max, long windowNanos) {
    that(min >= 1, "a limit's minimum must be at least 1");
    that(
        max <= LimitConfig.LIMIT_MAX, "a limit's maximum must be at most " + LimitConfig.LIMIT_MAX);
    that(min <= max, "a limit's minimum must not be above its maximum");
    that(initial >= min && initial <= max, "a limit must begin between its minimum and maximum");
    that(windowNanos >= LimitConfig.WINDOW_NANOS_MIN, "a limit's window must be at least 1 ms");
  }
}
