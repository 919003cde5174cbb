package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Stripes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * At most so many calls at once over one edge, and so many that wait for a place; the rest are
 * refused (M. Nygard, "Release It!", 2007). It decides and counts; who waits, in which order and
 * until when is kept by whoever asks.
 *
 * <p>Shared by threads without locks. Free places lie in one pool until two threads meet on it;
 * from then on a thread gives its place back to a stripe of its own, and takes one from there, else
 * from the pool, else from the other stripes. A place is always free in one spot or taken, and
 * moves only by being taken, so there are never more calls than places. A call is refused only if
 * it looked everywhere twice and found nothing, while nothing was given back in between: then there
 * was a moment at which all places were taken (Y. Afek et al., "Atomic snapshots of shared memory",
 * 1993, the double collect). O(1), when it is full O(stripes) for each time something is given back
 * meanwhile; no allocation but the stripes once.
 *
 * <p>A place that is given back while somebody waits is not free in between: {@link #leave} passes
 * it on, so that nobody overtakes those who wait.
 */
public final class Bulkhead {
  /**
   * The bounds.
   *
   * @param calls at once, at least 1
   * @param queue calls that may wait for a place; 0 refuses at once
   * @param waitNanos the longest one may wait; 0 without a queue
   */
  public record Config(int calls, int queue, long waitNanos) {
    /** No bound. */
    public static final Config UNLIMITED = new Config(Integer.MAX_VALUE, 0, 0);

    public Config {
      Checks.that(calls >= 1, "a bulkhead must let at least one call through");
      Checks.that(queue >= 0, "a bulkhead's queue must not be negative");
      Checks.that(waitNanos >= 0, "a bulkhead's wait must not be negative");
      Checks.that(
          (queue > 0) == (waitNanos > 0),
          "a bulkhead with a queue needs a longest wait, and one without has none");
    }

    /** So many calls at once; more are refused. */
    public static Config of(int calls) {
      return new Config(calls, 0, 0);
    }

    /** The same, with so many that wait, each at most so long. */
    public Config withQueue(int places, long longestNanos) {
      return new Config(calls, places, longestNanos);
    }
  }

  /** Added when a place is given back: one free, and one given back in the upper half. */
  private static final long ONE_BACK = (1L << Integer.SIZE) + 1;

  private static final long FREE = (1L << Integer.SIZE) - 1;

  private static final long TAKEN = -1;

  private final int limit;
  private final int queue;

  /** Free places in the lower half; in the upper one how many were given back, to see changes. */
  private final AtomicLong pool;

  /** The same for each stripe; null until two threads met on the pool. */
  private final AtomicReference<@Nullable AtomicLongArray> stripes = new AtomicReference<>();

  private final AtomicInteger waiting = new AtomicInteger();

  /** A bulkhead with nothing in it. */
  public Bulkhead(Config config) {
    limit = config.calls();
    queue = config.queue();
    pool = new AtomicLong(limit);
  }

  /** Takes a place if one is free; give it back with {@link #leave}. */
  public boolean tryEnter() {
    AtomicLongArray striped = stripes.get();
    if (striped != null) {
      return tryEnter(striped);
    }
    long seen = pool.get();
    if ((seen & FREE) != 0) {
      if (pool.compareAndSet(seen, seen - 1)) {
        return true;
      }
      stripes.compareAndSet(null, new AtomicLongArray(Stripes.LENGTH));
    }
    striped = stripes.get();
    return striped != null && tryEnter(striped);
  }

  private boolean tryEnter(AtomicLongArray striped) {
    int mine = Stripes.mine();
    if (take(striped, mine) == TAKEN) {
      return true;
    }
    long before = TAKEN;
    while (true) {
      long givenBack = takeFromPool();
      for (int i = 0; givenBack != TAKEN && i < Stripes.COUNT; i++) {
        long byStripe = take(striped, mine + i);
        givenBack = byStripe == TAKEN ? TAKEN : givenBack + byStripe;
      }
      if (givenBack == TAKEN) {
        return true;
      }
      if (givenBack == before) {
        return false; // nothing came back between two looks: all were taken at once
      }
      before = givenBack;
    }
  }

  /** {@link #TAKEN}, or how many places had been given back to it when it was found empty. */
  private long takeFromPool() {
    long seen = pool.get();
    while ((seen & FREE) != 0) {
      if (pool.compareAndSet(seen, seen - 1)) {
        return TAKEN;
      }
      seen = pool.get();
    }
    return seen >>> Integer.SIZE;
  }

  private static long take(AtomicLongArray striped, int stripe) {
    int at = Stripes.place(stripe);
    long seen = striped.get(at);
    while ((seen & FREE) != 0) {
      if (striped.compareAndSet(at, seen, seen - 1)) {
        return TAKEN;
      }
      seen = striped.get(at);
    }
    return seen >>> Integer.SIZE;
  }

  /**
   * Gives back a place that {@link #tryEnter} took or {@link #leave} passed on.
   *
   * @return whether the place now belongs to a call that waits, which no longer counts as waiting:
   *     the caller of this is to let the first one in
   */
  public boolean leave() {
    if (queue > 0 && tryStopWaiting()) {
      return true;
    }
    AtomicLongArray striped = stripes.get();
    long before =
        striped == null
            ? pool.getAndAdd(ONE_BACK)
            : striped.getAndAdd(Stripes.place(Stripes.mine()), ONE_BACK);
    Checks.invariant((before & FREE) < limit, "a call left a bulkhead that it had not entered");
    return false;
  }

  /**
   * Takes a place in the queue if there is one, for a call that {@link #tryEnter} refused. Where
   * threads share the bulkhead, a place may have become free in between: ask {@link #tryEnter} once
   * more, and {@link #tryStopWaiting} if that let it in.
   */
  public boolean tryWait() {
    int seen = waiting.get();
    while (seen < queue) {
      if (waiting.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = waiting.get();
    }
    return false;
  }

  /**
   * A call gives up its place in the queue.
   *
   * @return false when nobody counts as waiting any more, so that a place is just being passed on
   *     to this call; it then has that place, and gives it back with {@link #leave} if it does not
   *     want it
   */
  public boolean tryStopWaiting() {
    int seen = waiting.get();
    while (seen > 0) {
      if (waiting.compareAndSet(seen, seen - 1)) {
        return true;
      }
      seen = waiting.get();
    }
    return false;
  }

  /** Calls that wait for a place. */
  public int waiting() {
    return waiting.get();
  }
}
