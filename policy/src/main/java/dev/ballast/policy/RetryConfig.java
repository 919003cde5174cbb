package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Result;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a call is repeated, and how long it waits before. Made from the constructor of four by the
 * {@code with} methods.
 *
 * @param attempts the most attempts of one call, the first included; 1 never repeats
 * @param on the results that are repeated where that can do no harm, some of {@link #REPEATABLE}
 * @param budget bounds the repeats of all calls of the edge together
 * @param tree repeats allowed in the whole tree of calls below one request; {@link
 *     RepeatTree#UNBOUNDED} for no bound
 * @param retryAfterMaxNanos the longest time to stay away that a callee may ask for: it is waited
 *     for, and the backoff on top of it, so that callers told the same do not come back at once; a
 *     longer one ends the call. {@link #IGNORES} looks at none
 * @param perAttemptNanos the longest wait for one attempt; {@link Deadline#NONE} leaves it to the
 *     call's timeout
 */
public record RetryConfig(
    int attempts,
    Set<Result> on,
    RetryBudget.Config budget,
    int tree,
    Backoff backoff,
    long retryAfterMaxNanos,
    long perAttemptNanos) {
  /**
   * What a repeat can mend: refusals, failures and lost answers of the callee. The caller's own
   * refusals are not among them.
   */
  public static final Set<Result> REPEATABLE =
      Collections.unmodifiableSet(
          EnumSet.of(
              Result.ERROR,
              Result.SHED,
              Result.TOO_LATE,
              Result.UNREACHABLE,
              Result.LOST,
              Result.TIMED_OUT,
              Result.RATE_LIMITED));

  /** The longest time to stay away that is waited for where nobody says otherwise: 30 s. */
  public static final long RETRY_AFTER_MAX_NANOS = 30_000_000_000L;

  /** Does not look at what the callee asks for. */
  public static final long IGNORES = 0;

  /** Returned by {@link #waitNanos} where the callee asks for more patience than there is. */
  public static final long TOO_LONG = -1;

  /** The largest number of attempts that a call may be given. */
  public static final int ATTEMPTS_MAX = 100;

  /** One attempt, never repeated. */
  public static final RetryConfig NEVER =
      new RetryConfig(1, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);

  public RetryConfig {
    Checks.that(attempts >= 1 && attempts <= ATTEMPTS_MAX, "attempts must be 1 to " + ATTEMPTS_MAX);
    Checks.that(!on.isEmpty(), "at least one result must be repeated");
    Checks.that(
        REPEATABLE.containsAll(on),
        "only answers of the callee, or their absence, can be repeated: some of " + REPEATABLE);
    Checks.that(
        tree == RepeatTree.UNBOUNDED || (tree >= 0 && tree <= RepeatTree.ALLOWANCE_MAX),
        "a tree must be allowed 0 to " + RepeatTree.ALLOWANCE_MAX + " repeats");
    Checks.that(retryAfterMaxNanos >= 0, "the longest time to stay away must not be negative");
    Checks.that(perAttemptNanos > 0, "the time for one attempt must be positive");
    on = Collections.unmodifiableSet(EnumSet.copyOf(on));
  }

  /** Repeats every result that can be repeated, and honours what callees ask for. */
  public RetryConfig(
      int attempts, RetryBudget.Config budget, Backoff backoff, long perAttemptNanos) {
    this(
        attempts,
        REPEATABLE,
        budget,
        RepeatTree.UNBOUNDED,
        backoff,
        RETRY_AFTER_MAX_NANOS,
        perAttemptNanos);
  }

  /** The same with so many attempts. */
  public RetryConfig withAttempts(int value) {
    return new RetryConfig(value, on, budget, tree, backoff, retryAfterMaxNanos, perAttemptNanos);
  }

  /** The same within this budget. */
  public RetryConfig withBudget(RetryBudget.Config value) {
    return new RetryConfig(attempts, on, value, tree, backoff, retryAfterMaxNanos, perAttemptNanos);
  }

  /** The same with this longest wait for one attempt. */
  public RetryConfig withPerAttempt(long nanos) {
    return new RetryConfig(attempts, on, budget, tree, backoff, retryAfterMaxNanos, nanos);
  }

  /** The same, repeating these results only. */
  public RetryConfig withOn(Set<Result> results) {
    return new RetryConfig(
        attempts, results, budget, tree, backoff, retryAfterMaxNanos, perAttemptNanos);
  }

  /** The same with one allowance for the whole tree of calls. */
  public RetryConfig withTree(int allowance) {
    return new RetryConfig(
        attempts, on, budget, allowance, backoff, retryAfterMaxNanos, perAttemptNanos);
  }

  /** The same, staying away at most this long when asked to; {@link #IGNORES} does not listen. */
  public RetryConfig withRetryAfterMax(long nanos) {
    return new RetryConfig(attempts, on, budget, tree, backoff, nanos, perAttemptNanos);
  }

  /**
   * Whether a call may be repeated after this result.
   *
   * @param made attempts made so far, hedges not counted
   */
  public boolean repeats(int made, Result result, boolean idempotent) {
    return made < attempts && on.contains(result) && result.isSafeToRetry(idempotent);
  }

  /**
   * How long to wait before a repeat.
   *
   * @param backoffNanos what {@link #backoff} says
   * @param toldNanos how long the callee asked to stay away; 0 when it did not
   * @return never less than was told, or {@link #TOO_LONG}
   */
  public long waitNanos(long backoffNanos, long toldNanos) {
    if (toldNanos <= 0 || retryAfterMaxNanos == IGNORES) {
      return backoffNanos;
    }
    return toldNanos > retryAfterMaxNanos ? TOO_LONG : Deadline.after(toldNanos, backoffNanos);
  }
}
