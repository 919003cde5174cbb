package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which replicas are ejected, for how long, and how many at once. Made from {@link #DEFAULT} by the
 * {@code with} methods.
 *
 * @param consecutiveFailures failures in a row that eject, or {@link #NOT_IN_A_ROW}
 * @param successRate null where success rates eject nobody
 * @param failurePercentage null where failure percentages eject nobody
 * @param latency null where latencies eject nobody
 * @param intervalNanos from one sweep to the next; so long in service also forgives one ejection
 */
public record EjectionConfig(
    int consecutiveFailures,
    @Nullable SuccessRateRule successRate,
    @Nullable FailurePercentageRule failurePercentage,
    @Nullable LatencyRule latency,
    long intervalNanos,
    EjectionTerm term,
    EjectionCeiling ceiling) {

  /** Failures in a row eject nobody. */
  public static final int NOT_IN_A_ROW = 0;

  /** Envoy's interval between sweeps. */
  public static final long INTERVAL_NANOS = 10_000_000_000L;

  /** Five failures in a row, and nothing else, eject. */
  public static final EjectionConfig DEFAULT =
      new EjectionConfig(
          5, null, null, null, INTERVAL_NANOS, EjectionTerm.DEFAULT, EjectionCeiling.DEFAULT);

  public EjectionConfig {
    Checks.that(
        consecutiveFailures >= NOT_IN_A_ROW, "consecutive failures must be at least 1, or off");
    Checks.that(
        consecutiveFailures != NOT_IN_A_ROW
            || successRate != null
            || failurePercentage != null
            || latency != null,
        "an ejection needs at least one reason to eject");
    Checks.that(intervalNanos > 0, "sweeps must be some time apart");
  }

  /** Ejection by failures in a row alone. */
  public static EjectionConfig consecutive(
      int failures, long baseNanos, long maxNanos, double ceiling) {
    Checks.that(failures >= 1, "consecutive failures must be at least 1");
    return new EjectionConfig(
        failures,
        null,
        null,
        null,
        INTERVAL_NANOS,
        new EjectionTerm(baseNanos, maxNanos, 0),
        new EjectionCeiling(ceiling, false));
  }

  /** Whether anything is judged in sweeps. */
  boolean sweeps() {
    return successRate != null || failurePercentage != null || latency != null;
  }

  /** The same with so many failures in a row, or {@link #NOT_IN_A_ROW}. */
  public EjectionConfig withConsecutiveFailures(int value) {
    return new EjectionConfig(
        value, successRate, failurePercentage, latency, intervalNanos, term, ceiling);
  }

  /** The same with this rule, or none. */
  public EjectionConfig withSuccessRate(@Nullable SuccessRateRule value) {
    return new EjectionConfig(
        consecutiveFailures, value, failurePercentage, latency, intervalNanos, term, ceiling);
  }

  /** The same with this rule, or none. */
  public EjectionConfig withFailurePercentage(@Nullable FailurePercentageRule value) {
    return new EjectionConfig(
        consecutiveFailures, successRate, value, latency, intervalNanos, term, ceiling);
  }

  /** The same with this rule, or none. */
  public EjectionConfig withLatency(@Nullable LatencyRule value) {
    return new EjectionConfig(
        consecutiveFailures, successRate, failurePercentage, value, intervalNanos, term, ceiling);
  }

  /** The same with sweeps so far apart. */
  public EjectionConfig withInterval(long nanos) {
    return new EjectionConfig(
        consecutiveFailures, successRate, failurePercentage, latency, nanos, term, ceiling);
  }

  /** The same with these lengths. */
  public EjectionConfig withTerm(EjectionTerm value) {
    return new EjectionConfig(
        consecutiveFailures,
        successRate,
        failurePercentage,
        latency,
        intervalNanos,
        value,
        ceiling);
  }

  /** The same with this ceiling. */
  public EjectionConfig withCeiling(EjectionCeiling value) {
    return new EjectionConfig(
        consecutiveFailures, successRate, failurePercentage, latency, intervalNanos, term, value);
  }
}
