package dev.ballast.policy;

/**
 * One allowance of repeats for a whole tree of calls, so that layers that each repeat do not
 * multiply. Whoever stands at the root has all of it; each attempt carries half of what is left
 * down to the callee, rounded up; what the callee did not use comes back with its answer; what
 * never comes back is lost. Parallel calls of one request share what the request has.
 *
 * <p>Invariant: repeats made + allowances held + allowances lent ≤ the tree's allowance, so an
 * endpoint that one call reaches once is attempted at most 1 + allowance times, where layers of
 * attempts would make it their product. Hedges count as repeats. (The Google SRE book, chapter
 * "Handling Overload", bounds the same by a count of attempts in the request; a count that is only
 * carried down does not bound siblings.)
 */
public final class RepeatTree {
  /** Nobody bounds the repeats of the tree. */
  public static final int UNBOUNDED = -1;

  /** The largest allowance. */
  public static final int ALLOWANCE_MAX = 1_000;

  private RepeatTree() {}

  /**
   * What an attempt carries down.
   *
   * @param left what the caller has, or {@link #UNBOUNDED}
   */
  public static int lent(int left) {
    return left == UNBOUNDED ? UNBOUNDED : (left + 1) / 2;
  }

  /**
   * What the caller has after a callee's answer.
   *
   * @param back what the callee says is left of {@code lent}; never believed beyond that
   */
  public static int after(int left, int lent, int back) {
    return left == UNBOUNDED || lent <= 0 ? left : left + Math.clamp(back, 0, lent);
  }

  /** Whether one more repeat may be made. */
  public static boolean allows(int left) {
    return left != 0;
  }

  /** What is left after a repeat that was allowed. */
  public static int used(int left) {
    return left == UNBOUNDED ? UNBOUNDED : left - 1;
  }
}
