package dev.ballast.verdict;

/**
 * What users of one route saw, all runs together: totals, and latencies in milliseconds of the
 * answered requests (NaN when none was answered).
 *
 * @param noticed requests that failed or took longer than the loosest latency the objectives allow
 */
public record RouteSummary(
    String name,
    long offered,
    long succeeded,
    long degraded,
    long failed,
    long noticed,
    double meanMs,
    double p50Ms,
    double p90Ms,
    double p99Ms,
    double p999Ms) {}
