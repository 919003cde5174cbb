package dev.ballast.policy.balance;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a replica answers to a probe: the median of its last latencies near the load it has now
 * (Prequal's latency estimator). A request is noted under the requests in flight that it found when
 * it came. Loads fall into 64 classes, exact below 16 and then four to each doubling; each keeps
 * its last 8 latencies for 10 s. Shared by threads without locks; no allocation.
 */
public final class RecentLatencies {
  /** For how long a latency counts. */
  public static final long AGE_NANOS = 10_000_000_000L;

  private static final int KEPT = 8;
  private static final int EXACT = 16;
  private static final int CLASSES = 64;

  private final AtomicLongArray latencies = new AtomicLongArray(CLASSES * KEPT);
  private final AtomicLongArray endedNanos = new AtomicLongArray(CLASSES * KEPT);
  private final AtomicIntegerArray noted = new AtomicIntegerArray(CLASSES);

  /**
   * A request has its answer.
   *
   * @param load requests in flight when it came, itself not among them
   */
  public void note(int load, long latencyNanos, long nowNanos) {
    int of = classOf(load);
    int place = of * KEPT + (noted.getAndIncrement(of) & (KEPT - 1));
    endedNanos.set(place, nowNanos);
    latencies.set(place, latencyNanos);
  }

  /** The lower median of the nearest load that has recent latencies; 0 when none has. */
  public long estimate(int load, long nowNanos) {
    int wanted = classOf(load);
    for (int away = 0; away < CLASSES; away++) {
      long below = wanted - away >= 0 ? median(wanted - away, nowNanos) : -1;
      if (below >= 0) {
        return below;
      }
      long above = wanted + away < CLASSES ? median(wanted + away, nowNanos) : -1;
      if (above >= 0) {
        return above;
      }
    }
    return 0;
  }

  private static int classOf(int load) {
    if (load < EXACT) {
      return Math.max(0, load);
    }
    int log = 31 - Integer.numberOfLeadingZeros(load); // 4 or more
    int quarter = (load >>> (log - 2)) & 3;
    return Math.min(CLASSES - 1, EXACT + (log - 4) * 4 + quarter);
  }

  /** Of the recent ones; −1 when there are none. */
  private long median(int of, long nowNanos) {
    int filled = Math.min(KEPT, noted.get(of) < 0 ? KEPT : noted.get(of));
    int recent = 0;
    for (int i = 0; i < filled; i++) {
      recent += isRecent(of * KEPT + i, nowNanos) ? 1 : 0;
    }
    for (int i = 0; i < filled; i++) {
      int place = of * KEPT + i;
      if (isRecent(place, nowNanos) && rank(of, filled, place, nowNanos) == (recent - 1) / 2) {
        return latencies.get(place);
      }
    }
    return -1;
  }

  /** How many recent ones of the class come before, by latency and then by place. */
  private int rank(int of, int filled, int place, long nowNanos) {
    long latency = latencies.get(place);
    int before = 0;
    for (int i = 0; i < filled; i++) {
      int other = of * KEPT + i;
      long otherLatency = latencies.get(other);
      if (isRecent(other, nowNanos)
          && (otherLatency < latency || (otherLatency == latency && other < place))) {
        before++;
      }
    }
    return before;
  }

  private boolean isRecent(int place, long nowNanos) {
    return nowNanos - endedNanos.get(place) <= AGE_NANOS;
  }
}
