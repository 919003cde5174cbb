package dev.ballast.guard;

import dev.ballast.policy.Bulkhead;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a place in a bulkhead, first come, first served. Nobody is let in past them,
 * and no lock is held: whoever frees a place, and whoever joins, hands free places to the first
 * ones. A waiter joins before it looks for a place, and a place is free before its owner looks for
 * waiters, so one of the two always sees the other.
 */
final class Waiters {
  /** One of them; its state says whether it still waits. */
  static final class Waiter extends AtomicInteger {
    private static final int WAITING = 0;
    private static final int IN = 1;
    private static final int GONE = 2;
    private final Runnable wake;

    private Waiter(Runnable wake) {
      this.wake = wake;
    }

    /** Whether it was given a place. */
    boolean isIn() {
      return get() == IN;
    }
  }

  private final Bulkhead bulkhead;
  private final int waitingMax;
  private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Waiters(int places, int waitingMax) {
    bulkhead = new Bulkhead(Bulkhead.Config.of(places));
    this.waitingMax = waitingMax;
  }

  /** How many there are. */
  int waiting() {
    return waiting.get();
  }

  /** Takes a place unless somebody waits for it. */
  boolean tryEnter() {
    return waiting.get() == 0 && bulkhead.tryEnter();
  }

  /** Gives a place back, to the first who waits if somebody does. */
  void leave() {
    bulkhead.leave();
    if (waiting.get() > 0) {
      letIn();
    }
  }

  /**
   * Joins the end of the queue.
   *
   * @param wake called once when there is a place, by whoever freed it
   * @return null when too many wait
   */
  @Nullable Waiter join(Runnable wake) {
    int before;
    do {
      before = waiting.get();
      if (before == waitingMax) {
        return null;
      }
    } while (!waiting.compareAndSet(before, before + 1));
    Waiter waiter = new Waiter(wake);
    queue.add(waiter);
    letIn();
    return waiter;
  }

  /** Waits no longer; false when it was given a place before. */
  boolean quit(Waiter waiter) {
    if (!waiter.compareAndSet(Waiter.WAITING, Waiter.GONE)) {
      return false;
    }
    queue.remove(waiter);
    waiting.decrementAndGet();
    return true;
  }

  private void letIn() {
    while (!queue.isEmpty() && bulkhead.tryEnter()) {
      Waiter first = queue.poll();
      if (first != null && first.compareAndSet(Waiter.WAITING, Waiter.IN)) {
        waiting.decrementAndGet();
        first.wake.run();
      } else {
        bulkhead.leave();
      }
    }
  }
}
