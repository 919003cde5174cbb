package dev.ballast.observation;

import org.HdrHistogram.Histogram;

/**
 * A distribution of latencies. Quantiles are good to 1 µs or three significant digits, whichever is
 * coarser, up to an hour; longer ones count as an hour. The mean is of the values themselves, not
 * of what the histogram keeps. Its size does not depend on how many values it holds.
 */
public final class Latencies {
  private static final long HIGHEST_MICROS = 3_600_000_000L;

  private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
  private double sumNanos;

  /**
   * Counts one latency.
   *
   * @param nanos below 0 counts as 0: a clock that was put back between two readings
   */
  public void add(long nanos) {
    long latency = Math.max(0, nanos);
    micros.recordValue(Math.min(HIGHEST_MICROS, latency / 1_000 + (latency % 1_000 + 500) / 1_000));
    sumNanos += latency;
  }

  void clear() {
    micros.reset();
    sumNanos = 0;
  }

  void addAll(Latencies other) {
    micros.add(other.micros);
    sumNanos += other.sumNanos;
  }

  /** The values of both, as a new distribution. */
  public Latencies plus(Latencies other) {
    Latencies sum = new Latencies();
    sum.addAll(this);
    sum.addAll(other);
    return sum;
  }

  /** How many values. */
  public long count() {
    return micros.getTotalCount();
  }

  /** The mean in nanoseconds; 0 when empty. */
  public double meanNanos() {
    return count() == 0 ? 0 : sumNanos / count();
  }

  /** The standard deviation in nanoseconds, to the histogram's resolution; 0 when empty. */
  public double standardDeviationNanos() {
    return count() == 0 ? 0 : micros.getStdDeviation() * 1_000;
  }

  /**
   * The value that this share of all values does not exceed, in nanoseconds; 0 when empty.
   *
   * @param share in [0, 1], such as 0.99
   */
  public long quantileNanos(double share) {
    return count() == 0 ? 0 : micros.getValueAtPercentile(share * 100) * 1_000;
  }

  /** How many values exceed this many nanoseconds, to the histogram's resolution. */
  public long countAbove(long nanos) {
    return count() - micros.getCountBetweenValues(0, Math.min(HIGHEST_MICROS, nanos / 1_000));
  }
}
