package dev.ballast.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous call on its way through the layers.
 *
 * @param scheduler the caller's; backoffs and timeouts wait in it
 */
record Stage(
    Supplier<? extends CompletionStage<?>> body, ScheduledExecutorService scheduler, Terms terms) {

  /** Does this later; the wait ends with the call. */
  void later(long waitNanos, CompletableFuture<?> call, Runnable work) {
    try {
      Future<?> timer = scheduler.schedule(work, waitNanos, TimeUnit.NANOSECONDS);
      atEnd(call, (_, _) -> timer.cancel(false));
    } catch (RejectedExecutionException e) {
      call.completeExceptionally(e);
    }
  }

  /** Does this when the call ends, however it ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits, waits for the call itself
  static <T extends @Nullable Object> void atEnd(
      CompletableFuture<T> call, BiConsumer<? super T, ? super @Nullable Throwable> action) {
    call.whenComplete(action);
  }

  /** When the outer one ends, by an answer or because its caller gave up, so does the inner one. */
  static void tie(CompletableFuture<?> outer, CompletableFuture<?> inner) {
    atEnd(outer, (_, _) -> inner.cancel(true));
  }

  /** Ends one call as another has ended. */
  static void hand(CompletableFuture<?> from, CompletableFuture<@Nullable Object> to) {
    atEnd(from, (answer, thrown) -> finish(to, answer, thrown));
  }

  private static void finish(
      CompletableFuture<@Nullable Object> call,
      @Nullable Object answer,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      call.complete(answer);
    } else {
      call.completeExceptionally(Site.unwrapped(thrown));
    }
  }
}
