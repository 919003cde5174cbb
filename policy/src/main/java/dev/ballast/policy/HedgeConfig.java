package dev.ballast.policy;

import dev.ballast.kernel.Checks;

/**
 * When a call that has no answer yet is asked of another replica too.
 *
 * @param after how long the attempt before must have waited
 * @param atMost second attempts of one call, 1 to {@link #AT_MOST_MAX}
 * @param budget second attempts of all calls, as a share of the calls, in (0, 1]
 */
public record HedgeConfig(After after, int atMost, double budget) {
  /** The most second attempts of one call. */
  public static final int AT_MOST_MAX = 5;

  /** How long an attempt waits before another is made beside it. */
  public sealed interface After {
    /** Always as long. */
    record Time(long nanos) implements After {
      public Time {
        Checks.that(nanos > 0, "the time before a hedge must be positive");
      }
    }

    /**
     * As long as this share of the edge's recent attempts took at most.
     *
     * @param share in [0.5, 0.999]
     */
    record Quantile(double share) implements After {
      public Quantile {
        Checks.that(
            share >= 0.5 && share <= 0.999, "a hedge must wait for a quantile of p50 to p999");
      }
    }
  }

  public HedgeConfig {
    Checks.that(atMost >= 1 && atMost <= AT_MOST_MAX, "hedges must be 1 to " + AT_MOST_MAX);
    Checks.that(budget > 0 && budget <= 1, "a hedge budget must be above 0 %, at most 100 %");
  }
}
