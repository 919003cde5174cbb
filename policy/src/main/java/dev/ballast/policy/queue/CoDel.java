package dev.ballast.policy.queue;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Controlled delay (Nichols and Jacobson, "Controlling Queue Delay", ACM Queue 10(5), 2012; RFC
 * 8289): when even the shortest wait of an interval was above the target, one request is dropped,
 * the next after interval/√2, then interval/√3 later and so on, until a wait is below the target
 * again. Who starts to drop again soon after goes on from the rate that had helped.
 *
 * <p>Departures from RFC 8289: the last request that waits is never dropped, in the place of the
 * last packet's size; it is asked request by request, which comes to the same sequence. Senders of
 * packets slow down when one is dropped, callers of services hardly do: the rate of drops grows
 * slowly, and {@link StandingQueue} is the better law for them.
 *
 * <p>Immutable states changed by compare-and-set; O(1); allocates only while waits are above the
 * target.
 */
final class CoDel {
  private static final long NEVER = Long.MIN_VALUE;

  /** How soon after the last drop the rate of drops is taken up again, in intervals. */
  private static final int SOON = 16;

  /**
   * The variables of RFC 8289 under its names.
   *
   * @param firstAbove when the wait will have been above the target for an interval
   * @param hasDropped whether the request before was dropped in the dropping state, so that the
   *     next drop is still to be timed
   */
  private record State(
      long firstAbove,
      boolean isDropping,
      boolean hasDropped,
      long dropNext,
      int count,
      int lastCount) {}

  private final long targetNanos;
  private final long intervalNanos;
  private final AtomicReference<State> state =
      new AtomicReference<>(new State(NEVER, false, false, NEVER, 0, 0));

  CoDel(long targetNanos, long intervalNanos) {
    this.targetNanos = targetNanos;
    this.intervalNanos = intervalNanos;
  }

  /**
   * The oldest request's turn has come.
   *
   * @param waitedNanos how long it waited
   * @param isLast whether nothing waits behind it
   * @return true to drop it and look at the next
   */
  boolean drops(long waitedNanos, boolean isLast, long nowNanos) {
    while (true) {
      State seen = state.get();
      boolean isBelow = waitedNanos < targetNanos || isLast;
      if (isBelow && !seen.isDropping() && seen.firstAbove() == NEVER) {
        return false;
      }
      long firstAbove = isBelow ? NEVER : seen.firstAbove();
      boolean mayDrop = !isBelow && firstAbove != NEVER && nowNanos >= firstAbove;
      if (!isBelow && firstAbove == NEVER) {
        firstAbove = nowNanos + intervalNanos;
      }
      State next = next(seen, firstAbove, mayDrop, nowNanos);
      if (next.equals(seen) || state.compareAndSet(seen, next)) {
        return next.count() != seen.count() || (next.isDropping() && !seen.isDropping());
      }
    }
  }

  private State next(State seen, long firstAbove, boolean mayDrop, long now) {
    long dropNext = seen.dropNext();
    int count = seen.count();
    if (!mayDrop) {
      return new State(firstAbove, false, false, dropNext, count, seen.lastCount());
    }
    if (seen.isDropping()) {
      dropNext = seen.hasDropped() ? dropNext + pause(count) : dropNext;
      if (now < dropNext) {
        return new State(firstAbove, true, false, dropNext, count, seen.lastCount());
      }
      return new State(firstAbove, true, true, dropNext, count + 1, seen.lastCount());
    }
    int since = count - seen.lastCount();
    boolean isSoon = since > 1 && now - dropNext < SOON * intervalNanos;
    int resumed = isSoon ? since : 1;
    return new State(firstAbove, true, false, now + pause(resumed), resumed, resumed);
  }

  /** The control law. */
  private long pause(int count) {
    return (long) (intervalNanos / StrictMath.sqrt(count));
  }
}
