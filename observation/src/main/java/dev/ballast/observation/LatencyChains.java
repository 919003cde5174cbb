package dev.ballast.observation;

import java.util.Arrays;

/**
 * Latencies of many routes of which each has few, in one sequence in the order in which they came;
 * each knows the place of the one before it of the same route. So a request writes beside the one
 * before it, whatever its route: in a system of a thousand routes an array for each has left the
 * processor's caches whenever it is next needed. Grows with what is added; one owner.
 */
final class LatencyChains {
  /** Before the first of a chain. */
  static final int NONE = -1;

  private static final long LOW = 0xffff_ffffL;

  /** The place before in the upper half, the microseconds without a sign in the lower. */
  private long[] links = new long[64];

  private int length;

  /**
   * Adds one to a chain.
   *
   * @param last of the chain so far, or {@link #NONE}
   * @param micros 0 to an hour
   * @return its place, which is the last of the chain now
   */
  int add(int last, long micros) {
    if (length == links.length) {
      links = Arrays.copyOf(links, 2 * length);
    }
    links[length] = (long) last << Integer.SIZE | micros;
    return length++;
  }

  /**
   * The microseconds of a chain in the order in which they were added.
   *
   * @param last of the chain, or {@link #NONE}
   * @param count how many there are in it
   */
  long[] micros(int last, int count) {
    long[] micros = new long[count];
    int at = last;
    for (int i = count - 1; i >= 0; i--) {
      micros[i] = links[at] & LOW;
      at = (int) (links[at] >> Integer.SIZE);
    }
    return micros;
  }
}
