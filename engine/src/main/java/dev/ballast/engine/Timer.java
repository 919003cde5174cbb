package dev.ballast.engine;

/**
 * Something that is to happen later in one world. At most one start is pending at a time. The
 * fields belong to the world that keeps the timer, so that keeping it costs no object of its own.
 */
public abstract class Timer {
  /** When it is due; meaningful while pending. */
  public long dueNanos;

  /** Orders timers that are due at the same moment. */
  public long sequence;

  /** Where the world's queue holds it; −1 while not pending. */
  public int slot = -1;

  /** Called by the world when the moment has come; the timer is no longer pending then. */
  public abstract void fires();
}
