package dev.ballast.policy;

import java.util.Arrays;

/** Recent attempts, counted: how many, and how many failed. */
sealed interface SlidingWindow {
  void add(boolean good, long nowNanos);

  void clear();

  int calls();

  int failures();

  /** The last n attempts: a ring of bits with a running sum. */
  final class OfCalls implements SlidingWindow {
    private final boolean[] failed;
    private int next;
    private int calls;
    private int failures;

    OfCalls(int size) {
      failed = new boolean[size];
    }

    @Override
    public void add(boolean good, long nowNanos) {
      if (calls == failed.length) {
        failures -= failed[next] ? 1 : 0;
      } else {
        calls++;
      }
      failed[next] = !good;
      failures += good ? 0 : 1;
      next = next + 1 == failed.length ? 0 : next + 1;
    }

    @Override
    public void clear() {
      next = 0;
      calls = 0;
      failures = 0;
    }

    @Override
    public int calls() {
      return calls;
    }

    @Override
    public int failures() {
      return failures;
    }
  }

  /**
   * A span of time in ten slices, the oldest dropped as time moves on: what it counts is between
   * nine and ten tenths of the span old at most.
   */
  final class OfTime implements SlidingWindow {
    private static final int SLICES = 10;
    private final long sliceNanos;
    private final int[] sliceCalls = new int[SLICES];
    private final int[] sliceFailures = new int[SLICES];
    private long slice = Long.MIN_VALUE;
    private int calls;
    private int failures;

    OfTime(long windowNanos) {
      sliceNanos = Math.max(1, windowNanos / SLICES);
    }

    @Override
    public void add(boolean good, long nowNanos) {
      moveTo(Math.floorDiv(nowNanos, sliceNanos));
      int at = (int) Math.floorMod(slice, (long) SLICES);
      sliceCalls[at]++;
      calls++;
      if (!good) {
        sliceFailures[at]++;
        failures++;
      }
    }

    private void moveTo(long current) {
      if (slice == Long.MIN_VALUE || current - slice >= SLICES) {
        clear();
      } else {
        for (long s = slice + 1; s <= current; s++) {
          int at = (int) Math.floorMod(s, (long) SLICES);
          calls -= sliceCalls[at];
          failures -= sliceFailures[at];
          sliceCalls[at] = 0;
          sliceFailures[at] = 0;
        }
      }
      slice = Math.max(slice, current);
    }

    @Override
    public void clear() {
      Arrays.fill(sliceCalls, 0);
      Arrays.fill(sliceFailures, 0);
      calls = 0;
      failures = 0;
    }

    @Override
    public int calls() {
      return calls;
    }

    @Override
    public int failures() {
      return failures;
    }
  }
}
