package dev.ballast.observation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
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

  /** The exact sum of all values, in nanoseconds. */
  public double sumNanos() {
    return sumNanos;
  }

  /**
   * The counts of microseconds in HdrHistogram's compressed V2 encoding, as base64. With {@link
   * #sumNanos} it is all that there is; {@link #decoded} reads it.
   */
  public String encodedMicros() {
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
      latencies.micros.add(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
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
