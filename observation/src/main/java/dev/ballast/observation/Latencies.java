package dev.ballast.observation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A distribution of latencies. Quantiles are good to 1 µs or three significant digits, whichever is
 * coarser, up to an hour; longer ones count as an hour. The mean is of the values themselves, not
 * of what the histogram keeps. Its size does not depend on how many values it holds; while they are
 * few they are kept one by one, so that a system of thousands of routes does not need thousands of
 * histograms.
 */
public final class Latencies {
  private static final long HIGHEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;

  /** So many values are kept one by one. */
  static final int FEW = 256;

  /** Says how a histogram rounds. */
  private static final Histogram SCALE = new Histogram(HIGHEST_MICROS, DIGITS);

  /** In no order. */
  private long[] few = new long[8];

  private int fewCount;

  /** Holds all values as soon as they are more than a few. */
  private @Nullable Histogram many;

  private double sumNanos;

  /**
   * Counts one latency.
   *
   * @param nanos below 0 counts as 0: a clock that was put back between two readings
   */
  public void add(long nanos) {
    sumNanos += Math.max(0, nanos);
    addMicros(micros(nanos));
  }

  /** What is kept of a latency in nanoseconds: its microseconds, 0 to an hour. */
  static long micros(long nanos) {
    long latency = Math.max(0, nanos);
    return Math.min(HIGHEST_MICROS, latency / 1_000 + (latency % 1_000 + 500) / 1_000);
  }

  /**
   * Those of which this is known.
   *
   * @param micros as {@link #micros} gives them
   * @param from the first of them
   * @param to after the last
   */
  static Latencies of(long[] micros, int from, int to, double sumNanos) {
    Latencies latencies = new Latencies();
    for (int i = from; i < to; i++) {
      latencies.addMicros(micros[i]);
    }
    latencies.sumNanos = sumNanos;
    return latencies;
  }

  private void addMicros(long micros) {
    if (many != null) {
      many.recordValue(micros);
    } else if (fewCount < FEW) {
      if (fewCount == few.length) {
        few = Arrays.copyOf(few, fewCount * 2);
      }
      few[fewCount++] = micros;
    } else {
      many = histogram();
      many.recordValue(micros);
    }
  }

  void clear() {
    fewCount = 0;
    if (many != null) {
      many.reset();
    }
    sumNanos = 0;
  }

  void addAll(Latencies other) {
    if (other.many != null) {
      many = histogram();
      many.add(other.many);
    } else {
      for (int i = 0; i < other.fewCount; i++) {
        addMicros(other.few[i]);
      }
    }
    sumNanos += other.sumNanos;
  }

  /** The histogram of all values; a new one while they are few. */
  private Histogram histogram() {
    if (many != null) {
      return many;
    }
    Histogram histogram = new Histogram(DIGITS); // grows with its greatest value
    for (int i = 0; i < fewCount; i++) {
      histogram.recordValue(few[i]);
    }
    return histogram;
  }

  /** The values of both, as a new distribution. */
  public Latencies plus(Latencies other) {
    Latencies sum = new Latencies();
    sum.addAll(this);
    sum.addAll(other);
    return sum;
  }

  /** The exact sum of all values, in nanoseconds. */
  public double sumNanos() {
    return sumNanos;
  }

  /**
   * The counts of microseconds in HdrHistogram's compressed V2 encoding, as base64. With {@link
   * #sumNanos} it is all that there is; {@link #decoded} reads it.
   */
  public String encodedMicros() {
    Histogram micros = histogram();
    ByteBuffer bytes = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
    int length = micros.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /**
   * Reads what {@link #encodedMicros} and {@link #sumNanos} gave.
   *
   * @throws IllegalArgumentException when it is no distribution of latencies
   */
  public static Latencies decoded(String micros, double sumNanos) {
    Latencies latencies = new Latencies();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(micros));
      Histogram read = new Histogram(HIGHEST_MICROS, DIGITS);
      read.add(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
      latencies.many = read;
    } catch (DataFormatException | RuntimeException e) { // whatever a wrong encoding leads to
      throw new IllegalArgumentException("not an encoded histogram", e);
    }
    if (!(sumNanos >= 0 && sumNanos < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a sum of latencies is finite, found " + sumNanos);
    }
    latencies.sumNanos = sumNanos;
    return latencies;
  }

  /** How many values. */
  public long count() {
    return many == null ? fewCount : many.getTotalCount();
  }

  /** The mean in nanoseconds; 0 when empty. */
  public double meanNanos() {
    return count() == 0 ? 0 : sumNanos / count();
  }

  /** The standard deviation in nanoseconds, to the histogram's resolution; 0 when empty. */
  public double standardDeviationNanos() {
    return count() == 0 ? 0 : histogram().getStdDeviation() * 1_000;
  }

  /**
   * The value that this share of some does not exceed, in nanoseconds.
   *
   * @param micros as {@link #micros} gives them; those asked about are sorted by this
   * @param from the first of them
   * @param to after the last, more than the first
   */
  static long quantileNanos(long[] micros, int from, int to, double share) {
    Arrays.sort(micros, from, to);
    double exact = Math.nextDown(share * 100) * (to - from) / 100; // as the histogram rounds
    int rank = (int) Math.clamp(Math.ceil(exact), 1, to - from);
    return SCALE.highestEquivalentValue(micros[from + rank - 1]) * 1_000;
  }

  /**
   * The value that this share of all values does not exceed, in nanoseconds; 0 when empty.
   *
   * @param share in [0, 1], such as 0.99
   */
  public long quantileNanos(double share) {
    if (count() == 0) {
      return 0;
    }
    return many == null
        ? quantileNanos(few, 0, fewCount, share)
        : many.getValueAtPercentile(share * 100) * 1_000;
  }

  /** How many values exceed this many nanoseconds, to the histogram's resolution. */
  public long countAbove(long nanos) {
    return count() - histogram().getCountBetweenValues(0, Math.min(HIGHEST_MICROS, nanos / 1_000));
  }
}
