package dev.ballast.verdict;

/**
 * After how many repetitions evidence is looked at: 5, 10, 20, 40 …
 *
 * <p>Looking again and again makes it likelier to be wrong once: each look risks 0.1 %, so that ten
 * of them (5, 10, 20 … 2560 repetitions) together keep to the 1 % that is promised (Bonferroni's
 * inequality).
 */
final class Looks {
  static final double CONFIDENCE = 0.999;
  private static final int FIRST = 5;

  private int next = FIRST;

  /** Whether this many repetitions are the next to be looked at; asked once for each number. */
  boolean isDue(int repetitions) {
    if (repetitions != next) {
      return false;
    }
    next *= 2;
    return true;
  }
}
