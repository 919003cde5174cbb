package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.FailurePercentageRule;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.SuccessRateRule;
import org.jspecify.annotations.Nullable;

/** Ejection as the file would say it. */
final class EjectText {
  private EjectText() {}

  static String of(@Nullable EjectionConfig ejection) {
    if (ejection == null) {
      return "none";
    }
    boolean isInARow = ejection.consecutiveFailures() != EjectionConfig.NOT_IN_A_ROW;
    return "{consecutive-failures: "
        + (isInARow ? Integer.toString(ejection.consecutiveFailures()) : "none")
        + ", success-rate: "
        + of(ejection.successRate())
        + ", failure-percentage: "
        + of(ejection.failurePercentage())
        + ", latency: "
        + of(ejection.latency())
        + ", interval: "
        + Units.duration(ejection.intervalNanos())
        + ", for: "
        + Units.duration(ejection.term().baseNanos())
        + ", at-most-for: "
        + Units.duration(ejection.term().maxNanos())
        + ", jitter: "
        + Units.duration(ejection.term().jitterNanos())
        + ", ceiling: "
        + Quantity.percent(ejection.ceiling().share())
        + ", at-least-one: "
        + ejection.ceiling().atLeastOne()
        + "}";
  }

  private static String of(@Nullable SuccessRateRule rule) {
    return rule == null
        ? "none"
        : "{deviations: "
            + Quantity.decimal(rule.deviations())
            + enough(rule.replicasMin(), rule.requestsMin());
  }

  private static String of(@Nullable FailurePercentageRule rule) {
    return rule == null
        ? "none"
        : "{threshold: "
            + Quantity.percent(rule.threshold())
            + enough(rule.replicasMin(), rule.requestsMin());
  }

  private static String of(@Nullable LatencyRule rule) {
    return rule == null
        ? "none"
        : "{factor: "
            + Quantity.decimal(rule.factor())
            + enough(rule.replicasMin(), rule.requestsMin());
  }

  private static String enough(int replicas, int requests) {
    return ", replicas: " + replicas + ", requests: " + requests + "}";
  }
}
