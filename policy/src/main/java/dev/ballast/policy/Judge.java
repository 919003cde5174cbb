package dev.ballast.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Judges the answers of a breaker since it was last closed: by failures in a row, and in a window
 * of recent answers where it has one. One object with its window, since every answer needs both.
 * Shared by threads without locks.
 */
abstract sealed class Judge permits CallWindow, TimeWindow, Judge.WithoutWindow {
  /** Neither failed nor slow. */
  static final int GOOD = 0;

  /** Added for an answer that failed. */
  static final int FAILED = 1;

  /** Added for an answer that was slow, where slow ones have a share of their own. */
  static final int SLOW = 2;

  private static final VarHandle FAILURES_IN_ROW = handle();

  final BreakerConfig.Trip trip;
  private volatile int failuresInRow;

  Judge(BreakerConfig.Trip trip) {
    this.trip = trip;
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(Judge.class, "failuresInRow", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One that has seen nothing: with a window of calls or of time, or without. */
  static Judge of(BreakerConfig.Trip trip) {
    if (!trip.hasWindow()) {
      return new WithoutWindow(trip);
    }
    return trip.windowNanos() == BreakerConfig.COUNT_WINDOW
        ? new CallWindow(trip)
        : new TimeWindow(trip);
  }

  /** Counts one answer; whether the breaker opens with it. */
  final boolean opens(boolean succeeded, long latencyNanos, long nowNanos) {
    boolean isSlow = latencyNanos > trip.slowNanos();
    boolean good = succeeded && (!isSlow || trip.slowShare() > 0);
    boolean isRow = trip.consecutiveFailures() > 0 && failedOften(good);
    int answer = (good ? GOOD : FAILED) + (isSlow && trip.slowShare() > 0 ? SLOW : GOOD);
    return add(answer, nowNanos) || isRow;
  }

  private boolean failedOften(boolean good) {
    if (!good) {
      return (int) FAILURES_IN_ROW.getAndAdd(this, 1) + 1 >= trip.consecutiveFailures();
    }
    if (failuresInRow != 0) {
      failuresInRow = 0;
    }
    return false;
  }

  /**
   * Puts one answer into the window.
   *
   * @param answer {@link #GOOD}, or the sum of what was wrong with it
   * @return whether the window says, with this answer, that the breaker opens
   */
  abstract boolean add(int answer, long nowNanos);

  /** Answers in the window. */
  abstract long calls();

  /** Answers in the window that failed. */
  abstract long failures();

  /** Only failures in a row count. */
  static final class WithoutWindow extends Judge {
    WithoutWindow(BreakerConfig.Trip trip) {
      super(trip);
    }

    @Override
    boolean add(int answer, long nowNanos) {
      return false;
    }

    @Override
    long calls() {
      return 0;
    }

    @Override
    long failures() {
      return 0;
    }
  }
}
