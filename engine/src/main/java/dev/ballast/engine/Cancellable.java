package dev.ballast.engine;

/** Something under way that can be given up; once it has ended, giving it up does nothing. */
public interface Cancellable {
  /** Nothing is under way any more. */
  Cancellable ENDED = () -> {};

  /** Whoever waits no longer wants an answer and is not told of any. */
  void cancel();
}
