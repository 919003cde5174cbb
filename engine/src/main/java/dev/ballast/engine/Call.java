package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.AttemptKind;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Hedge;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balancer;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants from another service, with all the attempts it takes. It is in one {@link
 * Phase} at a time, and its one timer is due when the phase has something to do next.
 *
 * <p>While it asks, one attempt is in flight, or several where the edge hedges. The first that
 * succeeds answers the call, and the others are forgotten. One that fails leaves the rest alone;
 * when the last has failed its result decides about a repeat.
 */
public final class Call extends Timer implements Cancellable {
  /** Who waits for a call. */
  public interface Caller {
    /**
     * The call ended. May come from within {@link CallPath#call} when a policy refuses.
     *
     * @param content what a real program answered; null where there is none
     */
    void callEnded(Result result, @Nullable Object content);

    /**
     * The answer has begun, and its content goes on by itself; {@link #callEnded} follows when it
     * has ended. At most once.
     *
     * @return whether it is taken; else the whole content is to come with {@link #callEnded}
     */
    default boolean callBegan(Object content) {
      return false;
    }

    /** Whether the answer is of use to it only as a whole. */
    default boolean wantsWhole() {
      return false;
    }

    /** Whether it tells the observer of the end itself, since it knows more about it. */
    default boolean tellsItself() {
      return false;
    }
  }

  /** What a call waits for, and so what it does when its timer is due. */
  private enum Phase {
    /** For a place in the bulkhead; its timer ends the wait. */
    QUEUED,
    /** For answers; its timer ends the attempts that took too long, or hedges. */
    ASKING,
    /** For the end of an answer that has begun; its timer ends it. */
    ANSWERING,
    /** For the moment of a repeat. */
    BACKING_OFF,
    /** For nothing. */
    OVER
  }

  final CallPath path;
  final int endpoint;
  final boolean idempotent;
  final long deadlineNanos;
  final Request cause;
  final Caller caller;
  final long begunNanos;

  private Phase phase = Phase.ASKING;

  /** The attempt that was sent last, linked to those in flight before it. */
  private @Nullable Attempt inFlight;

  private int attempts;
  private int hedges;
  private int lastReplica = Balancer.NONE;
  private long lastBackoffNanos;

  /** When the next hedge is due; {@link Hedge#NOT_YET} for never. */
  private long hedgeNanos = Hedge.NOT_YET;

  private boolean isRepeat;

  Call(
      CallPath path,
      int endpoint,
      boolean idempotent,
      long deadlineNanos,
      Request cause,
      Caller caller,
      long begunNanos) {
    this.path = path;
    this.endpoint = endpoint;
    this.idempotent = idempotent;
    this.deadlineNanos = deadlineNanos;
    this.cause = cause;
    this.caller = caller;
    this.begunNanos = begunNanos;
  }

  void begin(long now) {
    attempt(AttemptKind.FIRST, now);
  }

  /** Waits for a place in the bulkhead, so long at most. */
  void waits(long longestNanos) {
    phase = Phase.QUEUED;
    boolean isBounded = deadlineNanos != Deadline.NONE;
    path.world()
        .start(this, isBounded ? Math.min(longestNanos, deadlineNanos - begunNanos) : longestNanos);
  }

  /** Has its place now. */
  void enters() {
    phase = Phase.ASKING;
    path.world().cancel(this);
  }

  /** A policy refused it before its first attempt. */
  void refused(Result result) {
    phase = Phase.OVER;
    caller.callEnded(result, null);
  }

  private void waitedInVain(long now) {
    phase = Phase.OVER;
    Result result = now >= deadlineNanos ? Result.TIMED_OUT : Result.BULKHEAD_FULL;
    path.stopsWaiting(this, result, now - begunNanos, now);
    caller.callEnded(result, null);
  }

  @Override
  public void fires() {
    long now = path.world().nowNanos();
    switch (phase) {
      case QUEUED -> waitedInVain(now);
      case ASKING -> {
        endLate(now);
        if (phase == Phase.ASKING) {
          if (now >= hedgeNanos) {
            hedge(now);
          }
          waitForAnswers(now);
        }
      }
      case ANSWERING -> {
        Attempt begun = soleInFlight();
        path.world().wire().abandon(begun);
        path.ended(begun, Result.TIMED_OUT, now);
        end(Result.TIMED_OUT, null, now);
      }
      case BACKING_OFF -> attempt(AttemptKind.REPEAT, now);
      case OVER -> throw new IllegalStateException("the timer of a call that is over was due");
    }
  }

