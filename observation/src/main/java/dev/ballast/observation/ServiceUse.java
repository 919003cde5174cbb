package dev.ballast.observation;

import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.RunRecord.ServiceRecord;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums what the replicas of one service tell of their use between two moments. One owner. */
final class ServiceUse {
  private @Nullable ReplicaUsed[] before = {};
  private long insideNanos;
  private long atWorkNanos;
  private long workerNanos;

  /** A replica tells for the first time, or again. */
  void used(ReplicaUsed now) {
    if (now.replica() >= before.length) {
      before = Arrays.copyOf(before, Math.max(now.replica() + 1, 2 * before.length));
    }
    ReplicaUsed then = before[now.replica()];
    before[now.replica()] = now;
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
