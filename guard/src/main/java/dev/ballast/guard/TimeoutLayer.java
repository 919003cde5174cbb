package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call when its time is up. The layers inside run in a virtual thread of their own, started
 * for the call and interrupted when the caller stops waiting; the caller is free at that moment
 * even if the code ignores the interrupt, but the places that such code holds in layers inside are
 * given back only when it ends.
 */
final class TimeoutLayer extends Layer {
  private final Site site;
  private final long timeoutNanos;
  private final Layer next;
  private final Refused late;
  private final GaveUp timedOut;
  private final GaveUp interrupted;

  TimeoutLayer(Site site, String policy, long timeoutNanos, Layer next) {
    this.site = site;
    this.timeoutNanos = timeoutNanos;
    this.next = next;
    late = site.refusal(policy, Result.TOO_LATE, "the deadline has passed before the call");
    timedOut =
        new GaveUp(
            site.guard(),
            policy,
            Result.TIMED_OUT,
            "no answer within " + Units.duration(timeoutNanos) + " or the deadline");
    interrupted = new GaveUp(site.guard(), policy, Result.CANCELLED, "interrupted while it waited");
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    long until = Deadline.earlier(deadlineNanos, nowNanos, timeoutNanos);
    if (CallDeadline.leftNanos(until, nowNanos) == 0) {
      throw site.refuse(late);
    }
    Detached run = new Detached(site.outcomes(), next, body, kind, terms, until).start(site);
    while (!run.isDone()) {
      boolean wasInterrupted = Thread.interrupted();
      long left = CallDeadline.leftNanos(until, System.nanoTime());
      if ((wasInterrupted || left == 0) && run.leave()) {
        if (wasInterrupted) {
          Thread.currentThread().interrupt();
        }
        throw wasInterrupted ? interrupted : timedOut;
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt(); // it has just ended: its answer counts
      } else {
        LockSupport.parkNanos(this, left);
      }
    }
    return run.outcome();
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    long now = System.nanoTime();
    long until = Deadline.earlier(deadlineNanos, now, timeoutNanos);
    long left = CallDeadline.leftNanos(until, now);
    if (left == 0) {
      return CompletableFuture.failedFuture(site.refuse(late));
    }
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    CompletableFuture<@Nullable Object> inner = next.stage(call, until);
    Stage.tie(outer, inner);
    Stage.hand(inner, outer);
    if (!outer.isDone()) {
      call.later(left, outer, () -> outer.completeExceptionally(timedOut));
    }
    return outer;
  }
}
