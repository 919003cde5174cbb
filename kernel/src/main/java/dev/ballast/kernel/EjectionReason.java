package dev.ballast.kernel;

/** Why a replica was taken out of service. */
public enum EjectionReason {
  /** It failed so many times in a row. */
  CONSECUTIVE_FAILURES,
  /** Its share of successes is far below that of its peers. */
  SUCCESS_RATE,
  /** Its share of failures is above a fixed threshold. */
  FAILURE_PERCENTAGE,
  /** Its answers take several times as long as those of its peers. */
  LATENCY,
  /** It failed its health checks; it is out until it passes them again. */
  HEALTH_CHECK
}
