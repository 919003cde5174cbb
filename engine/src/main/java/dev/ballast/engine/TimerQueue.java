package dev.ballast.engine;

import org.jspecify.annotations.Nullable;

/**
 * Pending timers, ordered by (due time, sequence). Those that are due soon are in a heap, the
 * others in a wheel, where most timeouts are taken back before anything compares them. One owner.
 */
public final class TimerQueue {
  private final TimerHeap soon = new TimerHeap();
  private final TimerWheel later = new TimerWheel();
  private long sequence;

  /**
   * Puts a timer in.
   *
   * @throws IllegalStateException when it is pending already
   */
  public void add(Timer timer, long dueNanos) {
    if (timer.slot != Timer.IDLE) {
      throw new IllegalStateException("the timer is already pending: " + timer);
    }
    timer.dueNanos = dueNanos;
    timer.sequence = sequence++;
    if (dueNanos < later.horizonNanos()) {
      soon.add(timer);
    } else {
      later.add(timer);
    }
  }

  /** Takes a timer back; does nothing when it is not pending. */
  public void remove(Timer timer) {
    if (timer.slot >= 0) {
      soon.remove(timer);
    } else if (timer.slot != Timer.IDLE) {
      later.remove(timer);
    }
  }

  /** When the first timer is due; {@code Long.MAX_VALUE} when there is none. */
  public long firstDueNanos() {
    long first = soon.firstDueNanos();
    while (first >= later.nextNanos() && later.size() > 0) {
      later.advance(first, soon);
      first = soon.firstDueNanos();
    }
    return first;
  }

  /** Takes the first timer out; null when none is due by the limit. */
  public @Nullable Timer poll(long limitNanos) {
    long first = firstDueNanos();
    return first <= limitNanos && soon.size() > 0 ? soon.poll() : null;
  }

  /** Timers that are pending. */
  public int size() {
    return soon.size() + later.size();
  }
}
