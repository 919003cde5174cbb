package dev.ballast.policy.limit;

import dev.ballast.kernel.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A changing number of places, and what those who leave them report, for threads that should not
 * meet.
 *
 * <p>A place that is given back is parked in the leaving thread's stripe, a cache line of its own,
 * and the next to enter on that stripe takes it from there; it takes one parked elsewhere only when
 * its own stripe has none, and a fresh one only when none is parked. So fresh + parked + taken
 * always is the number of places: each step moves one by one atomic operation. When places are
 * taken away while they are in use, fresh goes below zero, nobody enters, and what is given back
 * pays for it.
 *
 * <p>Fresh places only get fewer until {@link #collect} gathers the parked ones, and one is taken
 * only when none is parked: so places − fresh is the most that was taken at once since then. With
 * one thread that is exact; threads that race may count a place too many.
 *
 * <p>Cost: one atomic operation on the thread's own line to enter, one to leave, two to report.
 */
final class Places {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Longs from one stripe to the next: two lines of 64 bytes, since neighbours are prefetched. */
  private static final int STRIDE = 16;

  private static final int STRIPES = Stripes.COUNT;
  private static final int END = (STRIPES + 2) * STRIDE;

  /** Before the stripes, with a line of room. */
  private static final int FRESH = STRIDE;

  private static final int FIRST = 2 * STRIDE;

  // What a stripe holds.
  private static final int PARKED = 0;
  private static final int NANOS = 1;
  private static final int ANSWERED = 2;
  private static final int DROPPED = 3;

  private final long[] cells = new long[END + STRIDE];

  Places(int places) {
    cells[FRESH] = places;
  }

  boolean tryTake() {
    if (fresh() < 0) {
      return false;
    }
    return tryTakeAt(stripe() + PARKED) || tryTakeElsewhere();
  }

  private boolean tryTakeElsewhere() {
    for (int i = FIRST; i < END; i += STRIDE) {
      if (tryTakeAt(i + PARKED)) {
        return true;
      }
    }
    return tryTakeAt(FRESH);
  }

  private boolean tryTakeAt(int cell) {
    long free = (long) CELLS.getVolatile(cells, cell);
    while (free > 0) {
      long seen = (long) CELLS.compareAndExchange(cells, cell, free, free - 1);
      if (seen == free) {
        return true;
      }
      free = seen;
    }
    return false;
  }

  void giveBack() {
    int parked = stripe() + PARKED;
    CELLS.getAndAdd(cells, parked, 1L);
    if (fresh() < 0 && tryTakeAt(parked)) {
      CELLS.getAndAdd(cells, FRESH, 1L);
    }
  }

  void answered(long nanos) {
    int stripe = stripe();
    CELLS.getAndAdd(cells, stripe + NANOS, nanos);
    CELLS.getAndAdd(cells, stripe + ANSWERED, 1L);
  }

  void dropped() {
    CELLS.getAndAdd(cells, stripe() + DROPPED, 1L);
  }

  /** Ends reported since the last drain. */
  long ends() {
    return sum(ANSWERED) + sum(DROPPED);
  }

  long drainNanos() {
    return drain(NANOS);
  }

  long drainAnswered() {
    return drain(ANSWERED);
  }

  long drainDropped() {
    return drain(DROPPED);
  }

  /** Below zero by what is taken beyond the number of places. */
  long fresh() {
    return (long) CELLS.getVolatile(cells, FRESH);
  }

  /** Places that could be taken; exact while nobody moves one. */
  long free() {
    return fresh() + sum(PARKED);
  }

  /** Adds so many fresh places, or takes so many away, then makes the parked ones fresh. */
  void collect(long added) {
    CELLS.getAndAdd(cells, FRESH, added);
    CELLS.getAndAdd(cells, FRESH, drain(PARKED));
  }

  private long sum(int what) {
    long sum = 0;
    for (int i = FIRST; i < END; i += STRIDE) {
      sum += (long) CELLS.getVolatile(cells, i + what);
    }
    return sum;
  }

  private long drain(int what) {
    long sum = 0;
    for (int i = FIRST; i < END; i += STRIDE) {
      sum += (long) CELLS.getAndSet(cells, i + what, 0L);
    }
    return sum;
  }

  /** The calling thread's; only how fast it goes depends on it, never what is decided. */
  private static int stripe() {
    return FIRST + Stripes.mine() * STRIDE;
  }
}
