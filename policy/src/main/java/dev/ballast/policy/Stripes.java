package dev.ballast.policy;

/**
 * Counters side by side, so far apart that two never share a cache line, and which of them the
 * calling thread uses first. Only how fast something is may depend on it, never what is decided.
 */
final class Stripes {
  /** A power of two. */
  static final int COUNT = 16;

  /** Longs from one counter to the next: two cache lines, since processors fetch them in pairs. */
  static final int APART = 16;

  /** Longs of an array of so many counters, with room before the first. */
  static final int LENGTH = (COUNT + 1) * APART;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(COUNT);

  private Stripes() {}

  /**
   * The calling thread's stripe. Threads that were begun one after the other get stripes of their
   * own: Fibonacci hashing (D. Knuth, "The Art of Computer Programming" 3, 6.4).
   */
  static int mine() {
    return (int) (Thread.currentThread().threadId() * GOLDEN >>> SHIFT);
  }

  /** Where the counter of a stripe is; stripes beyond the last begin anew. */
  static int place(int stripe) {
    return ((stripe & (COUNT - 1)) + 1) * APART;
  }
}
