package dev.ballast.spec.learn;

import dev.ballast.kernel.Units;
import java.util.Arrays;

/** Measured durations as the system file writes them. */
final class Times {
  /** From so many samples on, a distribution is taken from the data. */
  static final int ENOUGH = 20;

  /** How much longer than the median the slowest percent is assumed to take. */
  static final int ASSUMED_SPREAD = 3;

  private static final double[] SHARES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};

  private Times() {}

  /** The work step of an endpoint that took these times, in nanoseconds. */
  static Sketch.Step.Work work(long[] samples, String what) {
    long[] sorted = samples.clone();
    Arrays.sort(sorted);
    String origin = what + " of " + Notes.count(sorted.length, "sample");
    long p50 = round(quantile(sorted, 0.5));
    if (sorted[0] == sorted[sorted.length - 1] && sorted.length >= ENOUGH) {
      return new Sketch.Step.Work(Units.duration(p50), origin + ", all equal");
    }
    if (sorted.length >= ENOUGH) {
      return new Sketch.Step.Work(empirical(sorted), origin);
    }
    if (p50 == 0) {
      long mean = round((long) Arrays.stream(sorted).average().orElse(0));
      return new Sketch.Step.Work(Units.duration(mean), "mean " + origin);
    }
    long p99 = round(Math.max(ASSUMED_SPREAD * p50, sorted[sorted.length - 1]));
    return new Sketch.Step.Work(
        lognormal(p50, p99), "p50: " + origin + "; p99: assumed, too few samples");
  }

  static String lognormal(long p50Nanos, long p99Nanos) {
    return "lognormal(p50=" + Units.duration(p50Nanos) + ", p99=" + Units.duration(p99Nanos) + ")";
  }

  private static String empirical(long[] sorted) {
    StringBuilder text = new StringBuilder("empirical(");
    for (double share : SHARES) {
      text.append(share == 0 ? "" : ", ")
          .append(Units.percent(share))
          .append(": ")
          .append(Units.duration(round(quantile(sorted, share))));
    }
    return text.append(")").toString();
  }

  /** The quantile of sorted values, linear between neighbours. */
  static long quantile(long[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + Math.round((sorted[high] - sorted[low]) * (at - low));
  }

  /** Four digits are more than a measurement is worth. */
  static long round(long nanos) {
    long unit = 1;
    while (nanos / unit >= 10_000) {
      unit *= 10;
    }
    return (nanos + unit / 2) / unit * unit;
  }

  /** A round number at least this long: 1, 2 or 5 times a power of ten. */
  static long roundUp(long nanos) {
    for (long power = Units.MILLISECOND; ; power *= 10) {
      for (long digit : new long[] {1, 2, 5}) {
        if (digit * power >= nanos || power > 100_000 * Units.SECOND) {
          return digit * power;
        }
      }
    }
  }
}
