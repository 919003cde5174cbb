package dev.ballast.verdict;

import dev.ballast.model.Objective.Measure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What users of one route saw, all runs together: totals, and latencies in milliseconds of the
 * answered requests (NaN when none was answered).
 *
 * @param noticed requests that failed or took longer than the loosest latency the objectives allow
 * @param latencies the mean and each percentile, with its 99 % interval
 */
public record RouteSummary(
    String name,
    long offered,
    long succeeded,
    long degraded,
    long failed,
    long noticed,
    Map<Measure, Estimate> latencies) {
  public RouteSummary {
    EnumMap<Measure, Estimate> inOrder = new EnumMap<>(Measure.class);
    inOrder.putAll(latencies);
    latencies = Collections.unmodifiableMap(inOrder);
  }

  /** A latency with its 99 % interval, in milliseconds. */
  public Estimate latency(Measure measure) {
    return latencies.getOrDefault(measure, Estimate.NO_DATA);
  }

  public double meanMs() {
    return latency(Measure.MEAN).value();
  }

  public double p50Ms() {
    return latency(Measure.P50).value();
  }

  public double p90Ms() {
    return latency(Measure.P90).value();
  }

  public double p99Ms() {
    return latency(Measure.P99).value();
  }

  public double p999Ms() {
    return latency(Measure.P999).value();
  }
}
