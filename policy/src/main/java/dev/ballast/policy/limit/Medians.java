package dev.ballast.policy.limit;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts of times in buckets that are at most 1/32 of their value wide, for a median that is within
 * 1.6 % of the true one. Any number of threads add; one at a time drains. Adding costs one atomic
 * operation, draining a look at each of some 1,200 buckets.
 */
final class Medians {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  /** Longer times count as this long: 73 minutes. */
  private static final long LONGEST = (1L << 42) - 1;

  private static final int BUCKETS = bucket(LONGEST) + 1;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

  void add(long nanos) {
    counts.getAndIncrement(bucket(Math.clamp(nanos, 0, LONGEST)));
  }

  /** The median of what was added since the last time, the lower one of two; 0 if nothing was. */
  long drain() {
    int[] drained = new int[BUCKETS];
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      drained[i] = counts.get(i) == 0 ? 0 : counts.getAndSet(i, 0);
      total += drained[i];
    }
    long rank = (total + 1) / 2;
    for (int i = 0; i < BUCKETS && total > 0; i++) {
      rank -= drained[i];
      if (rank <= 0) {
        return middle(i);
      }
    }
    return 0;
  }

  /** Below 64 ns each value has its bucket; above, each doubling has 32. */
  private static int bucket(long nanos) {
    int shift = Math.max(0, 63 - SUB_BITS - Long.numberOfLeadingZeros(nanos | SUB));
    return shift * SUB + (int) (nanos >>> shift);
  }

  private static long middle(int bucket) {
    int shift = Math.max(0, bucket / SUB - 1);
    long low = (long) (bucket - shift * SUB) << shift;
    return low + ((1L << shift) >> 1);
  }
}
