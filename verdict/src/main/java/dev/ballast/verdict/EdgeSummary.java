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
 * @param refused calls that the caller's own policies ended
 * @param fromCache calls answered by what the caller had kept, fresh or stale
 * @param shared calls answered by an equal call that was under way
 */
public record EdgeSummary(
    String name,
    long calls,
    long attempts,
    long repeats,
    long hedges,
    long failed,
    long refused,
    long fromCache,
    long shared) {
  /** The share of calls that cost the callee nothing. */
  public double spared() {
    return calls == 0 ? 0 : (double) (fromCache + shared) / calls;
  }
}
