package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The answers of a span of time in ten slices, the oldest dropped as time moves on: what it counts
 * is between nine and ten tenths of the span old at most. Kept as totals since the beginning, and
 * what they were when each slice began: a window is the difference of two totals, and a slice that
 * ends costs a few writes by whoever sees it first, while the others pass on.
 *
 * <p>The total of all answers is a counter that spreads over cells when threads meet on it, so that
 * a good answer in the healthy case writes to nothing that is shared. It is judged only while it is
 * being <em>watched</em>: from a failed or slow answer, or the turn of a slice, until a judgement
 * finds enough answers for a verdict or nothing bad; only then can a good answer complete what
 * opens the breaker. Whoever counts a bad answer begins to watch before it adds up, and a good
 * answer counts itself before it asks whether it is watched, so one of the two sees the other.
 */
final class TimeWindow extends Judge {
  private static final int SLICES = 10;

  /** A power of two above the slices, for the place of a slice without a division. */
  private static final int RING = 16;

  private final long sliceNanos;
  private final LongAdder calls = new LongAdder();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong slow = new AtomicLong();

  /** The totals when each slice of the window began: calls, failures, slow ones. */
  private final AtomicLongArray before = new AtomicLongArray(3 * RING);

  /** Odd while watched; grows with everything that makes watching necessary. */
  private final AtomicLong watch = new AtomicLong();

  private final AtomicBoolean isTurning = new AtomicBoolean();

  /** The slice that time is in, counted from 0 on the clock. */
  private volatile long slice;

  TimeWindow(BreakerConfig.Trip trip) {
    super(trip);
    sliceNanos = Math.max(1, trip.windowNanos() / SLICES);
    slice = Math.floorDiv(Long.MIN_VALUE, sliceNanos); // before any clock
  }

  @Override
  boolean add(int answer, long nowNanos) {
    if (Long.compareUnsigned(nowNanos - slice * sliceNanos, sliceNanos) >= 0) {
      turn(Math.floorDiv(nowNanos, sliceNanos));
    }
    if (answer == GOOD) {
      calls.increment();
      return isWatched(watch.get()) && opens();
    }
    if ((answer & FAILED) != 0) {
      failures.getAndIncrement();
    }
    if ((answer & SLOW) != 0) {
      slow.getAndIncrement();
    }
    calls.increment();
    beginWatching();
    return opens();
  }

  /**
   * Begins a slice. The totals are read before the right to turn is won: whoever loses it counts
   * afterwards, so that its answer belongs to the new slice and not to those before.
   */
  private void turn(long to) {
    long failed = failures.get();
    long slowed = slow.get();
    long all = calls.sum();
    if (to <= slice || !isTurning.compareAndSet(false, true)) {
      return;
    }
    long from = slice;
    for (long i = Math.max(from + 1, to - SLICES + 1); i <= to; i++) {
      int at = 3 * place(i);
      before.set(at, all);
      before.set(at + 1, failed);
      before.set(at + 2, slowed);
    }
    slice = Math.max(from, to);
    beginWatching();
    isTurning.set(false);
  }

  private boolean opens() {
    long watched = watch.get();
    int at = 3 * place(slice - SLICES + 1);
    long failed = failures.get() - before.get(at + 1);
    long slowed = slow.get() - before.get(at + 2);
    if (failed > 0 || slowed > 0) {
      long all = calls.sum() - before.get(at);
      if (all < trip.callsMin()) {
        return false;
      }
      if (failed >= Checks.atLeast(trip.failureShare(), all)
          || (slowed > 0 && slowed >= Checks.atLeast(trip.slowShare(), all))) {
        return true;
      }
    }
    if (isWatched(watched)) {
      watch.compareAndSet(watched, watched + 1);
    }
    return false;
  }

  private void beginWatching() {
    long seen = watch.get();
    while (!watch.compareAndSet(seen, isWatched(seen) ? seen + 2 : seen + 1)) {
      seen = watch.get();
    }
  }

  private static boolean isWatched(long value) {
    return (value & 1) != 0;
  }

  private static int place(long slice) {
    return (int) slice & (RING - 1);
  }

  @Override
  long calls() {
    return calls.sum() - before.get(3 * place(slice - SLICES + 1));
  }

  @Override
  long failures() {
    return failures.get() - before.get(3 * place(slice - SLICES + 1) + 1);
  }
}
