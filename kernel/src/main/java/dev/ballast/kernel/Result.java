package dev.ballast.kernel;

/** How one attempt, one call or one request ended. Each result implies an {@link Outcome}. */
public enum Result {
  /** The full answer. */
  OK(Outcome.SUCCEEDED),
  /** An answer in which at least one part was replaced by a fallback. */
  DEGRADED(Outcome.SUCCEEDED),
  /** The service answered that it failed (HTTP 500). */
  ERROR(Outcome.UNKNOWN),
  /** The replica refused on purpose: workers busy and queue full (HTTP 503). */
  SHED(Outcome.FAILED),
  /** The replica refused work whose deadline had already passed (HTTP 504, nothing was done). */
  TOO_LATE(Outcome.FAILED),
  /** Nobody accepted the connection. */
  UNREACHABLE(Outcome.FAILED),
  /** The connection broke after the attempt was sent. */
  LOST(Outcome.UNKNOWN),
  /** No answer within the time allowed. */
  TIMED_OUT(Outcome.UNKNOWN),
  /** The caller's breaker is open: nothing was sent. */
  BREAKER_OPEN(Outcome.FAILED),
  /** The caller's bulkhead is full: nothing was sent. */
  BULKHEAD_FULL(Outcome.FAILED),
  /** The caller's adaptive limit of calls at once is reached: nothing was sent. */
  LIMIT_REACHED(Outcome.FAILED),
  /** The caller holds calls back because the callee refuses many: nothing was sent. */
  THROTTLED(Outcome.FAILED),
  /** Above the rate that is allowed; the work was refused before it began (HTTP 429). */
  RATE_LIMITED(Outcome.FAILED),
  /** The caller gave up and the callee honours cancellation. */
  CANCELLED(Outcome.UNKNOWN);

  private final Outcome outcome;

  Result(Outcome outcome) {
    this.outcome = outcome;
  }

  /** What the caller may conclude about the effect. */
  public Outcome outcome() {
    return outcome;
  }

  /** True for a full or a degraded answer. */
  public boolean isSuccess() {
    return outcome == Outcome.SUCCEEDED;
  }

  /** True where the caller's own policy refused, so that no replica is to blame. */
  public boolean isLocalRefusal() {
    return switch (this) {
      case BREAKER_OPEN, BULKHEAD_FULL, LIMIT_REACHED, THROTTLED -> true;
      case OK,
          DEGRADED,
          ERROR,
          SHED,
          TOO_LATE,
          UNREACHABLE,
          LOST,
          TIMED_OUT,
          RATE_LIMITED,
          CANCELLED ->
          false;
    };
  }

  /** Whether it speaks against the callee; a refusal above an agreed rate does not. */
  public boolean isCalleesFailure() {
    return !isSuccess() && !isLocalRefusal() && this != RATE_LIMITED;
  }

  /**
   * Whether repeating can do no harm.
   *
   * @param idempotent whether doing the work twice has the effect of doing it once
   */
  public boolean isSafeToRetry(boolean idempotent) {
    return switch (outcome) {
      case SUCCEEDED -> false;
      case FAILED -> true;
      case UNKNOWN -> idempotent;
    };
  }
}
