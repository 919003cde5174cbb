package dev.ballast.verdict;

/**
 * What happened between two services, all runs together.
 *
 * @param name {@code caller -> callee}
 * @param calls what callers wanted
 * @param attempts what was sent
 * @param repeats attempts made because others before them had failed
 * @param hedges attempts made beside others that took long
 * @param failed calls that failed before any fallback, refused ones included
 * @param refused calls that the caller's own breaker or bulkhead ended
 */
public record EdgeSummary(
    String name, long calls, long attempts, long repeats, long hedges, long failed, long refused) {}
