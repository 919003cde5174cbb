package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;

/**
 * A sliding window estimated from two fixed ones, as Cloudflare describes it ("How we built rate
 * limiting capable of scaling to millions of domains", 2017): what was granted in the window before
 * counts by the share of it that a window ending now still covers. A permit is granted while
 * previous·(1 − elapsed) + current + 1 ≤ limit.
 *
 * <p>The estimate takes the requests of the window before as evenly spread. Where they were not, a
 * window of that length may see more than the limit, but never as much as twice the limit. Only
 * granted requests count, so that who is refused and asks again is not refused for that.
 *
 * <p>Memory: 24 bits number the window, 20 bits each count the grants of the one before and of this
 * one. Numbers repeat after 16 million windows: who comes back exactly then is taken for somebody
 * who never left, and may wait for up to two windows.
 *
 * @param permits the limit
 * @param windowNanos the length of a window
 */
record TwoWindows(int permits, long windowNanos) implements Meter {
  /** The largest limit that fits. */
  static final int PERMITS_MAX = (1 << 20) - 1;

  private static final int COUNT_BITS = 20;
  private static final long COUNT_MASK = PERMITS_MAX;
  private static final long NUMBER_MASK = (1 << 24) - 1;

  /** A clock that another thread read a little earlier may be this many windows behind. */
  private static final long BEHIND_MAX = 16;

  TwoWindows {
    Checks.that(
        permits <= PERMITS_MAX,
        "a sliding window counts to " + PERMITS_MAX + "; use a shorter one, or a token bucket");
    Checks.that(
        permits <= Long.MAX_VALUE / windowNanos,
        "a sliding window of so many in so long cannot be counted; use a shorter one");
  }

  @Override
  public long fresh() {
    return 0;
  }

  @Override
  public long waitNanos(long memory, long nowNanos) {
    long number = Math.floorDiv(nowNanos, windowNanos);
    long elapsed = nowNanos - number * windowNanos;
    long now = at(memory, number);
    if (number(now) != (number & NUMBER_MASK)) {
      elapsed = 0; // this thread's clock is behind: the window has just begun
    }
    long current = current(now);
    if (current < permits) {
      return Math.max(0, startOfRoom(previous(now), permits - 1 - current) - elapsed);
    }
    return windowNanos - elapsed + startOfRoom(current, permits - 1L);
  }

  /** How far into a window {@code previous·(1 − elapsed)} has fallen to the room there is. */
  private long startOfRoom(long previous, long room) {
    if (previous <= room) {
      return 0;
    }
    return windowNanos - room * windowNanos / previous;
  }

  @Override
  public long taken(long memory, long nowNanos) {
    return at(memory, Math.floorDiv(nowNanos, windowNanos)) + 1;
  }

  /** The memory as of a window, or as it is where it is of a later one. */
  private static long at(long memory, long number) {
    long behind = (number(memory) - number) & NUMBER_MASK;
    long ahead = (number - number(memory)) & NUMBER_MASK;
    if (behind <= BEHIND_MAX) {
      return memory;
    }
    long previous = ahead == 1 ? current(memory) : 0;
    return (number & NUMBER_MASK) << (2 * COUNT_BITS) | previous << COUNT_BITS;
  }

  private static long number(long memory) {
    return memory >>> (2 * COUNT_BITS);
  }

  private static long previous(long memory) {
    return memory >>> COUNT_BITS & COUNT_MASK;
  }

  private static long current(long memory) {
    return memory & COUNT_MASK;
  }
}
