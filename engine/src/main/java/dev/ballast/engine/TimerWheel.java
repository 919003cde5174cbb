package dev.ballast.engine;

import org.jspecify.annotations.Nullable;

/**
 * Timers that are not due soon, in no order within a bucket: hierarchical timing wheels (scheme 7
 * of G. Varghese and T. Lauck, "Hashed and hierarchical timing wheels", SOSP 1987). A level has 256
 * buckets, each as wide as the whole level below. A timer is on the level of the highest digit in
 * which its due time differs from the wheel's own, and moves down when the wheel gets there; most
 * never do, since they are taken back before.
 *
 * <p>Instead of ticking, the wheel jumps to its next bucket that holds something. Putting in and
 * taking out are O(1), no allocation; a timer moves at most once per level. One owner.
 */
final class TimerWheel {
  /** A bucket of the lowest level is 2 to this many nanoseconds wide: half a millisecond. */
  private static final int TICK_BITS = 19;

  private static final int LEVEL_BITS = 8;
  private static final int BUCKETS = 1 << LEVEL_BITS;
  private static final int LEVELS = (Long.SIZE - TICK_BITS + LEVEL_BITS - 1) / LEVEL_BITS;
  private static final int WORDS = BUCKETS / Long.SIZE;

  /** Makes unsigned numbers of times, in the same order. */
  private static final long SIGN = Long.MIN_VALUE;

  private final @Nullable Timer[] buckets = new Timer[LEVELS * BUCKETS];

  /** A bit for each bucket that holds something. */
  private final long[] filled = new long[LEVELS * WORDS];

  /** Timers on each level. */
  private final int[] counts = new int[LEVELS];

  private int size;

  /** The wheel's own time, unsigned: nothing here is due before. */
  private long position;

  /** What is due before is to be kept elsewhere. */
  private long horizonNanos = Long.MIN_VALUE;

  /** Nothing here is due before; {@code Long.MAX_VALUE} when nothing is here. */
  private long nextNanos = Long.MAX_VALUE;

  int size() {
    return size;
  }

  /** What is due before is to be kept elsewhere. */
  long horizonNanos() {
    return horizonNanos;
  }

  /** Nothing here is due before; {@code Long.MAX_VALUE} when nothing is here. */
  long nextNanos() {
    return nextNanos;
  }

  /** Puts a timer in that is not due before the horizon. */
  void add(Timer timer) {
    long due = timer.dueNanos ^ SIGN;
    int level = level(due ^ position);
    int bucket = level * BUCKETS + ((int) (due >>> shift(level)) & BUCKETS - 1);
    Timer first = buckets[bucket];
    timer.slot = Timer.IDLE - 1 - bucket;
    timer.after = first;
    if (first == null) {
      filled[bucket / Long.SIZE] |= 1L << bucket;
    } else {
      first.before = timer;
    }
    buckets[bucket] = timer;
    counts[level]++;
    size++;
    nextNanos = Math.min(nextNanos, timer.dueNanos);
  }

  /** Takes a timer out that is here. */
  void remove(Timer timer) {
    int bucket = Timer.IDLE - 1 - timer.slot;
    Timer before = timer.before;
    Timer after = timer.after;
    if (before != null) {
      before.after = after;
    } else {
      buckets[bucket] = after;
      if (after == null) {
        filled[bucket / Long.SIZE] &= ~(1L << bucket);
      }
    }
    if (after != null) {
      after.before = before;
    }
    timer.slot = Timer.IDLE;
    timer.before = null;
    timer.after = null;
    size--;
    if (--counts[bucket / BUCKETS] == 0 && size == 0) {
      nextNanos = Long.MAX_VALUE;
    }
  }

  /**
   * Goes to the next bucket that holds something, unless that begins after the limit, and hands
   * over what is in it, or moves it down. Something must be here.
   */
  void advance(long limitNanos, TimerHeap into) {
    int level = 0;
    while (counts[level] == 0) {
      level++;
    }
    int bucket = first(level);
    int shift = shift(level);
    long above = shift + LEVEL_BITS < Long.SIZE ? -1L << (shift + LEVEL_BITS) : 0;
    long begin = (position & above) | ((long) (bucket % BUCKETS) << shift);
    nextNanos = begin ^ SIGN;
    if (nextNanos > limitNanos) {
      return;
    }
    position = begin;
    Timer timer = buckets[bucket];
    buckets[bucket] = null;
    filled[bucket / Long.SIZE] &= ~(1L << bucket);
    long last = (begin | (1L << TICK_BITS) - 1) ^ SIGN;
    horizonNanos = level > 0 ? nextNanos : Math.max(last, last + 1);
    nextNanos = Long.MAX_VALUE;
    while (timer != null) {
      Timer after = timer.after;
      timer.before = null;
      timer.after = null;
      counts[level]--;
      size--;
      if (level == 0) {
        into.add(timer);
      } else {
        add(timer);
      }
      timer = after;
    }
    nextNanos = size == 0 ? Long.MAX_VALUE : horizonNanos;
  }

  private static int shift(int level) {
    return TICK_BITS + level * LEVEL_BITS;
  }

  private static int level(long difference) {
    int digits = Long.SIZE - 1 - TICK_BITS - Long.numberOfLeadingZeros(difference);
    return Math.max(0, digits) / LEVEL_BITS;
  }

  /** The first bucket of a level that holds something; there must be one. */
  private int first(int level) {
    int word = level * WORDS;
    while (filled[word] == 0) {
      word++;
    }
    return word * Long.SIZE + Long.numberOfTrailingZeros(filled[word]);
  }
}
