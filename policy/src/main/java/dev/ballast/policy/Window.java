package dev.ballast.policy;

/** Recent answers, counted and judged; shared by threads without locks. */
sealed interface Window permits CallWindow, TimeWindow {
  /** Neither failed nor slow. */
  int GOOD = 0;

  /** Added for an answer that failed. */
  int FAILED = 1;

  /** Added for an answer that was slow, where slow ones have a share of their own. */
  int SLOW = 2;

  /**
   * Counts one answer.
   *
   * @param answer {@link #GOOD}, or the sum of what was wrong with it
   * @return whether the window says, with this answer, that the breaker opens
   */
  boolean add(int answer, long nowNanos);

  /** Answers in the window. */
  long calls();

  /** Answers in the window that failed. */
  long failures();

  /** A new and empty window; null where the breaker looks at failures in a row alone. */
  static Window of(BreakerConfig.Trip trip) {
    return trip.windowNanos() == BreakerConfig.COUNT_WINDOW
        ? new CallWindow(trip)
        : new TimeWindow(trip);
  }
}
