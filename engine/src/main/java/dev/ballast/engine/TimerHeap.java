package dev.ballast.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pending timers, ordered by (due time, sequence): a 4-ary heap whose entries know their place, so
 * that taking a timer back costs no search. The times are kept beside the timers, so that comparing
 * touches one array. O(log n) per operation, no allocation once grown. One owner.
 */
final class TimerHeap {
  private static final int ARITY = 4;

  private long[] due = new long[256];
  private @Nullable Timer[] timers = new Timer[256];
  private int size;

  /** Puts a timer in that has its due time and its sequence. */
  void add(Timer timer) {
    if (size == timers.length) {
      due = Arrays.copyOf(due, size * 2);
      timers = Arrays.copyOf(timers, size * 2);
    }
    up(size++, timer);
  }

  /** Takes a timer out that is here. */
  void remove(Timer timer) {
    int slot = timer.slot;
    timer.slot = Timer.IDLE;
    Timer last = at(--size);
    timers[size] = null;
    if (slot == size) {
      return;
    }
    if (slot > 0 && isBefore(last.dueNanos, last, (slot - 1) / ARITY)) {
      up(slot, last);
    } else {
      down(slot, last);
    }
  }

  /** When the first timer is due; {@code Long.MAX_VALUE} when there is none. */
  long firstDueNanos() {
    return size == 0 ? Long.MAX_VALUE : due[0];
  }

  /** Takes the first timer out; there must be one. */
  Timer poll() {
    Timer first = at(0);
    first.slot = Timer.IDLE;
    Timer last = at(--size);
    timers[size] = null;
    if (size > 0) {
      down(0, last);
    }
    return first;
  }

  /** Timers that are pending. */
  int size() {
    return size;
  }

  private Timer at(int slot) {
    Timer timer = timers[slot];
    if (timer == null) {
      throw new IllegalStateException("no timer at " + slot + " of " + size);
    }
    return timer;
  }

  private void up(int from, Timer timer) {
    int slot = from;
    long dueNanos = timer.dueNanos;
    while (slot > 0) {
      int parent = (slot - 1) / ARITY;
      if (!isBefore(dueNanos, timer, parent)) {
        break;
      }
      put(slot, due[parent], at(parent));
      slot = parent;
    }
    put(slot, dueNanos, timer);
  }

  private void down(int from, Timer timer) {
    int slot = from;
    long dueNanos = timer.dueNanos;
    while (true) {
      int child = slot * ARITY + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + ARITY, size);
      for (int i = child + 1; i < end; i++) {
        if (due[i] < due[least] || (due[i] == due[least] && at(i).sequence < at(least).sequence)) {
          least = i;
        }
      }
      if (!isAfter(dueNanos, timer, least)) {
        break;
      }
      put(slot, due[least], at(least));
      slot = least;
    }
    put(slot, dueNanos, timer);
  }

  private boolean isBefore(long dueNanos, Timer timer, int slot) {
    return dueNanos < due[slot] || (dueNanos == due[slot] && timer.sequence < at(slot).sequence);
  }

  private boolean isAfter(long dueNanos, Timer timer, int slot) {
    return dueNanos > due[slot] || (dueNanos == due[slot] && timer.sequence > at(slot).sequence);
  }

  private void put(int slot, long dueNanos, Timer timer) {
    due[slot] = dueNanos;
    timers[slot] = timer;
    timer.slot = slot;
  }
}