  private void attempt(AttemptKind kind, long now) {
    if (now >= deadlineNanos) {
      end(Result.TIMED_OUT, null, now);
      return;
    }
    long permit = path.tryAdmit(endpoint, now);
    if (permit < 0) {
      end(Result.BREAKER_OPEN, null, now);
      return;
    }
    int replica = path.choose(cause.key(), lastReplica, now);
    if (replica == Balancer.NONE) {
      path.unadmit(endpoint, permit);
      end(Result.UNREACHABLE, null, now);
      return;
    }
    attempts++;
    phase = Phase.ASKING;
    lastReplica = replica;
    hedgeNanos = path.hedgeAt(idempotent, hedges, now);
    Attempt sent = link(kind, lastReplica, permit, now);
    waitForAnswers(now);
    path.world().wire().send(sent);
  }

  /** Asks another replica beside those that are asked already, if everything speaks for it. */
  private void hedge(long now) {
    hedgeNanos = Hedge.NOT_YET;
    int left = cause.repeatsLeft();
    if (!RepeatTree.allows(left)
        || !cause.isRepeatable()
        || !path.mayHedge(endpoint, lastReplica)) {
      return;
    }
    int replica = path.choose(cause.key(), lastReplica, now);
    if (InFlight.asks(inFlight, replica)) { // with further hedges: the last one alone was avoided
      replica = path.chooseInstead(replica, asked -> InFlight.asks(inFlight, asked));
    }
    if (replica == Balancer.NONE) {
      return;
    }
    long permit = path.tryHedge(now) ? path.tryAdmit(endpoint, now) : -1;
    if (permit < 0) {
      path.unchoose(replica);
      return;
    }
    hedges++;
    lastReplica = replica;
    cause.setRepeatsLeft(RepeatTree.used(left));
    hedgeNanos = path.hedgeAt(idempotent, hedges, now);
    path.world().wire().send(link(AttemptKind.HEDGE, replica, permit, now));
  }

  private Attempt link(AttemptKind kind, int replica, long permit, long now) {
    int left = cause.repeatsLeft();
    int lent = path.goesOn() ? RepeatTree.lent(left) : Math.min(left, 0);
    if (lent > 0) {
      cause.setRepeatsLeft(left - lent);
    }
    Attempt attempt = new Attempt(this, kind, replica, permit, now, lent);
    attempt.next = inFlight;
    inFlight = attempt;
    return attempt;
  }

  /** Sets the timer to what is due first: the end of an attempt's time, or a hedge. */
  private void waitForAnswers(long now) {
    long due = Math.min(hedgeNanos, InFlight.limitNanos(inFlight));
    if (due != Deadline.NONE) {
      path.world().start(this, Math.max(0, due - now));
    }
  }

  /** Gives up the attempts whose time has run out. */
  private void endLate(long now) {
    Attempt asked = inFlight;
    while (asked != null && phase == Phase.ASKING) {
      Attempt following = asked.next;
      if (now >= asked.limitNanos()) {
        path.world().wire().abandon(asked);
        inFlight = InFlight.without(asked, inFlight);
        path.ended(asked, Result.TIMED_OUT, now);
        if (inFlight == null) {
          failed(asked, Result.TIMED_OUT, null, now);
        }
      }
      asked = following;
    }
  }

  /** The one attempt whose answer has begun. */
  private Attempt soleInFlight() {
    Attempt begun = inFlight;
    if (begun == null) {
      throw new IllegalStateException("an answer has begun, and no attempt is in flight");
    }
    inFlight = null;
    return begun;
  }

  boolean attemptBegun(Attempt attempt, Object content, boolean isOpenEnded) {
    if (phase != Phase.ASKING || !InFlight.holds(inFlight, attempt) || !caller.callBegan(content)) {
      return false;
    }
    if (!InFlight.holds(inFlight, attempt)) {
      return true; // whoever took it has given it up already
    }
    long now = path.world().nowNanos();
    path.world().cancel(this);
    inFlight = InFlight.without(attempt, inFlight);
    forgetOthers(now);
    attempt.next = null;
    inFlight = attempt;
    phase = Phase.ANSWERING;
    if (!isOpenEnded && deadlineNanos != Deadline.NONE) {
      path.world().start(this, Math.max(0, deadlineNanos - now));
    }
    return true;
  }

