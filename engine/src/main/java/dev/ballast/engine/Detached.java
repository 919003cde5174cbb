package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, without its deadline and without anybody to answer: the cause of a call
 * that serves others than whoever made the request.
 */
record Detached(Request from) implements Request {
  @Override
  public int endpoint() {
    return from.endpoint();
  }

  @Override
  public long deadlineNanos() {
    return Deadline.NONE;
  }

  @Override
  public long key() {
    return from.key();
  }

  @Override
  public Priority priority() {
    return from.priority();
  }

  @Override
  public @Nullable Object content() {
    return from.content();
  }

  @Override
  public void answer(Result result, @Nullable Object content) {
    throw new IllegalStateException("expected nobody to answer " + from);
  }
}
