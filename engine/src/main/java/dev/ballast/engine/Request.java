package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import org.jspecify.annotations.Nullable;

/** What arrived at a replica and waits for its answer. Implemented by the worlds. */
public interface Request {
  /** Nobody said what the request is about. */
  long NO_KEY = -1;

  /** The endpoint asked for, as an index into the service's endpoints. */
  int endpoint();

  /**
   * After this moment the answer is of no use; {@code Deadline.NONE} when the caller did not say.
   */
  long deadlineNanos();

  /** What it is about, such as a title or a customer; {@link #NO_KEY} when nobody said. */
  default long key() {
    return NO_KEY;
  }

  /** How much it matters. */
  default Priority priority() {
    return Priority.NORMAL;
  }

  /**
   * Tells the caller not to come again before so much time has passed. Called before {@link
   * #answer}, by an admission that refuses.
   */
  default void retryAfter(long nanos) {}

  /** What the live world carries for real programs; null in the simulated world. */
  default @Nullable Object content() {
    return null;
  }

  /**
   * Ends the request. Called exactly once.
   *
   * @param content what a real program answered; null where there is none
   */
  void answer(Result result, @Nullable Object content);
}
