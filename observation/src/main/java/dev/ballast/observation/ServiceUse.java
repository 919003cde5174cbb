package dev.ballast.observation;

import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.RunRecord.ServiceRecord;
import java.util.HashMap;
import java.util.Map;

/** Sums what the replicas of one service tell of their use between two moments. One owner. */
final class ServiceUse {
  private final Map<Integer, ReplicaUsed> before = new HashMap<>();
  private long insideNanos;
  private long atWorkNanos;
  private long workerNanos;

  /** A replica tells for the first time, or again. */
  void used(ReplicaUsed now) {
    ReplicaUsed then = before.put(now.replica(), now);
    if (then != null) {
      insideNanos += now.insideNanos() - then.insideNanos();
      atWorkNanos += now.atWorkNanos() - then.atWorkNanos();
      workerNanos += (now.atNanos() - then.atNanos()) * now.workers();
    }
  }

  ServiceRecord record() {
    return new ServiceRecord(insideNanos, atWorkNanos, workerNanos);
  }
}
