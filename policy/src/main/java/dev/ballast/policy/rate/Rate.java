package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;

/**
 * So many permits in so much time.
 *
 * @param permits at least 1
 * @param perNanos the time, at most a day
 */
public record Rate(int permits, long perNanos) {
  /** The most permits of a rate. */
  public static final int PERMITS_MAX = 10_000_000;

  /** The longest time of a rate. */
  public static final long PER_NANOS_MAX = 24 * 3_600_000_000_000L;

  public Rate {
    Checks.that(
        permits >= 1 && permits <= PERMITS_MAX,
        "a rate must allow 1 to " + PERMITS_MAX + " in its time");
    Checks.that(
        perNanos >= 1 && perNanos <= PER_NANOS_MAX,
        "a rate's time must be above 0 and at most 24h");
    Checks.that(permits <= perNanos, "a rate must not be above one in a nanosecond");
  }

  /**
   * The time in which one permit is earned, rounded up to a whole nanosecond so that the rate is
   * never exceeded. Up to a million permits a second it is kept to 0.1 %, up to a thousand to a
   * millionth.
   */
  long intervalNanos() {
    return (perNanos + permits - 1) / permits;
  }
}
