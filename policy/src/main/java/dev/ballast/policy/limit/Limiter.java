package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;
import dev.ballast.kernel.Result;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bound on work at once that adapts to how the work goes: what enters is counted, what leaves is
 * a sample, and from each window of samples the {@link Estimate} makes the next limit.
 *
 * <p>Invariants: never more than the limit is in flight, for any number of threads; only what
 * entered under a larger limit may still be there after it fell, and then nothing enters. One
 * window is closed by one thread, the others go on meanwhile. With one thread everything is exact;
 * a thread may be refused the last place while another is giving one back. Cost: four atomic
 * operations per piece of work, all on a cache line of the thread's own ({@link Places}), no lock,
 * no allocation; a small object per window.
 */
public final class Limiter {
  /** How a piece of work ended. */
  public enum Ended {
    /** Done; the time it took is news. */
    ANSWERED,
    /** Overload: refused by the callee, or not answered in time. */
    DROPPED,
    /** Says nothing about the load, such as a cancelled one. */
    IGNORED;

    /**
     * What a result says about the load. An error may come fast or slow for reasons of its own, and
     * a broken connection is no queue: neither counts.
     */
    public static Ended of(Result result) {
      return switch (result) {
        case OK, DEGRADED -> ANSWERED;
        case SHED, TOO_LATE, TIMED_OUT -> DROPPED;
        case ERROR,
            UNREACHABLE,
            LOST,
            BREAKER_OPEN,
            BULKHEAD_FULL,
            LIMIT_REACHED,
            THROTTLED,
            RATE_LIMITED,
            CANCELLED ->
            IGNORED;
      };
    }
  }

  /** Told when the limit has moved considerably. */
  @FunctionalInterface
  public interface Listener {
    void changed(int from, int to, long nowNanos);
  }

  /**
   * A listener is told when the limit is this many times what it was told before, or what it was
   * told is this many times the limit: the usual swing of an algorithm is no news.
   */
  public static final double TOLD_RATIO = 1.5;

  /** A listener is told at most once in this time. */
  public static final long TOLD_PAUSE_NANOS = 1_000_000_000;

  private static final VarHandle CLOSING;

  static {
    try {
      CLOSING = MethodHandles.lookup().findVarHandle(Limiter.class, "isClosing", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Randomness random;
  private final Listener listener;
  private final @Nullable Medians medians;
  private final Places places;

  private volatile int limit;
  private volatile long closesNanos = Long.MIN_VALUE;
  private volatile long sinceNanos;
  private volatile boolean isClosing;

  // Owned by whoever is closing a window.
  private Estimate estimate;
  private int toldLimit;
  private long toldNanos = Long.MIN_VALUE;

  /**
   * A limiter with nothing in flight.
   *
   * @param random what the algorithm draws its jitter from, if it has one
   */
  public Limiter(LimitConfig config, Randomness random, Listener listener) {
    this.random = random;
    this.listener = listener;
    medians = config.usesMedian() ? new Medians() : null;
    estimate = config.first();
    sinceNanos = estimate.sinceNanos();
    limit = (int) estimate.limit();
    places = new Places(limit);
    toldLimit = limit;
  }

  /** Takes a place if one is free; give it back with {@link #leave}. */
  public boolean tryEnter() {
    return places.tryTake();
  }

  /**
   * Gives back a place that {@link #tryEnter} took.
   *
   * @param enteredNanos when it was taken
   */
  public void leave(Ended ended, long enteredNanos, long nowNanos) {
    places.giveBack();
    if (ended == Ended.IGNORED || enteredNanos < sinceNanos) {
      return;
    }
    if (ended == Ended.DROPPED) {
      places.dropped();
    } else {
      long took = Math.max(1, nowNanos - enteredNanos);
      places.answered(took);
      if (medians != null) {
        medians.add(took);
      }
    }
    if (nowNanos >= closesNanos && !isClosing) {
      tryClose(nowNanos);
    }
  }

  /** How much may be in flight now. */
  public int limit() {
    return limit;
  }

  /** How much is in flight now. */
  public int inFlight() {
    return limit - (int) places.free();
  }

  private void tryClose(long nowNanos) {
    if (!CLOSING.compareAndSet(this, false, true)) {
      return;
    }
    try {
      if (closesNanos == Long.MIN_VALUE) {
        closesNanos = nowNanos + estimate.windowNanos(); // the first window begins
      }
      if (nowNanos >= closesNanos && places.ends() >= estimate.samplesMin()) {
        close(nowNanos);
      }
    } finally {
      isClosing = false;
    }
  }

  private void close(long nowNanos) {
    long fresh = places.fresh();
    if (fresh > limit) {
      throw new IllegalStateException(
          "more left a limiter than entered it: " + fresh + " places of " + limit + " are free");
    }
    long nanos = places.drainNanos();
    long answered = places.drainAnswered();
    long dropped = places.drainDropped();
    long rtt = Sample.NO_ANSWER;
    if (answered > 0) {
      rtt = Math.max(1, medians == null ? nanos / answered : medians.drain());
    }
    estimate = estimate.after(new Sample(rtt, limit - fresh, answered, dropped, nowNanos), random);
    int next = (int) estimate.limit();
    places.collect(next - limit);
    limit = next;
    sinceNanos = estimate.sinceNanos();
    closesNanos = nowNanos + estimate.windowNanos();
    tell(nowNanos);
  }

  private void tell(long nowNanos) {
    boolean moved = Math.max(limit, toldLimit) >= TOLD_RATIO * Math.min(limit, toldLimit);
    boolean soon = toldNanos != Long.MIN_VALUE && nowNanos - toldNanos < TOLD_PAUSE_NANOS;
    if (!moved || soon || estimate.isMeasuring()) {
      return;
    }
    int from = toldLimit;
    toldLimit = limit;
    toldNanos = nowNanos;
    listener.changed(from, limit, nowNanos);
  }
}
