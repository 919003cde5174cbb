package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * Ejects a replica whose share of successes in a sweep is below {@code mean − deviations·σ} of all
 * replicas in service with enough requests (σ of the population). Of n replicas one alone can be at
 * most √(n−1) deviations below the mean, so that 1.9 needs five of them.
 *
 * @param deviations how many standard deviations below the mean, above 0
 * @param replicasMin how many replicas with enough requests it takes, at least 2
 * @param requestsMin how many requests of a replica in a sweep are enough, at least 1
 */
public record SuccessRateRule(double deviations, int replicasMin, int requestsMin) {
  /** Envoy's: 1.9 deviations, five replicas, a hundred requests. */
  public static final SuccessRateRule DEFAULT = new SuccessRateRule(1.9, 5, 100);

  public SuccessRateRule {
    Checks.that(deviations > 0 && deviations <= 100, "deviations must be above 0 and at most 100");
    Checks.that(replicasMin >= 2, "a success rate is compared among at least 2 replicas");
    Checks.that(requestsMin >= 1, "a success rate needs at least 1 request");
  }

  /** Whether one bad replica of so many can be far enough below the mean. */
  public boolean canEjectOneOf(int replicas) {
    return replicas >= replicasMin && StrictMath.sqrt(replicas - 1.0) > deviations;
  }
}
