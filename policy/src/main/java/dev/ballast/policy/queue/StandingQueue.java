package dev.ballast.policy.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a standing queue, which has not been empty for an interval, from one that only takes up a
 * burst. While it stands, requests may wait no longer than the target; otherwise as long as the
 * interval.
 *
 * <p>The variation of CoDel for servers that Facebook published with adaptive LIFO (B. Maurer,
 * "Fail at Scale", ACM Queue 13(8), 2015: M = 5 ms, N = 100 ms). Departure: the limit is looked at
 * when a worker is free rather than fixed on arrival, so that what came before the overload was
 * noticed is held to the same limit as what came after.
 *
 * <p>Safe for threads; O(1); no allocation.
 */
final class StandingQueue {
  private final long targetNanos;
  private final long intervalNanos;
  private final AtomicLong emptyNanos;

  /** A queue that is empty now. */
  StandingQueue(long targetNanos, long intervalNanos, long nowNanos) {
    this.targetNanos = targetNanos;
    this.intervalNanos = intervalNanos;
    emptyNanos = new AtomicLong(nowNanos);
  }

  /** Nothing waits. */
  void isEmptyAt(long nowNanos) {
    emptyNanos.lazySet(nowNanos);
  }

  /** Whether it has not been empty for an interval. */
  boolean isStanding(long nowNanos) {
    return nowNanos - emptyNanos.get() > intervalNanos;
  }

  /**
   * Whether a wait is too long.
   *
   * @param isSpared whether it is held to the interval even while the queue stands
   */
  boolean isLate(long waitedNanos, boolean isSpared, long nowNanos) {
    boolean isHurried = !isSpared && isStanding(nowNanos);
    return waitedNanos > (isHurried ? targetNanos : intervalNanos);
  }
}
