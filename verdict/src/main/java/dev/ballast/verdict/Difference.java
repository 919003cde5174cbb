package dev.ballast.verdict;

/**
 * By how much one system differs from the first in one measure, over repetitions in which both met
 * the same random numbers.
 *
 * @param system which system is compared with the first, counted from 0; at least 1
 * @param subject the route or the edge; empty for the whole experiment
 * @param isBounded whether an objective of the experiment bounds this measure
 * @param a the mean over the repetitions of the first system
 * @param b the mean over the repetitions of the other
 * @param difference b - a, with its 99 % interval
 * @param gain how many times as many repetitions independent random numbers would have needed for
 *     an interval as narrow: (var a + var b) / var (b - a), the variance reduction of common random
 *     numbers; infinite when every repetition showed the same difference, NaN when nothing varied
 */
public record Difference(
    int system,
    Scope scope,
    String subject,
    String measure,
    Unit unit,
    boolean higherIsBetter,
    boolean isBounded,
    double a,
    double b,
    Estimate difference,
    Relation relation,
    double gain) {

  /** What the interval of a difference says about the system that is compared. */
  public enum Relation {
    /** The interval lies on the good side of zero. */
    BETTER,
    /** The interval lies on the bad side of zero. */
    WORSE,
    /** The interval lies within the smallest difference that matters. */
    SAME,
    /** None of these: the evidence does not settle it. */
    OPEN
  }

  /** A difference of this measure as people read it, such as {@code +2.1 ms}. */
  public String text(double value) {
    String text = unit == Unit.SHARE ? unit.text(value).replace(" %", " points") : unit.text(value);
    return value > 0 ? "+" + text : text;
  }

  /** The interval in words, such as {@code -3.1 to -0.2 ms}. */
  public String intervalText() {
    if (!difference.hasData() || !Double.isFinite(difference.low())) {
      return unit.text(difference.low(), difference.high());
    }
    String low = text(difference.low());
    String high = text(difference.high());
    int space = low.indexOf(' ');
    return (space >= 0 && high.endsWith(low.substring(space)) ? low.substring(0, space) : low)
        + " to "
        + high;
  }
}
