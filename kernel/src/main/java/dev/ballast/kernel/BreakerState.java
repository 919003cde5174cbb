package dev.ballast.kernel;

/** What a breaker does with an attempt. */
public enum BreakerState {
  /** Attempts flow. */
  CLOSED,
  /** Attempts are refused. */
  OPEN,
  /** A few probes decide. */
  HALF_OPEN
}
