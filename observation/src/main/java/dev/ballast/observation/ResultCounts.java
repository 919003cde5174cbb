package dev.ballast.observation;

import dev.ballast.kernel.Result;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often each result came. One thread counts, any thread reads. */
@SuppressWarnings("EnumOrdinal") // the place in an array, kept nowhere
public final class ResultCounts {
  private static final int RESULTS = Result.values().length;

  private final AtomicLongArray counts = new AtomicLongArray(RESULTS);

  /** Counts one. */
  public void add(Result result) {
    int at = result.ordinal();
    counts.setOpaque(at, counts.getPlain(at) + 1);
  }

  /** How many of a result. */
  public long of(Result result) {
    return counts.getOpaque(result.ordinal());
  }

  /** How many in all. */
  public long total() {
    long total = 0;
    for (int i = 0; i < RESULTS; i++) {
      total += counts.getOpaque(i);
    }
    return total;
  }

  /** How many that failed, refused ones included. */
  public long failed() {
    return total() - of(Result.OK) - of(Result.DEGRADED);
  }

  /** Goes on from what another has counted. */
  void addAll(ResultCounts other) {
    for (int i = 0; i < RESULTS; i++) {
      counts.setOpaque(i, counts.getPlain(i) + other.counts.getOpaque(i));
    }
  }
}
