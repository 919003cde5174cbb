package dev.ballast.spec.learn;

import java.util.ArrayList;
import java.util.List;

/**
 * One endpoint with everything seen of it.
 *
 * <p>Operations that call each other in a cycle are told apart by how often the way there has been
 * through the cycle (the level), so that no endpoint ever calls itself and no call is lost.
 */
final class Profile {
  final int index;
  final String service;
  final String operation;
  final int level;
  final List<Execution> seen = new ArrayList<>();
  final List<Execution> unseen = new ArrayList<>();

  Profile(int index, String service, String operation, int level) {
    this.index = index;
    this.service = service;
    this.operation = operation;
    this.level = level;
  }

  /** Unique within the service. */
  String name() {
    return level == 0 ? operation : operation + " again" + (level == 1 ? "" : " " + level);
  }

  /** What the service showed itself, or else what its callers saw of it. */
  List<Execution> executions() {
    return seen.isEmpty() ? unseen : seen;
  }

  long[] selfNanos() {
    return executions().stream().mapToLong(Execution::selfNanos).toArray();
  }

  long[] durationNanos() {
    return executions().stream().mapToLong(Execution::durationNanos).toArray();
  }
}
