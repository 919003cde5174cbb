package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * How long an ejection lasts: the n-th one min(base·n, max) plus a jitter uniform in [0, jitter).
 *
 * @param baseNanos length of the first ejection
 * @param maxNanos the longest ejection without jitter, at least the base
 * @param jitterNanos spreads the returns, so that callers which ejected together do not return
 *     together; 0 for none
 */
public record EjectionTerm(long baseNanos, long maxNanos, long jitterNanos) {
  /** Envoy's: 30 s, at most 300 s, no jitter. */
  public static final EjectionTerm DEFAULT = new EjectionTerm(30_000_000_000L, 300_000_000_000L, 0);

  public EjectionTerm {
    Checks.that(baseNanos > 0, "an ejection must last some time");
    Checks.that(maxNanos >= baseNanos, "the longest ejection must not be below the first");
    Checks.that(jitterNanos >= 0, "the jitter of an ejection must not be negative");
  }

  /** From here on ejections grow no longer. */
  long timesMax() {
    return (maxNanos - 1) / baseNanos + 1;
  }

  /** The n-th length without jitter, n from 1. */
  long lengthNanos(long times) {
    return times >= timesMax() ? maxNanos : baseNanos * times;
  }
}
