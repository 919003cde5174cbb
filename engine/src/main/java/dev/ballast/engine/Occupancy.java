package dev.ballast.engine;

import dev.ballast.kernel.Checks;

/**
 * The requests that are in one place over time, counted in two ways: how many are present,
 * integrated over time, and how long those that left had stayed, summed. With the stays so far of
 * those still present the two are equal on every path that a run can take, whatever its laws;
 * divided by time that is L = λW (J. D. C. Little, "A Proof for the Queuing Formula L = λW", 1961;
 * S. Stidham, "A Last Word on L = λW", 1974). Nanoseconds are whole, so equal means to the last
 * bit; what does not fit a {@code long} wraps around alike on both sides.
 *
 * <p>Constant time and memory. One owner.
 */
public final class Occupancy {
  private long present;

  /**
   * The moments of arrivals less those of departures, summed: the number present changes by one at
   * each, so that this is all of its integral but what depends on the end.
   */
  private long sinceNanos;

  private long stayedNanos;

  /**
   * One more is present.
   *
   * @param nanos from when on it counts, not after now
   */
  void enters(long nanos) {
    sinceNanos += nanos;
    present++;
  }

  /**
   * One of those present leaves.
   *
   * @param enteredNanos from when on it was counted
   */
  void leaves(long enteredNanos, long nowNanos) {
    Checks.invariant(--present >= 0, "expected that only what is present leaves");
    sinceNanos -= nowNanos;
    stayedNanos += nowNanos - enteredNanos;
  }

  /** How many are present. */
  public long present() {
    return present;
  }

  /** How many are present, integrated over time until now. */
  public long presentNanos(long nowNanos) {
    return present * nowNanos - sinceNanos;
  }

  /** How long those that left had stayed, summed. */
  long stayedNanos() {
    return stayedNanos;
  }

  /**
   * Stops when the two counts differ.
   *
   * @param where in words
   * @param inside how many are found there
   * @param stayNanos how long all stayed that ever came, those inside until now, summed
   * @throws IllegalStateException with what was expected and found, as a defect of Ballast
   */
  void check(String where, long inside, long stayNanos, long nowNanos) {
    equal(present, inside, "requests", where);
    equal(presentNanos(nowNanos), stayNanos, "ns of stay", where);
  }

  /** Stops when a count that follows from another one does not equal it. */
  static void equal(long expected, long found, String what, String where) {
    if (expected != found) {
      throw new IllegalStateException(
          "Little's law is broken at "
              + where
              + ": expected "
              + expected
              + " "
              + what
              + ", found "
              + found
              + "; this is a defect of Ballast");
    }
  }
}