  void attemptUnwanted(Attempt attempt) {
    if (phase == Phase.ANSWERING && InFlight.holds(inFlight, attempt)) {
      long now = path.world().nowNanos();
      path.world().cancel(this);
      path.forgotten(soleInFlight(), now);
      end(Result.CANCELLED, null, now);
    }
  }

  void attemptWithdrawn(Attempt attempt) {
    if (InFlight.holds(inFlight, attempt)) {
      long now = path.world().nowNanos();
      path.world().cancel(this);
      forgetOthers(now);
      end(Result.CANCELLED, null, now);
    }
  }

  void attemptAnswered(Attempt attempt, Result result, @Nullable Object answer) {
    if (!InFlight.holds(inFlight, attempt)) {
      return;
    }
    boolean hadBegun = phase == Phase.ANSWERING;
    inFlight = InFlight.without(attempt, inFlight);
    long now = path.world().nowNanos();
    path.world().cancel(this);
    if (attempt.repeatsLent > 0) {
      cause.setRepeatsLeft(
          RepeatTree.after(cause.repeatsLeft(), attempt.repeatsLent, attempt.repeatsBack));
    }
    path.ended(attempt, result, now);
    if (hadBegun) {
      end(result, null, now);
    } else if (result.isSuccess()) {
      forgetOthers(now);
      end(result, answer, now);
    } else if (inFlight == null) {
      failed(attempt, result, answer, now);
    } else {
      waitForAnswers(now);
    }
  }

  /** Gives up all that are in flight; nothing follows from how they end. */
  private void forgetOthers(long now) {
    Attempt other = inFlight;
    inFlight = null;
    while (other != null) {
      path.world().wire().abandon(other);
      path.forgotten(other, now);
      other = other.next;
    }
  }

  /** No attempt is in flight any more. */
  private void failed(Attempt last, Result result, @Nullable Object answer, long now) {
    giveRepeatBack();
    long wait = waitBeforeRepeat(last, result, now);
    if (wait == RetryConfig.TOO_LONG || !path.tryRepeat(now)) {
      end(result, answer, now);
      return;
    }
    isRepeat = true;
    cause.setRepeatsLeft(RepeatTree.used(cause.repeatsLeft()));
    phase = Phase.BACKING_OFF;
    path.world().start(this, wait);
  }

  /** How long to wait before a repeat; {@link RetryConfig#TOO_LONG} when there must be none. */
  private long waitBeforeRepeat(Attempt last, Result result, long now) {
    RetryConfig retry = path.policy().retry();
    if (!retry.repeats(attempts, result, idempotent)
        || !cause.isRepeatable()
        || !RepeatTree.allows(cause.repeatsLeft())
        || now >= deadlineNanos) {
      return RetryConfig.TOO_LONG;
    }
    lastBackoffNanos =
        retry.backoff().waitNanos(attempts - 1, lastBackoffNanos, path.backoffRandom());
    long wait = retry.waitNanos(lastBackoffNanos, last.retryAfterNanos);
    boolean isInTime = deadlineNanos == Deadline.NONE || wait < deadlineNanos - now;
    return isInTime ? wait : RetryConfig.TOO_LONG;
  }

  /** The caller no longer wants an answer; it is not told of any. */
  @Override
  public void cancel() {
    long now = path.world().nowNanos();
    path.world().cancel(this);
    if (phase == Phase.QUEUED) {
      phase = Phase.OVER;
      path.stopsWaiting(this, Result.CANCELLED, now - begunNanos, now);
      return;
    }
    forgetOthers(now);
    leave(Result.CANCELLED, now);
  }

  private void end(Result result, @Nullable Object answer, long now) {
    leave(result, now);
    caller.callEnded(result, answer);
  }

  private void leave(Result result, long now) {
    phase = Phase.OVER;
    giveRepeatBack();
    path.left(caller, result, now - begunNanos, now);
  }

  private void giveRepeatBack() {
    if (isRepeat) {
      isRepeat = false;
      path.repeatEnded();
    }
  }
}
