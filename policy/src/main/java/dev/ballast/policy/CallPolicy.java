package dev.ballast.policy;

import dev.ballast.policy.Ejection.Config; // javac loses @Nullable on a qualified name here
import org.jspecify.annotations.Nullable;

/**
 * Everything configured on one edge, from a caller to a callee. Around each call: bulkhead, then
 * timeout, then attempts; around each attempt: breaker, then choice of a replica, then the
 * per-attempt timeout. Made from {@link #DEFAULT} by the {@code with} methods.
 *
 * @param timeoutNanos the longest a call may take with all its attempts; {@link Deadline#NONE}
 *     waits for ever
 * @param propagatesDeadline whether the callee is told how much time is left, and refuses work that
 *     is already too late
 * @param breaker null for none
 * @param bulkhead calls at once, {@link Bulkhead.Config#UNLIMITED} for no bound
 * @param ejection null for none
 */
public record CallPolicy(
    long timeoutNanos,
    boolean propagatesDeadline,
    RetryConfig retry,
    @Nullable BreakerConfig breaker,
    Bulkhead.Config bulkhead,
    Balance balance,
    @Nullable Config ejection) {

  /** What applies where the file says nothing: one attempt, no limits, least loaded of two. */
  public static final CallPolicy DEFAULT =
      new CallPolicy(
          Deadline.NONE,
          false,
          RetryConfig.NEVER,
          null,
          Bulkhead.Config.UNLIMITED,
          Balance.LEAST_LOADED,
          null);

  public CallPolicy {
    Checks.that(timeoutNanos > 0, "a timeout must be positive");
  }

  /** The same with this timeout. */
  public CallPolicy withTimeout(long nanos) {
    return new CallPolicy(nanos, propagatesDeadline, retry, breaker, bulkhead, balance, ejection);
  }

  /** The same, telling the callee the time left or not. */
  public CallPolicy withDeadline(boolean propagates) {
    return new CallPolicy(timeoutNanos, propagates, retry, breaker, bulkhead, balance, ejection);
  }

  /** The same with these repeats. */
  public CallPolicy withRetry(RetryConfig value) {
    return new CallPolicy(
        timeoutNanos, propagatesDeadline, value, breaker, bulkhead, balance, ejection);
  }

  /** The same with this breaker, or none. */
  public CallPolicy withBreaker(@Nullable BreakerConfig value) {
    return new CallPolicy(
        timeoutNanos, propagatesDeadline, retry, value, bulkhead, balance, ejection);
  }

  /** The same with this bulkhead. */
  public CallPolicy withBulkhead(Bulkhead.Config value) {
    return new CallPolicy(
        timeoutNanos, propagatesDeadline, retry, breaker, value, balance, ejection);
  }

  /** The same with this choice of replicas. */
  public CallPolicy withBalance(Balance value) {
    return new CallPolicy(
        timeoutNanos, propagatesDeadline, retry, breaker, bulkhead, value, ejection);
  }

  /** The same with this ejection, or none. */
  public CallPolicy withEjection(@Nullable Config value) {
    return new CallPolicy(
        timeoutNanos, propagatesDeadline, retry, breaker, bulkhead, balance, value);
  }

  /**
   * The same edge without retry, breaker, bulkhead and ejection; the timeout and balancer stay.
   * Where only single attempts are timed, that time becomes the timeout of the one attempt left.
   */
  public CallPolicy withoutProtection() {
    return DEFAULT
        .withTimeout(timeoutNanos == Deadline.NONE ? retry.perAttemptNanos() : timeoutNanos)
        .withDeadline(propagatesDeadline)
        .withBalance(balance);
  }
}
