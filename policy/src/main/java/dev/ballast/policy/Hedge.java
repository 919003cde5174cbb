package dev.ballast.policy;

import org.jspecify.annotations.Nullable;

/**
 * Decides when a call that has no answer yet is asked of a second replica: the first answer wins,
 * so a call is slow only where both are. J. Dean and L. Barroso, "The Tail at Scale", CACM 2013,
 * wait for the 95th percentile, which bounds the further load to 5 %, and report a p99.9 cut from
 * 1,800 ms to 74 ms for 2 % more requests. Follows Finagle's {@code BackupRequestFilter}: the
 * quantile is measured, and hedges have a bucket of their own without a reserve, so that they are
 * at most the configured share of the calls of any ten seconds.
 *
 * <p>What ended an attempt is told by {@link #succeeded} or, where another attempt won, by {@link
 * #superseded}. The latter's real latency is never known; it waited at least as long as a hedge
 * does, and counting it so keeps the share above the quantile true. Safe for threads, lock-free.
 */
public final class Hedge {
  /** No hedge: too few answers are known to say what is slow. */
  public static final long NOT_YET = Deadline.NONE;

  private static final long BUDGET_WINDOW_NANOS = 10_000_000_000L;

  private final HedgeConfig config;
  private final RetryBudget budget;
  private final long fixedNanos;
  private final @Nullable RecentQuantile quantile;

  public Hedge(HedgeConfig config) {
    this.config = config;
    budget = new TokenBudget(new RetryBudget.Bucket(config.budget(), 0, BUDGET_WINDOW_NANOS));
    switch (config.after()) {
      case HedgeConfig.After.Time time -> {
        fixedNanos = time.nanos();
        quantile = null;
      }
      case HedgeConfig.After.Quantile of -> {
        fixedNanos = NOT_YET;
        quantile = new RecentQuantile(of.share());
      }
    }
  }

  /** A call begins, and is worth its share of a hedge. */
  public void callBegins(long nowNanos) {
    budget.callBegins(nowNanos);
  }

  /** How long an attempt is to wait before another is made beside it, or {@link #NOT_YET}. */
  public long delayNanos() {
    return quantile == null ? fixedNanos : quantile.nanos();
  }

  /** Whether a call with so many hedges may have another. */
  public boolean allows(int made) {
    return made < config.atMost();
  }

  /** Takes one hedge out of the budget; ask last, since it is not given back. */
  public boolean tryHedge(long nowNanos) {
    return budget.tryRepeat(nowNanos);
  }

  /** An attempt succeeded after so long. */
  public void succeeded(long latencyNanos, long nowNanos) {
    if (quantile != null) {
      quantile.add(latencyNanos, nowNanos);
    }
  }

  /** An attempt was given up, after it had waited so long, because another had won. */
  public void superseded(long waitedNanos, long nowNanos) {
    if (quantile != null && waitedNanos >= quantile.nanos()) {
      quantile.add(waitedNanos, nowNanos);
    }
  }
}
