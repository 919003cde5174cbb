package dev.ballast.guard;

import dev.ballast.kernel.Result;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A layer that lets a call through or refuses it at once, and is told how it ended. Every call that
 * was let through leaves exactly once.
 */
abstract class Gate extends Layer {
  private final Site site;
  private final Layer next;

  Gate(Site site, Layer next) {
    this.site = site;
    this.next = next;
  }

  final Site site() {
    return site;
  }

  /** Lets a call through with a permit, or throws {@link Refused}. */
  abstract long enter(Terms terms, long nowNanos);

  /** A call that was let through ended. */
  abstract void ended(long permit, Result result, long enteredNanos);

  /** A call that was let through ended without news about the callee. */
  abstract void forgotten(long permit);

  @Override
  final boolean needsDeadline() {
    return false;
  }

  @Override
  final @Nullable Object call(
      Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos) throws Exception {
    long permit = enter(terms, nowNanos);
    Object answer;
    try {
      answer = next.call(body, kind, terms, nowNanos, deadlineNanos);
    } catch (Throwable e) {
      leave(permit, e, nowNanos);
      throw e;
    }
    ended(permit, site.resultOfAnswer(answer), nowNanos);
    return answer;
  }

  @Override
  final CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    long now = System.nanoTime();
    long permit;
    try {
      permit = enter(call.terms(), now);
    } catch (Refused e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<@Nullable Object> inner = next.stage(call, deadlineNanos);
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    Stage.atEnd(
        outer,
        (answer, thrown) -> {
          if (thrown == null) {
            ended(permit, site.resultOfAnswer(answer), now);
          } else {
            leave(permit, Site.unwrapped(thrown), now);
          }
        });
    Stage.tie(outer, inner);
    Stage.hand(inner, outer);
    return outer;
  }

  private void leave(long permit, Throwable thrown, long enteredNanos) {
    if (thrown instanceof Refused || thrown instanceof CancellationException) {
      forgotten(permit);
      return;
    }
    Result result = site.resultOf(thrown);
    if (result == Result.CANCELLED) {
      forgotten(permit);
    } else {
      ended(permit, result, enteredNanos);
    }
  }
}
