package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Balancer;
import dev.ballast.policy.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants from another service, with all the attempts it takes. Its one timer is the
 * limit of the attempt in flight, the end of a backoff, or the end of its wait for a place in the
 * bulkhead.
 */
public final class Call extends Timer {
  /** Who waits for a call. */
  public interface Caller {
    /**
     * The call ended. May come from within {@link CallPath#call} when a policy refuses.
     *
     * @param content what a real program answered; null where there is none
     */
    void callEnded(Result result, @Nullable Object content);
  }

  final CallPath path;
  final int endpoint;
  final boolean idempotent;
  final long deadlineNanos;
  final Request cause;
  private final Caller caller;
  private final long begunNanos;

  private @Nullable Attempt inFlight;
  private int attempts;
  private int lastReplica = Balancer.NONE;
  private long lastBackoffNanos;
  private boolean isRepeat;
  private boolean isWaiting;

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

  /** Waits for a place in the bulkhead, so long at most. */
  void waits(long longestNanos) {
    isWaiting = true;
    path.world().start(this, Math.min(longestNanos, deadlineNanos - begunNanos));
  }

  /** Has its place now. */
  void enters() {
    isWaiting = false;
    path.world().cancel(this);
  }

  private void waitedInVain() {
    long now = path.world().nowNanos();
    Result result = now >= deadlineNanos ? Result.TIMED_OUT : Result.BULKHEAD_FULL;
    isWaiting = false;
    path.stopsWaiting(this, result, now - begunNanos, now);
    caller.callEnded(result, null);
  }

  void attempt() {
    long now = path.world().nowNanos();
    if (now >= deadlineNanos) {
      end(Result.TIMED_OUT, null, now);
      return;
    }
    long permit = path.tryAdmit(endpoint, now);
    if (permit < 0) {
      end(Result.BREAKER_OPEN, null, now);
      return;
    }
    attempts++;
    lastReplica = path.choose(lastReplica, now);
    Attempt attempt = new Attempt(this, lastReplica, permit, now);
    inFlight = attempt;
    long limit =
        Deadline.earlier(deadlineNanos, now, path.edge().policy().retry().perAttemptNanos());
    if (limit != Deadline.NONE) {
      path.world().start(this, limit - now);
    }
    path.world().wire().send(attempt);
  }

  @Override
  public void fires() {
    if (isWaiting) {
      waitedInVain();
      return;
    }
    Attempt late = inFlight;
    if (late == null) {
      attempt();
      return;
    }
    path.world().wire().abandon(late);
    attemptAnswered(late, Result.TIMED_OUT, null);
  }

  void attemptAnswered(Attempt attempt, Result result, @Nullable Object answer) {
    if (attempt != inFlight) {
      return;
    }
    inFlight = null;
    long now = path.world().nowNanos();
    path.world().cancel(this);
    path.ended(attempt, result, now);
    if (result.isSuccess() || !repeats(result, now)) {
      end(result, answer, now);
    }
  }

  /** Arranges the next attempt if the policy allows one. */
  private boolean repeats(Result result, long now) {
    var retry = path.edge().policy().retry();
    giveRepeatBack();
    if (attempts >= retry.attempts() || !result.isSafeToRetry(idempotent) || now >= deadlineNanos) {
      return false;
    }
    if (!path.tryRepeat()) {
      return false;
    }
    isRepeat = true;
    long wait = retry.backoff().waitNanos(attempts - 1, lastBackoffNanos, path.backoffRandom());
    if (deadlineNanos != Deadline.NONE && wait >= deadlineNanos - now) {
      return false;
    }
    lastBackoffNanos = wait;
    path.world().start(this, wait);
    return true;
  }

  /** The caller no longer wants an answer; it is not told of any. */
  public void cancel() {
    long now = path.world().nowNanos();
    path.world().cancel(this);
    if (isWaiting) {
      isWaiting = false;
      path.stopsWaiting(this, Result.CANCELLED, now - begunNanos, now);
      return;
    }
    Attempt waiting = inFlight;
    if (waiting != null) {
      inFlight = null;
      path.world().wire().abandon(waiting);
      path.forgotten(waiting, now);
    }
    leave(Result.CANCELLED, now);
  }

  private void end(Result result, @Nullable Object answer, long now) {
    leave(result, now);
    caller.callEnded(result, answer);
  }

  private void leave(Result result, long now) {
    giveRepeatBack();
    path.left(result, now - begunNanos, now);
  }

  private void giveRepeatBack() {
    if (isRepeat) {
      isRepeat = false;
      path.repeatEnded();
    }
  }
}
