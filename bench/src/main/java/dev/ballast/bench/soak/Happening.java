package dev.ballast.bench.soak;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Something that happens again and again while users ask, on a thread of its own. What does not
 * come about as it has to is a complaint.
 */
abstract class Happening {
  private static final long LOOK_MILLIS = 50;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Queue<String> complaints;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private volatile int times;

  /** Something that has not begun. */
  Happening(String name, Duration every, Queue<String> complaints) {
    this.complaints = complaints;
    thread = Thread.ofPlatform().name("soak " + name).daemon().unstarted(() -> happen(every));
  }

  /** A condition that may need some time. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Happens once; returns when all is well again. */
  abstract void happen(int time) throws Exception;

  final void begin() {
    thread.start();
  }

  private void happen(Duration every) {
    try {
      while (!over.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        int time = times;
        happen(time);
        times = time + 1;
      }
    } catch (Exception e) {
      complain(thread.getName() + " stopped: " + e);
    }
  }

  /** Lets the last one end. */
  final void end() throws InterruptedException {
    over.countDown();
    thread.join();
  }

  final int times() {
    return times;
  }

  final void complain(String what) {
    complaints.add(what);
  }

  /** Waits until something holds, and complains if it does not. */
  final void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        complain("waited in vain until " + what);
        return;
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** All complaints of a run. */
  static Queue<String> noComplaints() {
    return new ConcurrentLinkedQueue<>();
  }
}
