package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;

/**
 * Additive increase, multiplicative decrease: one more after a window without a drop, a share of
 * the limit after one with a drop (D.-M. Chiu, R. Jain, "Analysis of the increase and decrease
 * algorithms for congestion avoidance", 1989). Follows AIMDLimit of Netflix's concurrency-limits
 * with its numbers. Departure: it looks at windows, not at single answers, so that its pace does
 * not depend on the rate of calls. It sees overload only by drops and by {@code slowNanos}; use it
 * where queues are short and refuse.
 *
 * @param initial the first limit
 * @param backoff what is left of the limit after a drop, in [0.5, 1)
 * @param slowNanos a window whose mean is above this counts as dropped
 * @param windowNanos how often it decides
 */
public record Aimd(int initial, int min, int max, double backoff, long slowNanos, long windowNanos)
    implements LimitConfig {
  /** As in concurrency-limits; decides every 100 ms. */
  public static final Aimd DEFAULT = new Aimd(20, 20, 200, 0.9, 5_000_000_000L, 100_000_000);

  public Aimd {
    Ranges.ofLimit(initial, min, max, windowNanos);
    Ranges.within(backoff, 0.5, 0.9999, "aimd must keep 50 % to 99.99 % after a drop");
    Ranges.that(slowNanos >= 1, "aimd's time for slow must be positive");
  }

  @Override
  public Estimate first() {
    return new Known(this, initial);
  }

  /** The limit is all that it knows. */
  record Known(Aimd config, double limit) implements Estimate {
    @Override
    public Known after(Sample sample, Randomness random) {
      if (sample.dropped() > 0 || sample.rttNanos() > config.slowNanos) {
        return new Known(config, Math.max(config.min, Math.floor(limit * config.backoff)));
      }
      return sample.uses(limit) ? new Known(config, Math.min(config.max, limit + 1)) : this;
    }

    @Override
    public long windowNanos() {
      return config.windowNanos;
    }
  }
}
