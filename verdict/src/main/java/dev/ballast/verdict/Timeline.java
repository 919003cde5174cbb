package dev.ballast.verdict;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation.AdmissionLimitChanged;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.FaultBegan;
import dev.ballast.observation.Observation.FaultEnded;
import dev.ballast.observation.Observation.LimitChanged;
import dev.ballast.observation.Observation.PoolChanged;
import dev.ballast.observation.Observation.ProgramChanged;
import dev.ballast.observation.Observation.ReplicaEjected;
import dev.ballast.observation.Observation.ReplicaReturned;
import dev.ballast.observation.Observation.SheddingBegan;
import dev.ballast.observation.Observation.SheddingEnded;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.Subjects;
import dev.ballast.verdict.TimelineEntry.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes put into words. Replicas are numbered from 1. */
final class Timeline {
  private static final String ARROW = " -> ";

  private Timeline() {}

  static List<TimelineEntry> of(RunRecord run) {
    List<TimelineEntry> entries = new ArrayList<>();
    for (Change change : run.timeline()) {
      entries.add(entry(change, run.subjects()));
    }
    // A live world orders what happens at once on two sockets only roughly.
    entries.sort(Comparator.comparingDouble(TimelineEntry::atSeconds));
    return List.copyOf(entries);
  }

  static double seconds(long nanos) {
    return nanos / 1e9;
  }

  static TimelineEntry entry(Change change, Subjects subjects) {
    double at = seconds(change.atNanos());
    return switch (change) {
      case FaultBegan c ->
          new TimelineEntry(at, Kind.FAULT_BEGAN, "", "", "fault began: " + c.fault());
      case FaultEnded c ->
          new TimelineEntry(at, Kind.FAULT_ENDED, "", "", "fault ended: " + c.fault());
      case BreakerChanged c -> {
        String edge = subjects.edges().get(c.edge());
        yield replica(
            at,
            kind(c.to()),
            caller(edge),
            c.callerReplica(),
            "breaker to "
                + callee(edge)
                + (c.endpoint().isEmpty() ? "" : "." + c.endpoint())
                + " "
                + word(c.to()));
      }
      case ReplicaEjected c -> {
        String edge = subjects.edges().get(c.edge());
        yield replica(
            at,
            Kind.EJECTED,
            caller(edge),
            c.callerReplica(),
            "ejected "
                + name(callee(edge), c.replica())
                + (c.forNanos() == 0 ? "" : " for " + rounded(c.forNanos()))
                + ", by "
                + word(c.reason()));
      }
      case ReplicaReturned c -> {
        String edge = subjects.edges().get(c.edge());
        yield replica(
            at,
            Kind.RETURNED,
            caller(edge),
            c.callerReplica(),
            "took back " + name(callee(edge), c.replica()));
      }
      case LimitChanged c -> {
        String edge = subjects.edges().get(c.edge());
        yield limit(
            at, caller(edge), c.callerReplica(), "calls to " + callee(edge), c.from(), c.to());
      }
      case AdmissionLimitChanged c ->
          limit(
              at, subjects.services().get(c.service()), c.replica(), "requests", c.from(), c.to());
      case SheddingBegan c ->
          replica(
              at,
              Kind.SHEDDING,
              subjects.services().get(c.service()),
              c.replica(),
              "refuses requests: " + words(c.why()));
      case SheddingEnded c ->
          replica(
              at,
              Kind.SHEDDING_ENDED,
              subjects.services().get(c.service()),
              c.replica(),
              "refuses no more: " + words(c.why()));
      case PoolChanged c -> {
        String edge = subjects.edges().get(c.edge());
        yield replica(at, kind(c.change()), caller(edge), c.callerReplica(), word(c, callee(edge)));
      }
      case ProgramChanged c ->
          replica(at, Kind.PROGRAM, subjects.services().get(c.service()), c.replica(), c.what());
    };
  }

  private static TimelineEntry limit(
      double at, String service, int replica, String of, int from, int to) {
    Kind kind = to > from ? Kind.LIMIT_RAISED : Kind.LIMIT_LOWERED;
    return replica(at, kind, service, replica, "limits " + of + " to " + to + ", was " + from);
  }

  private static TimelineEntry replica(
      double at, Kind kind, String service, int replica, String what) {
    return new TimelineEntry(at, kind, service, name(service, replica), what);
  }

  private static String name(String service, int replica) {
    return service + "-" + (replica + 1);
  }

  private static String caller(String edge) {
    int arrow = edge.indexOf(ARROW);
    return arrow < 0 ? edge : edge.substring(0, arrow);
  }

  private static String callee(String edge) {
    int arrow = edge.indexOf(ARROW);
    return arrow < 0 ? edge : edge.substring(arrow + ARROW.length());
  }

  private static String rounded(long nanos) {
    long unit = nanos >= Units.SECOND ? Units.SECOND / 10 : Units.MILLISECOND;
    return Units.duration((nanos + unit / 2) / unit * unit);
  }

  private static Kind kind(PoolChange change) {
    return switch (change) {
      case PANIC_BEGAN, FAILOVER_BEGAN -> Kind.SHORT;
      case PANIC_ENDED, FAILOVER_ENDED -> Kind.ENOUGH;
    };
  }

  private static String word(PoolChanged c, String callee) {
    String pool = c.tier() == 0 ? callee : callee + " tier " + (c.tier() + 1);
    return switch (c.change()) {
      case PANIC_BEGAN -> "panics about " + pool + ", uses all replicas";
      case PANIC_ENDED -> "panics no longer about " + pool;
      case FAILOVER_BEGAN -> "fails over to the next tier of " + callee;
      case FAILOVER_ENDED -> "is back on the first tier of " + callee;
    };
  }

  private static String word(EjectionReason reason) {
    return switch (reason) {
      case CONSECUTIVE_FAILURES -> "failures in a row";
      case SUCCESS_RATE -> "success rate";
      case FAILURE_PERCENTAGE -> "failure percentage";
      case LATENCY -> "latency";
      case HEALTH_CHECK -> "health check";
    };
  }

  private static Kind kind(BreakerState to) {
    return switch (to) {
      case CLOSED, FORCED_CLOSED -> Kind.BREAKER_CLOSED;
      case OPEN, FORCED_OPEN -> Kind.BREAKER_OPENED;
      case HALF_OPEN, RAMPING -> Kind.BREAKER_PROBING;
    };
  }

  private static String words(Refusal why) {
    return switch (why) {
      case QUEUE_FULL -> "queue full";
      case LESSER_PRIORITY -> "others matter more";
      case LIMIT -> "the limit is reached";
      case WAITED_TOO_LONG -> "waited too long";
      case RATE_LIMIT -> "above the rate limit";
    };
  }

  private static String word(BreakerState to) {
    return switch (to) {
      case CLOSED -> "closed";
      case OPEN -> "opened";
      case HALF_OPEN -> "lets probes through";
      case RAMPING -> "lets a rising share through";
      case FORCED_OPEN -> "was forced open";
      case FORCED_CLOSED -> "was forced closed";
    };
  }
}
