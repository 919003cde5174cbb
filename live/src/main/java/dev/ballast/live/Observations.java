package dev.ballast.live;

import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings the observations of all loops to one observer on one thread, in the order of time: each
 * batch is merged, and what is younger than the longest expected pause of a loop waits for the next
 * batch. Memory is bounded by the rings.
 */
final class Observations {
  private static final int RING_SIZE = 1 << 16;

  /** Between two batches: waking the thread takes time from the loops that share its processor. */
  private static final long TICK_NANOS = 25 * Units.MILLISECOND;

  private static final long PAUSE_NANOS_MAX = 50 * Units.MILLISECOND;

  private final Ring[] rings;
  private final long originNanos;
  private final Observer observer;
  private final Thread thread;
  private volatile boolean isClosing;
  private volatile @Nullable RuntimeException failure;

  Observations(int loops, long originNanos, Observer observer) {
    this.originNanos = originNanos;
    this.observer = observer;
    rings = new Ring[loops];
    for (int i = 0; i < loops; i++) {
      rings[i] = new Ring(RING_SIZE);
    }
    thread = Thread.ofPlatform().name("ballast-observations").daemon().start(this::drain);
  }

  /** Where the loop of this index tells what happens. */
  Observer of(int loop) {
    return rings[loop];
  }

  /** Observations that found their ring full. */
  long dropped() {
    long sum = 0;
    for (Ring ring : rings) {
      sum += ring.dropped();
    }
    return sum;
  }

  /** Hands on everything observed so far and ends the thread. */
  void close() {
    isClosing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the fold must be complete before it is read
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain() {
    while (!isClosing) {
      LockSupport.parkNanos(TICK_NANOS);
      upTo(System.nanoTime() - originNanos - PAUSE_NANOS_MAX);
    }
    upTo(Long.MAX_VALUE);
  }

  private void upTo(long horizonNanos) {
    while (true) {
      Ring oldest = null;
      Observation first = null;
      for (Ring ring : rings) {
        @Nullable Observation head = ring.peek();
        if (head != null && (first == null || head.atNanos() < first.atNanos())) {
          oldest = ring;
          first = head;
        }
      }
      if (oldest == null || first == null || first.atNanos() > horizonNanos) {
        return;
      }
      oldest.take();
      tell(first);
    }
  }

  /** An observer that fails is not told any more; what it is for must not stop the system. */
  private void tell(Observation observation) {
    if (failure == null) {
      try {
        observer.on(observation);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }

  /** What the observer threw, or null. */
  @Nullable RuntimeException failure() {
    return failure;
  }
}
