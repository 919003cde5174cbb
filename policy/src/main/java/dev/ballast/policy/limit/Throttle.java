package dev.ballast.policy.limit;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Randomness;
import dev.ballast.kernel.Result;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Holds calls back while the callee refuses many: with R requests and A of them accepted in the
 * window, a call is refused with p = max(0, (R − K·A)/(R + 1)). So the callee is sent about K times
 * what it accepts, enough to see when it accepts more, and the caller's excess costs it nothing.
 * Follows client-side throttling in B. Beyer and others, "Site Reliability Engineering" (2016),
 * chapter 21, with its K = 2 and two minutes.
 *
 * <p>Departures: a call counts when it ends, not when it begins, so that calls under way are not
 * taken for refused; one without an answer counts as not accepted, since a callee that drowns can
 * no longer say no; one that says nothing about the callee does not count at all. Where the book
 * keeps apart what it knows by criticality, here one window serves all and K may differ by
 * priority: what can wait is held back first.
 *
 * <p>The window moves in tenths: what counts is between nine and ten tenths of it old at most. Safe
 * for threads without a lock; whoever finds a tenth over moves the window, others go on and count
 * in the next one. With one thread it is exact. Cost: O(1) per call, one atomic operation when it
 * ends, no allocation; a window may hold 2³² − 1 calls.
 */
public final class Throttle {
  private static final int SLICES = 10;
  private static final long REQUEST = 1L << 32;
  private static final long ACCEPTED = REQUEST + 1;
  private static final long LOWER_HALF = REQUEST - 1;
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle MOVING;

  /** Places with a cache line of room around them: the slice of now, and the sum of the others. */
  private static final int CURRENT = 16;

  private static final int PAST = 32;

  static {
    try {
      MOVING = MethodHandles.lookup().findVarHandle(Throttle.class, "isMoving", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ThrottleConfig config;
  private final long sliceNanos;
  private final Randomness random;

  /** Requests in the upper half, accepted ones in the lower. */
  private final long[] cells = new long[PAST + 16];

  private volatile long slice = Long.MIN_VALUE;
  private volatile boolean isMoving;

  /** The nine slices before the one of now, by their number; owned by whoever moves the window. */
  private final long[] past = new long[SLICES];

  /**
   * A throttle that has seen nothing and refuses nothing.
   *
   * @param random what it draws its refusals from
   */
  public Throttle(ThrottleConfig config, Randomness random) {
    this.config = config;
    sliceNanos = config.windowNanos() / SLICES;
    this.random = random;
  }

  /** Asks for one call; one that is refused here counts as a request that was not accepted. */
  public boolean tryPass(Priority priority, long nowNanos) {
    moveTo(nowNanos);
    double refuses = refusal(priority);
    if (refuses <= 0 || random.nextUnit() >= refuses) {
      return true;
    }
    CELLS.getAndAdd(cells, CURRENT, REQUEST);
    return false;
  }

  /** A call that {@link #tryPass} let through has ended. */
  public void ended(Result result, long nowNanos) {
    long counts =
        switch (result) {
          case OK, DEGRADED, ERROR -> ACCEPTED;
          case SHED, TOO_LATE, RATE_LIMITED, UNREACHABLE, LOST, TIMED_OUT -> REQUEST;
          case BREAKER_OPEN, BULKHEAD_FULL, LIMIT_REACHED, THROTTLED, CANCELLED -> 0;
        };
    moveTo(nowNanos);
    CELLS.getAndAdd(cells, CURRENT, counts);
  }

  /** The chance with which a call is refused now. */
  public double refusal(Priority priority) {
    long now = (long) CELLS.getVolatile(cells, CURRENT);
    long before = (long) CELLS.getVolatile(cells, PAST);
    double requests = (now >>> 32) + (before >>> 32);
    double accepted = (now & LOWER_HALF) + (before & LOWER_HALF);
    return Math.max(0, (requests - config.k(priority) * accepted) / (requests + 1));
  }

  private void moveTo(long nowNanos) {
    long to = Math.floorDiv(nowNanos, sliceNanos);
    if (to <= slice || isMoving || !MOVING.compareAndSet(this, false, true)) {
      return;
    }
    try {
      if (to > slice) {
        move(slice, to);
        slice = to;
      }
    } finally {
      isMoving = false;
    }
  }

  private void move(long from, long to) {
    if (from == Long.MIN_VALUE) {
      return; // nothing is over yet: what is counted came from others meanwhile, and stays
    }
    long ended = (long) CELLS.getAndSet(cells, CURRENT, 0L);
    past[(int) Math.floorMod(from, (long) SLICES)] = ended;
    if (to - from >= SLICES) {
      Arrays.fill(past, 0);
    } else {
      for (long entered = from + 1; entered <= to; entered++) {
        past[(int) Math.floorMod(entered, (long) SLICES)] = 0;
      }
    }
    long sum = 0;
    for (long counts : past) {
      sum += counts;
    }
    CELLS.setVolatile(cells, PAST, sum);
  }
}
