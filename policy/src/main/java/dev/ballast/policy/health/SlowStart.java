package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * A replica that comes back begins with a small weight: weight · max(floor,
 * (age/window)^(1/aggression)). Follows Envoy's slow start.
 *
 * @param windowNanos after this age it has its full weight
 * @param floor the least share of its weight, in (0, 1]
 * @param aggression 1 grows in a straight line, more grows faster at first; above 0
 */
public record SlowStart(long windowNanos, double floor, double aggression) {
  /** Envoy's least share of a weight. */
  public static final double FLOOR = 0.1;

  public SlowStart {
    Checks.that(windowNanos > 0, "a slow start must last some time");
    Checks.that(floor > 0 && floor <= 1, "a slow start begins above 0 % up to 100 %");
    Checks.that(aggression > 0 && aggression <= 100, "aggression must be above 0, at most 100");
  }

  /** A straight line from a tenth. */
  public static SlowStart over(long windowNanos) {
    return new SlowStart(windowNanos, FLOOR, 1);
  }

  /** The factor on the weight of a replica of this age. */
  public double factor(long ageNanos) {
    if (ageNanos >= windowNanos) {
      return 1;
    }
    double age = Math.max(0, (double) ageNanos / windowNanos);
    return Math.max(floor, aggression == 1 ? age : StrictMath.pow(age, 1 / aggression));
  }
}
