package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A; as "virtual scheduling"): it remembers the
 * moment TAT at which all that was taken would have been earned. A permit is granted while TAT is
 * no more than (burst − 1)·T ahead, T being the time in which one permit is earned, and moves it to
 * max(TAT, now) + T.
 *
 * <p>It is a token bucket told backwards: a bucket of {@code burst} tokens, refilled at one per T,
 * holds burst − (TAT − now)/T of them. Both grant the same requests; a test compares them. In any
 * time t at most burst + t/T permits are granted, whoever takes them.
 *
 * @param intervalNanos T, at least 1
 * @param burst permits that may be taken at once, at least 1
 */
record Gcra(long intervalNanos, long burst) implements Meter {
  /** Never used: everything has been earned long ago. Half the range, so that no sum overflows. */
  static final long FRESH = Long.MIN_VALUE / 2;

  /** The longest time in which a burst may be earned: ten years. */
  static final long EARNED_NANOS_MAX = 3_650L * 24 * 3_600_000_000_000L;

  Gcra {
    Checks.that(burst >= 1, "a burst must be at least 1");
    Checks.that(
        burst <= EARNED_NANOS_MAX / intervalNanos,
        "a burst must not take longer than ten years to be earned; lower it or raise the rate");
  }

  @Override
  public long fresh() {
    return FRESH;
  }

  @Override
  public long waitNanos(long memory, long nowNanos) {
    return Math.max(0, memory - nowNanos - (burst - 1) * intervalNanos);
  }

  @Override
  public long taken(long memory, long nowNanos) {
    return Math.max(memory, nowNanos) + intervalNanos;
  }
}
