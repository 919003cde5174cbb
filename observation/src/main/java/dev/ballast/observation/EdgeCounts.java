package dev.ballast.observation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link RunRecorder} counts of every edge. The counts of one edge lie side by side, in one
 * line of the processor's cache: in a large system most edges are not there when they are next
 * needed.
 */
final class EdgeCounts {
  private static final int CALLS = 0;
  private static final int ATTEMPTS = 1;
  private static final int REPEATS = 2;
  private static final int HEDGES = 3;
  private static final int FAILED = 4;
  private static final int REFUSED = 5;
  private static final int FROM_CACHE = 6;
  private static final int SHARED = 7;
  private static final int COUNTS = 8;

  private final long[] counts;

  EdgeCounts(int edges) {
    counts = new long[Math.multiplyExact(edges, COUNTS)];
  }

  void attempt(Observation.AttemptEnded attempt) {
    int edge = attempt.edge() * COUNTS;
    counts[edge + ATTEMPTS]++;
    switch (attempt.kind()) {
      case FIRST -> {}
      case REPEAT -> counts[edge + REPEATS]++;
      case HEDGE -> counts[edge + HEDGES]++;
    }
  }

  void call(Observation.CallEnded call) {
    int edge = call.edge() * COUNTS;
    counts[edge + CALLS]++;
    counts[edge + FAILED] += call.result().isSuccess() ? 0 : 1;
    counts[edge + REFUSED] += call.result().isLocalRefusal() ? 1 : 0;
    switch (call.source()) {
      case ATTEMPT -> {}
      case CACHE, STALE -> counts[edge + FROM_CACHE]++;
      case SHARED -> counts[edge + SHARED]++;
    }
  }

  /** One for each edge. */
  List<RunRecord.EdgeRecord> records() {
    List<RunRecord.EdgeRecord> records = new ArrayList<>();
    for (int edge = 0; edge < counts.length; edge += COUNTS) {
      records.add(
          new RunRecord.EdgeRecord(
              counts[edge + CALLS],
              counts[edge + ATTEMPTS],
              counts[edge + REPEATS],
              counts[edge + HEDGES],
              counts[edge + FAILED],
              counts[edge + REFUSED],
              counts[edge + FROM_CACHE],
              counts[edge + SHARED]));
    }
    return records;
  }
}
