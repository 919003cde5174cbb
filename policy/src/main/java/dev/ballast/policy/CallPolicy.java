package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.ThrottleConfig;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything configured on one edge, from a caller to a callee. Around each call: shared answers,
 * bulkhead, adaptive limit, throttle, then timeout, then attempts; around each attempt: breaker,
 * then choice of a replica, then the per-attempt timeout or a hedge. Made from {@link #DEFAULT} by
 * the {@code with} methods.
 *
 * @param timeoutNanos the longest a call may take with all its attempts; {@link Deadline#NONE}
 *     waits for ever
 * @param propagatesDeadline whether the callee is told how much time is left, and refuses work that
 *     is already too late
 * @param retry when a call is repeated
 * @param hedge null for none
 * @param breaker null for none
 * @param bulkhead calls at once, {@link Bulkhead.Config#UNLIMITED} for no bound
 * @param limit of calls at once that adapts, null for none
 * @param throttle null for none
 * @param balance how the replica of each attempt is chosen
 * @param candidates among which replicas the balancer chooses
 * @param ejection null for none
 * @param sharing which answers serve more than one call; asked before everything else
 */
public record CallPolicy(
    long timeoutNanos,
    boolean propagatesDeadline,
    RetryConfig retry,
    @Nullable HedgeConfig hedge,
    @Nullable BreakerConfig breaker,
    Bulkhead.Config bulkhead,
    @Nullable LimitConfig limit,
    @Nullable ThrottleConfig throttle,
    Balance balance,
    CandidateRules candidates,
    @Nullable EjectionConfig ejection,
    Sharing sharing) {

  /** What applies where the file says nothing: one attempt, no limits, least loaded of two. */
  public static final CallPolicy DEFAULT =
      new CallPolicy(
          Deadline.NONE,
          false,
          RetryConfig.NEVER,
          null,
          null,
          Bulkhead.Config.UNLIMITED,
          null,
          null,
          Balance.LeastLoaded.DEFAULT,
          CandidateRules.DEFAULT,
          null,
          Sharing.NONE);

  public CallPolicy {
    Checks.that(timeoutNanos > 0, "a timeout must be positive");
  }

  /** The same with this timeout. */
  public CallPolicy withTimeout(long nanos) {
    return with(draft -> draft.timeoutNanos = nanos);
  }

  /** The same, telling the callee the time left or not. */
  public CallPolicy withDeadline(boolean propagates) {
    return with(draft -> draft.propagatesDeadline = propagates);
  }

  /** The same with these repeats. */
  public CallPolicy withRetry(RetryConfig value) {
    return with(draft -> draft.retry = value);
  }

  /** The same with these hedges, or none. */
  public CallPolicy withHedge(@Nullable HedgeConfig value) {
    return with(draft -> draft.hedge = value);
  }

  /** The same with this breaker, or none. */
  public CallPolicy withBreaker(@Nullable BreakerConfig value) {
    return with(draft -> draft.breaker = value);
  }

  /** The same with this bulkhead. */
  public CallPolicy withBulkhead(Bulkhead.Config value) {
    return with(draft -> draft.bulkhead = value);
  }

  /** The same with this adaptive limit, or none. */
  public CallPolicy withLimit(@Nullable LimitConfig value) {
    return with(draft -> draft.limit = value);
  }

  /** The same with this throttle, or none. */
  public CallPolicy withThrottle(@Nullable ThrottleConfig value) {
    return with(draft -> draft.throttle = value);
  }

  /** The same with this choice of replicas. */
  public CallPolicy withBalance(Balance value) {
    return with(draft -> draft.balance = value);
  }

  /** The same with this choice of candidates. */
  public CallPolicy withCandidates(CandidateRules value) {
    return with(draft -> draft.candidates = value);
  }

  /** The same with this ejection, or none. */
  public CallPolicy withEjection(@Nullable EjectionConfig value) {
    return with(draft -> draft.ejection = value);
  }

  /** The same with this sharing of answers. */
  public CallPolicy withSharing(Sharing value) {
    return with(draft -> draft.sharing = value);
  }

  /** Whether one attempt may take longer than the whole call. */
  public boolean isPerAttemptInVain() {
    return retry.perAttemptNanos() != Deadline.NONE && retry.perAttemptNanos() > timeoutNanos;
  }

  /** Whether the callee may ask for more patience than the whole call has, and somebody said so. */
  public boolean isRetryAfterInVain() {
    return retry.retryAfterMaxNanos() != RetryConfig.RETRY_AFTER_MAX_NANOS
        && retry.retryAfterMaxNanos() > timeoutNanos;
  }

  /** Whether attempts are given up before they could be joined by a hedge. */
  public boolean isHedgeInVain() {
    return hedge != null
        && hedge.after() instanceof HedgeConfig.After.Time(long nanos)
        && nanos >= Math.min(timeoutNanos, retry.perAttemptNanos());
  }

  /**
   * The same edge without anything that protects: the timeout, whether the deadline is told, and
   * the balancer stay. Where only single attempts are timed, that time becomes the timeout of the
   * one attempt left.
   */
  public CallPolicy withoutProtection() {
    return DEFAULT
        .withTimeout(timeoutNanos == Deadline.NONE ? retry.perAttemptNanos() : timeoutNanos)
        .withDeadline(propagatesDeadline)
        .withBalance(balance);
  }

  private CallPolicy with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.policy();
  }

  /** The components, to be changed one at a time. */
  private static final class Draft {
    private long timeoutNanos;
    private boolean propagatesDeadline;
    private RetryConfig retry;
    private @Nullable HedgeConfig hedge;
    private @Nullable BreakerConfig breaker;
    private Bulkhead.Config bulkhead;
    private @Nullable LimitConfig limit;
    private @Nullable ThrottleConfig throttle;
    private Balance balance;
    private CandidateRules candidates;
    private @Nullable EjectionConfig ejection;
    private Sharing sharing;

    Draft(CallPolicy from) {
      timeoutNanos = from.timeoutNanos;
      propagatesDeadline = from.propagatesDeadline;
      retry = from.retry;
      hedge = from.hedge;
      breaker = from.breaker;
      bulkhead = from.bulkhead;
      limit = from.limit;
      throttle = from.throttle;
      balance = from.balance;
      candidates = from.candidates;
      ejection = from.ejection;
      sharing = from.sharing;
    }

    CallPolicy policy() {
      return new CallPolicy(
          timeoutNanos,
          propagatesDeadline,
          retry,
          hedge,
          breaker,
          bulkhead,
          limit,
          throttle,
          balance,
          candidates,
          ejection,
          sharing);
    }
  }
}
