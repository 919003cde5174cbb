package dev.ballast.verdict;

/**
 * A measured value and the interval that holds the true one. All three are NaN when there is no
 * data; an end is infinite when nothing bounds it.
 */
public record Estimate(double value, double low, double high) {
  /** Nothing was measured. */
  public static final Estimate NO_DATA = new Estimate(Double.NaN, Double.NaN, Double.NaN);

  /** A value that is known exactly. */
  static Estimate exactly(double value) {
    return new Estimate(value, value, value);
  }

  /** The mean of independent values with its 99 % interval; unbounded below two values. */
  public static Estimate ofMean(double[] values) {
    Sample sample = new Sample();
    for (double value : values) {
      sample.add(value);
    }
    return Intervals.mean(sample, Intervals.CONFIDENCE);
  }

  /** A share of independent trials with its 99 % interval; no data where there are none. */
  public static Estimate ofShare(long hits, long trials) {
    return Intervals.share(hits, trials, Intervals.CONFIDENCE);
  }

  /** Whether anything was measured. */
  public boolean hasData() {
    return !Double.isNaN(value);
  }

  /** The same, with an interval that also covers {@code from} to {@code to}. */
  Estimate widenedTo(double from, double to) {
    return new Estimate(value, Math.min(low, from), Math.max(high, to));
  }

  /** The same, with an interval cut to the values that are possible. */
  public Estimate within(double least, double most) {
    return new Estimate(
        value, Math.max(least, Math.min(most, low)), Math.max(least, Math.min(most, high)));
  }
}
