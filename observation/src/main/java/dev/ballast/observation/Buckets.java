package dev.ballast.observation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of times with fixed bounds, as Prometheus keeps them. One thread adds, any thread
 * reads; a reader may see a value in the sum before it sees it in a bucket. No allocation.
 */
public final class Buckets {
  /** Upper bounds in nanoseconds, 0.5 ms to 10 s: Prometheus' usual ones and two below. */
  private static final long[] BOUNDS = {
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
  private final AtomicLong sumNanos = new AtomicLong();

  /** Adds a time in nanoseconds; below 0 counts as 0. */
  public void add(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    sumNanos.setOpaque(sumNanos.getPlain() + Math.max(0, nanos));
  }

  /** How many bounds there are; one more bucket holds what is above the last. */
  public static int bounds() {
    return BOUNDS.length;
  }

  /** An upper bound in seconds; what is equal to it is within. */
  public static double boundSeconds(int index) {
    return BOUNDS[index] / 1e9;
  }

  /** How many values lie in a bucket, and in no lower one. */
  public long count(int bucket) {
    return counts.getOpaque(bucket);
  }

  /** The sum of all values in nanoseconds. */
  public long sumNanos() {
    return sumNanos.getOpaque();
  }

  /** Goes on from what another has counted. */
  void addAll(Buckets other) {
    for (int i = 0; i < counts.length(); i++) {
      counts.setOpaque(i, counts.getPlain(i) + other.count(i));
    }
    sumNanos.setOpaque(sumNanos.getPlain() + other.sumNanos());
  }
}
