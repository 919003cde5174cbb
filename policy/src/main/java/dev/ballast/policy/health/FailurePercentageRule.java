package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * Ejects a replica of whose requests in a sweep at least a fixed share failed, whatever its peers
 * do.
 *
 * @param threshold the share of failures, in (0, 1]
 * @param replicasMin how many replicas with enough requests it takes, at least 1
 * @param requestsMin how many requests of a replica in a sweep are enough, at least 1
 */
public record FailurePercentageRule(double threshold, int replicasMin, int requestsMin) {
  /** Envoy's: 85 %, five replicas, fifty requests. */
  public static final FailurePercentageRule DEFAULT = new FailurePercentageRule(0.85, 5, 50);

  public FailurePercentageRule {
    Checks.that(threshold > 0 && threshold <= 1, "the threshold must be above 0 % up to 100 %");
    Checks.that(replicasMin >= 1, "a failure percentage needs at least 1 replica");
    Checks.that(requestsMin >= 1, "a failure percentage needs at least 1 request");
  }
}
