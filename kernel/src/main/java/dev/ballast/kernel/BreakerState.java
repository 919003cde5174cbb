package dev.ballast.kernel;

/** What a breaker does with an attempt. */
public enum BreakerState {
  /** Attempts flow. */
  CLOSED,
  /** Attempts are refused. */
  OPEN,
  /** A few probes decide. */
  HALF_OPEN,
  /** A rising share of the attempts flows. */
  RAMPING,
  /** Held open: attempts are refused whatever is answered. */
  FORCED_OPEN,
  /** Held closed: attempts flow whatever is answered. */
  FORCED_CLOSED
}
