package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells the layers and the code inside by when an answer is wanted, in the caller's own thread, and
 * refuses what is already too late. It interrupts nothing: that is what a timeout does.
 */
final class DeadlineLayer extends Layer {
  private final Site site;
  private final long lengthNanos;
  private final Layer next;
  private final Refused late;

  DeadlineLayer(Site site, long lengthNanos, Layer next) {
    this.site = site;
    this.lengthNanos = lengthNanos;
    this.next = next;
    late = site.refusal("deadline", Result.TOO_LATE, "the deadline has passed before the call");
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    long until = until(nowNanos, deadlineNanos);
    return CallDeadline.bound(until, () -> next.call(body, kind, terms, nowNanos, until));
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    try {
      return next.stage(call, until(System.nanoTime(), deadlineNanos));
    } catch (Refused e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private long until(long nowNanos, long deadlineNanos) {
    if (CallDeadline.leftNanos(deadlineNanos, nowNanos) == 0) {
      throw site.refuse(late);
    }
    return Deadline.earlier(deadlineNanos, nowNanos, lengthNanos);
  }
}
