package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * How many replicas may be out at once.
 *
 * @param share of all replicas, in [0, 1]; rounded down
 * @param atLeastOne whether one may always be out where there are others, even if the share is less
 *     than one replica
 */
public record EjectionCeiling(double share, boolean atLeastOne) {
  /** Half of them, so that small sets are protected and half of the capacity stays. */
  public static final EjectionCeiling DEFAULT = new EjectionCeiling(0.5, false);

  public EjectionCeiling {
    Checks.that(share >= 0 && share <= 1, "the ejection ceiling must be 0 % to 100 %");
    Checks.that(
        share > 0 || atLeastOne,
        "a ceiling of 0 % ejects nobody: raise it, or let at least one be ejected");
  }

  /** Of so many replicas. */
  public int of(int replicas) {
    int most = (int) Checks.atMost(share, replicas);
    return atLeastOne && replicas > 1 ? Math.max(1, most) : most;
  }
}
