package dev.ballast.policy.queue;

import dev.ballast.kernel.Checks;

/**
 * When a queue that never runs empty drops requests: "controlled delay".
 *
 * @param law how it drops
 * @param targetNanos a wait that is acceptable for long
 * @param intervalNanos how long a queue may be worse than that before it is taken for a standing
 *     one, above the target
 */
public record CoDelConfig(Law law, long targetNanos, long intervalNanos) {
  /** How a standing queue drops. */
  public enum Law {
    /** Whatever has waited longer than the target. Made for requests: see {@link StandingQueue}. */
    LATE,
    /** One after the other, ever faster. Made for packets: see {@link CoDel}. */
    SQUARE_ROOT
  }

  /** The longest interval. */
  public static final long INTERVAL_NANOS_MAX = 3_600_000_000_000L;

  public CoDelConfig {
    Checks.that(targetNanos > 0, "CoDel's target must be above 0");
    Checks.that(intervalNanos > targetNanos, "CoDel's interval must be longer than its target");
    Checks.that(intervalNanos <= INTERVAL_NANOS_MAX, "CoDel's interval must be at most 1h");
  }
}
