package dev.ballast.guard;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One policy of a guard around the layers inside it. A blocking call goes through the layers as
 * plain nested calls: what it needs travels in arguments, so that it costs no object.
 */
abstract class Layer {
  /**
   * A blocking call.
   *
   * @param body the guarded code, of this kind
   * @param nowNanos when this layer was reached, or about so
   * @param deadlineNanos when an answer is of no use any more
   */
  abstract @Nullable Object call(
      Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos) throws Exception;

  /** An asynchronous call; cancelling what is returned ends everything that is done for it. */
  abstract CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos);

  /** Whether a blocking call must tell it the time. */
  boolean needsTime() {
    return true;
  }

  /** Whether a blocking call must tell it the deadline. */
  boolean needsDeadline() {
    return true;
  }

  /** What there is to see of it now. */
  void read(Consumer<GuardState.Reading> readings) {}

  /** The innermost layer: the guarded code itself. */
  static final class Body extends Layer {
    @Override
    @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
        throws Exception {
      return kind.run(body);
    }

    @Override
    CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
      CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
      try {
        CompletableFuture<?> running =
            CallDeadline.bound(deadlineNanos, () -> call.body().get().toCompletableFuture());
        Stage.tie(answer, running);
        Stage.hand(running, answer);
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
      return answer;
    }
  }
}
