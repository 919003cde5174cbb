package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import org.jspecify.annotations.Nullable;

/** What arrived at a replica and waits for its answer. Implemented by the worlds. */
public interface Request {
  /** Nobody said what the request is about. */
  long NO_KEY = -1;

  /** What a request is like that no other is like, so that its answer is for it alone. */
  Object ALONE = new Object();

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

  /**
   * What tells it from other requests for the same endpoint and key, to be compared by {@code
   * equals}; null for nothing, {@link #ALONE} when its answer must serve nobody else.
   */
  default @Nullable Object likeness() {
    return null;
  }

  /** Whether all that is carried is here, so that it can be sent to two at once. */
  default boolean isWhole() {
    return true;
  }

  /** Whether it is a copy of another, whose answer nobody waits for. */
  default boolean isMirrored() {
    return false;
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

  /**
   * Repeats that the calls below this request may still make, of what came with it; {@link
   * dev.ballast.policy.RepeatTree#UNBOUNDED} where nobody bounds them. What is left when the
   * request is answered goes back to whoever asked.
   */
  int repeatsLeft();

  /** Changes what is left. */
  void setRepeatsLeft(int repeats);

  /** What the live world carries for real programs; null in the simulated world. */
  default @Nullable Object content() {
    return null;
  }

  /**
   * Whether what is carried could be sent once more. A body that is still arriving can be until the
   * first of it has been passed on.
   */
  default boolean isRepeatable() {
    return true;
  }

  /**
   * The answer begins, and its content goes on by itself; {@link #answer} follows when it has
   * ended. At most once.
   *
   * @return whether it is taken; else the whole content is to come with {@link #answer}
   */
  default boolean begins(Object content) {
    return false;
  }

  /**
   * Ends the request. Called exactly once.
   *
   * @param content what a real program answered; null where there is none, and where it {@link
   *     #begins began} before
   */
  void answer(Result result, @Nullable Object content);

  /**
   * Ends the request in the place of {@link #answer}: the caller gets a part of the answer, and
   * then the connection breaks.
   */
  default void truncate(Result result, @Nullable Object content) {
    answer(Result.LOST, null);
  }
}
