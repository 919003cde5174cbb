package dev.ballast.verdict;

/**
 * What happened between two services, all runs together.
 *
 * @param name {@code caller -> callee}
 * @param calls what callers wanted
 * @param attempts what was sent
 * @param failed calls that failed before any fallback, refused ones included
 * @param refused calls that the caller's own breaker or bulkhead ended
 */
public record EdgeSummary(String name, long calls, long attempts, long failed, long refused) {}
