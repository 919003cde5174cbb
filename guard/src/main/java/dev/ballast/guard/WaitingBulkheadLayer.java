package dev.ballast.guard;

import dev.ballast.guard.Waiters.Waiter;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bulkhead before which calls wait for a place, in the order in which they came. A blocking call
 * parks its (virtual) thread; an interrupt ends its wait.
 */
final class WaitingBulkheadLayer extends Layer {
  private static final String POLICY = "bulkhead";

  private final Site site;
  private final Layer next;
  private final Waiters waiters;
  private final long waitNanosMax;
  private final Refused full;
  private final Refused late;
  private final Refused interrupted;

  WaitingBulkheadLayer(Site site, Bulkhead.Config config, Layer next) {
    int limit = config.calls();
    this.site = site;
    this.next = next;
    waitNanosMax = config.waitNanos();
    waiters = new Waiters(limit, config.queue());
    full =
        site.refusal(
            POLICY,
            Result.BULKHEAD_FULL,
            "all " + limit + " places are taken and " + config.queue() + " calls wait");
    late =
        site.refusal(
            POLICY, Result.BULKHEAD_FULL, "none of " + limit + " places became free in time");
    interrupted = site.refusal(POLICY, Result.CANCELLED, "interrupted while it waited for a place");
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    long now = waiters.tryEnter() ? nowNanos : await(nowNanos, deadlineNanos);
    try {
      return next.call(body, kind, terms, now, deadlineNanos);
    } finally {
      waiters.leave();
    }
  }

  /** Returns with a place, and the time. */
  private long await(long nowNanos, long deadlineNanos) {
    Thread caller = Thread.currentThread();
    Waiter waiter = waiters.join(() -> LockSupport.unpark(caller));
    if (waiter == null) {
      throw site.refuse(full);
    }
    long until = Deadline.earlier(deadlineNanos, nowNanos, waitNanosMax);
    boolean wasInterrupted = false;
    while (!waiter.isIn()) {
      wasInterrupted |= Thread.interrupted();
      long left = CallDeadline.leftNanos(until, System.nanoTime());
      if ((wasInterrupted || left == 0) && waiters.quit(waiter)) {
        if (wasInterrupted) {
          caller.interrupt();
        }
        throw site.refuse(wasInterrupted ? interrupted : late);
      }
      if (!wasInterrupted && left > 0) {
        LockSupport.parkNanos(this, left);
      }
    }
    if (wasInterrupted) {
      caller.interrupt();
    }
    return System.nanoTime();
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    if (waiters.tryEnter()) {
      begin(call, deadlineNanos, outer);
      return outer;
    }
    Waiter waiter = waiters.join(() -> admitted(call, deadlineNanos, outer));
    if (waiter == null) {
      outer.completeExceptionally(site.refuse(full));
      return outer;
    }
    Stage.atEnd(outer, (_, _) -> waiters.quit(waiter));
    long now = System.nanoTime();
    long until = Deadline.earlier(deadlineNanos, now, waitNanosMax);
    if (until != Deadline.NONE && !waiter.isIn()) {
      call.later(
          CallDeadline.leftNanos(until, now),
          outer,
          () -> {
            if (waiters.quit(waiter)) {
              outer.completeExceptionally(site.refuse(late));
            }
          });
    }
    return outer;
  }

  /** Whoever freed the place does not run other callers' code: their scheduler does. */
  private void admitted(Stage call, long deadlineNanos, CompletableFuture<@Nullable Object> outer) {
    try {
      call.scheduler().execute(() -> begin(call, deadlineNanos, outer));
    } catch (RejectedExecutionException e) {
      waiters.leave();
      outer.completeExceptionally(e);
    }
  }

  private void begin(Stage call, long deadlineNanos, CompletableFuture<@Nullable Object> outer) {
    if (outer.isDone()) {
      waiters.leave();
      return;
    }
    CompletableFuture<@Nullable Object> inner = next.stage(call, deadlineNanos);
    Stage.tie(outer, inner);
    Stage.atEnd(inner, (_, _) -> waiters.leave());
    Stage.hand(inner, outer);
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading(POLICY, "waiting", waiters.waiting()));
  }
}
