package dev.ballast.policy.rate;

/**
 * The arithmetic of one limiter: its whole memory is one {@code long}, so that taking a permit is
 * one compare-and-set. Pure.
 */
sealed interface Meter permits Gcra, TwoWindows {
  /** The memory of a limiter that nobody has used. */
  long fresh();

  /** How long until one permit can be had; 0 when it can be had now. */
  long waitNanos(long memory, long nowNanos);

  /** The memory after one permit was taken; only where there is nothing to wait for. */
  long taken(long memory, long nowNanos);
}
