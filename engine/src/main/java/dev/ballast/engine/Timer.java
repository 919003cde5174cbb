package dev.ballast.engine;

import org.jspecify.annotations.Nullable;

/**
 * Something that is to happen later in one world. At most one start is pending at a time. What a
 * queue must know about it is kept here, so that keeping it costs no object of its own.
 */
public abstract class Timer {
  /** The slot of a timer that is not pending. */
  static final int IDLE = -1;

  long dueNanos;

  /** Orders timers that are due at the same moment. */
  long sequence;

  /**
   * Where the queue holds it: a place in the heap from 0 up, one in the wheel below {@link #IDLE}.
   */
  int slot = IDLE;

  /** Its neighbours in the wheel. */
  @Nullable Timer before;

  @Nullable Timer after;

  /** When it is or was last due, in its world's time; 0 before its first start. */
  public final long dueNanos() {
    return dueNanos;
  }

  /** Called by the world when the moment has come; the timer is no longer pending then. */
  public abstract void fires();
}
