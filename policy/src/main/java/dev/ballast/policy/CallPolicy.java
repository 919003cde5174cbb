package dev.ballast.policy;

import dev.ballast.policy.Ejection.Config; // javac loses @Nullable on a qualified name here
import org.jspecify.annotations.Nullable;

/**
 * Everything configured on one edge, from a caller to a callee. Around each call: bulkhead, then
 * timeout, then attempts; around each attempt: breaker, then choice of a replica, then the
 * per-attempt timeout.
 *
 * @param timeoutNanos the longest a call may take with all its attempts; {@link Deadline#NONE}
 *     waits for ever
 * @param propagatesDeadline whether the callee is told how much time is left, and refuses work that
 *     is already too late
 * @param breaker null for none
 * @param bulkhead calls at once, {@link Bulkhead#UNLIMITED} for no bound
 * @param ejection null for none
 */
public record CallPolicy(
    long timeoutNanos,
    boolean propagatesDeadline,
    RetryConfig retry,
    @Nullable BreakerConfig breaker,
    int bulkhead,
    Balance balance,
    @Nullable Config ejection) {

  /** What applies where the file says nothing: one attempt, no limits, least loaded of two. */
  public static final CallPolicy DEFAULT =
      new CallPolicy(
          Deadline.NONE,
          false,
          RetryConfig.NEVER,
          null,
          Bulkhead.UNLIMITED,
          Balance.LEAST_LOADED,
          null);

  public CallPolicy {
    Checks.that(timeoutNanos > 0, "a timeout must be positive");
    Checks.that(bulkhead >= 1, "a bulkhead must let at least one call through");
  }

  /**
   * The same edge without retry, breaker, bulkhead and ejection; the timeout and balancer stay.
   * Where only single attempts are timed, that time becomes the timeout of the one attempt left.
   */
  public CallPolicy withoutProtection() {
    return new CallPolicy(
        timeoutNanos == Deadline.NONE ? retry.perAttemptNanos() : timeoutNanos,
        propagatesDeadline,
        RetryConfig.NEVER,
        null,
        Bulkhead.UNLIMITED,
        balance,
        null);
  }
}
