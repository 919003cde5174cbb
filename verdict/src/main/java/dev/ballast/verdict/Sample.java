package dev.ballast.verdict;

/**
 * One measure over repetitions, folded into five numbers as the values come, with the updating
 * formulas of B. P. Welford, "Note on a method for calculating corrected sums of squares and
 * products", Technometrics 4 (1962). The result depends on the order of the values in its last
 * bits, so repetitions are added in their order.
 */
final class Sample {
  private int count;
  private double mean;
  private double squares;
  private double min = Double.NaN;
  private double max = Double.NaN;

  /** Adds a value; NaN means that this repetition had none. */
  void add(double value) {
    if (Double.isNaN(value)) {
      return;
    }
    count++;
    double before = value - mean;
    mean += before / count;
    squares += before * (value - mean);
    min = count == 1 ? value : Math.min(min, value);
    max = count == 1 ? value : Math.max(max, value);
  }

  int count() {
    return count;
  }

  /** NaN when there is no value. */
  double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /** With n - 1 in the denominator; NaN below two values. */
  double standardDeviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }
}
