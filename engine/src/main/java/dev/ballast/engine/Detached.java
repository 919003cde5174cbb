package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, without its deadline and without anybody to answer: the cause of a call
 * that serves others than whoever made the request. Of the repeats that the request's tree still
 * has it takes a part along and gives none back, since the request may be over before it is.
 */
final class Detached implements Request {
  private final Request from;
  private int repeatsLeft;

  Detached(Request from) {
    this.from = from;
    int left = from.repeatsLeft();
    repeatsLeft = RepeatTree.lent(left);
    if (repeatsLeft > 0) {
      from.setRepeatsLeft(left - repeatsLeft);
    }
  }

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
  public int repeatsLeft() {
    return repeatsLeft;
  }

  @Override
  public void setRepeatsLeft(int repeats) {
    repeatsLeft = repeats;
  }

  @Override
  public @Nullable Object content() {
    return from.content();
  }

  @Override
  public boolean isRepeatable() {
    return from.isRepeatable();
  }

  @Override
  public void answer(Result result, @Nullable Object content) {
    throw new IllegalStateException("expected nobody to answer " + from);
  }
}
