package dev.ballast.policy;

/**
 * When a call is repeated.
 *
 * @param attempts the most attempts of one call, the first included; 1 never repeats
 * @param budget bounds the repeats of all calls of the edge together
 * @param perAttemptNanos the longest wait for one attempt; {@link Deadline#NONE} leaves it to the
 *     call's timeout
 */
public record RetryConfig(
    int attempts, RetryBudget.Config budget, Backoff backoff, long perAttemptNanos) {
  /** One attempt, never repeated. */
  public static final RetryConfig NEVER =
      new RetryConfig(1, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);

  /** The largest number of attempts that a call may be given. */
  public static final int ATTEMPTS_MAX = 100;

  public RetryConfig {
    Checks.that(attempts >= 1 && attempts <= ATTEMPTS_MAX, "attempts must be 1 to " + ATTEMPTS_MAX);
    Checks.that(perAttemptNanos > 0, "the time for one attempt must be positive");
  }
}
