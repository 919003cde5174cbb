package dev.ballast.observation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link RunRecorder} counts of every edge. What each call and attempt counts is in an array
 * of its own, so that it is small: in a large system most edges are no longer in the processor's
 * caches when they are next needed.
 */
final class EdgeCounts {
  // Of every call.
  private static final int CALLS = 0;
  private static final int ATTEMPTS = 1;
  private static final int OF_ALL = 2;

  // Of some.
  private static final int REPEATS = 0;
  private static final int HEDGES = 1;
  private static final int FAILED = 2;
  private static final int REFUSED = 3;
  private static final int FROM_CACHE = 4;
  private static final int SHARED = 5;
  private static final int OF_SOME = 6;

  private final long[] ofAll;
  private final long[] ofSome;

  EdgeCounts(int edges) {
    ofAll = new long[Math.multiplyExact(edges, OF_ALL)];
    ofSome = new long[Math.multiplyExact(edges, OF_SOME)];
  }

  void attempt(Observation.AttemptEnded attempt) {
    ofAll[attempt.edge() * OF_ALL + ATTEMPTS]++;
    int some = attempt.edge() * OF_SOME;
    switch (attempt.kind()) {
      case FIRST -> {}
      case REPEAT -> ofSome[some + REPEATS]++;
      case HEDGE -> ofSome[some + HEDGES]++;
    }
  }

  void call(Observation.CallEnded call) {
    ofAll[call.edge() * OF_ALL + CALLS]++;
    int some = call.edge() * OF_SOME;
    if (!call.result().isSuccess()) {
      ofSome[some + FAILED]++;
    }
    if (call.result().isLocalRefusal()) {
      ofSome[some + REFUSED]++;
    }
    switch (call.source()) {
      case ATTEMPT -> {}
      case CACHE, STALE -> ofSome[some + FROM_CACHE]++;
      case SHARED -> ofSome[some + SHARED]++;
    }
  }

  /** One for each edge. */
  List<RunRecord.EdgeRecord> records() {
    List<RunRecord.EdgeRecord> records = new ArrayList<>();
    for (int edge = 0; edge < ofAll.length / OF_ALL; edge++) {
      int all = edge * OF_ALL;
      int some = edge * OF_SOME;
      records.add(
          new RunRecord.EdgeRecord(
              ofAll[all + CALLS],
              ofAll[all + ATTEMPTS],
              ofSome[some + REPEATS],
              ofSome[some + HEDGES],
              ofSome[some + FAILED],
              ofSome[some + REFUSED],
              ofSome[some + FROM_CACHE],
              ofSome[some + SHARED]));
    }
    return records;
  }
}
