package dev.ballast.policy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One quantile of recent latencies, estimated as they come: a histogram of fixed size whose buckets
 * grow with what they hold (sixteen to each power of two, as in G. Tene's HdrHistogram), and whose
 * counts are halved every {@link #HALVING_NANOS}, so that what is a minute old hardly counts.
 *
 * <p>Error: the estimate is the middle of the bucket that holds the quantile, so it is off by at
 * most 1/32 (3.1 %) of it, for latencies of 1 µs to 18 min; shorter and longer ones count as these.
 * It is renewed when a sixteenth as many answers came as it stands on, at least {@link #RENEWAL},
 * and when counts are halved. It stands on at least 2/(1 − quantile) answers.
 *
 * <p>Lock-free: an answer is one addition; the halving and the renewal are done by whoever wins a
 * flag while the others pass on. Cost: O(1) per answer, amortised; no allocation.
 */
final class RecentQuantile {
  static final long HALVING_NANOS = 10_000_000_000L;
  static final int RENEWAL = 16;

  private static final int SUB_BITS = 4;
  private static final int SUBS = 1 << SUB_BITS;
  private static final int LOWEST_BITS = 10;
  private static final int HIGHEST_BITS = 40;
  private static final int BUCKETS = (HIGHEST_BITS - LOWEST_BITS) * SUBS;

  /** What one answer counts, so that halving loses little. */
  private static final long ANSWER = 1 << 10;

  private final double share;
  private final long answersMin;
  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private final AtomicLong age = new AtomicLong(Long.MIN_VALUE);
  private final AtomicInteger untilRenewal;
  private final AtomicBoolean isRenewing = new AtomicBoolean();
  private volatile long estimateNanos = Deadline.NONE;

  RecentQuantile(double share) {
    this.share = share;
    answersMin = (long) Math.ceil(2 / (1 - share) - 1e-9);
    untilRenewal = new AtomicInteger((int) answersMin);
  }

  /** The estimate; {@link Deadline#NONE} while too few answers are known. */
  long nanos() {
    return estimateNanos;
  }

  void add(long latencyNanos, long nowNanos) {
    boolean isHalved = halve(Math.floorDiv(nowNanos, HALVING_NANOS));
    counts.getAndAdd(bucket(latencyNanos), ANSWER);
    if (untilRenewal.decrementAndGet() <= 0 || isHalved) {
      renew();
    }
  }

  private boolean halve(long now) {
    long before = age.get();
    if (now <= before || !age.compareAndSet(before, now) || before == Long.MIN_VALUE) {
      return false;
    }
    int times = (int) Math.min(now - before, Long.SIZE - 1);
    for (int i = 0; i < BUCKETS; i++) {
      long count = counts.get(i);
      if (count > 0) {
        counts.getAndAdd(i, (count >> times) - count);
      }
    }
    return true;
  }

  private void renew() {
    if (!isRenewing.compareAndSet(false, true)) {
      return;
    }
    long all = 0;
    for (int i = 0; i < BUCKETS; i++) {
      all += counts.get(i);
    }
    long answers = all / ANSWER;
    if (answers < answersMin) {
      estimateNanos = Deadline.NONE;
      untilRenewal.set((int) (answersMin - answers));
    } else {
      estimateNanos = quantile((long) Math.ceil(share * all - 1e-6 * ANSWER));
      untilRenewal.set(Math.clamp(answers / RENEWAL, RENEWAL, Integer.MAX_VALUE));
    }
    isRenewing.set(false);
  }

  /** The middle of the bucket in which so much of all counts is reached. */
  private long quantile(long wanted) {
    long sum = 0;
    int last = 0;
    for (int i = 0; i < BUCKETS && sum < wanted; i++) {
      long count = counts.get(i);
      if (count > 0) {
        sum += count;
        last = i;
      }
    }
    return middle(last);
  }

  private static int bucket(long latencyNanos) {
    long latency = Math.clamp(latencyNanos, 1L << LOWEST_BITS, (1L << HIGHEST_BITS) - 1);
    int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(latency);
    int sub = (int) (latency >>> (bits - SUB_BITS)) & (SUBS - 1);
    return (bits - LOWEST_BITS) * SUBS + sub;
  }

  private static long middle(int bucket) {
    int bits = bucket / SUBS + LOWEST_BITS;
    long width = 1L << (bits - SUB_BITS);
    return (SUBS + bucket % SUBS) * width + width / 2;
  }
}
