package dev.ballast.observation;

import dev.ballast.kernel.BreakerState;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.ReplicaEjected;
import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a monitoring system counts of calls, for as long as a process runs: totals and histograms
 * whose number depends on the system file alone. One thread tells, any thread reads.
 */
public final class Metrics implements Observer {
  /** The counts of one edge. */
  public static final class Edge {
    private final ResultCounts calls = new ResultCounts();
    private final Map<AttemptKind, ResultCounts> attempts = new EnumMap<>(AttemptKind.class);
    private final Buckets callTimes = new Buckets();
    private final Buckets attemptTimes = new Buckets();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong ejected = new AtomicLong();

    private Edge() {
      for (AttemptKind kind : AttemptKind.values()) {
        attempts.put(kind, new ResultCounts());
      }
    }

    /** Calls that ended. */
    public ResultCounts calls() {
      return calls;
    }

    /** Attempts that ended, by why they were made. */
    public Map<AttemptKind, ResultCounts> attempts() {
      return attempts;
    }

    /** What calls took. */
    public Buckets callTimes() {
      return callTimes;
    }

    /** What attempts took. */
    public Buckets attemptTimes() {
      return attemptTimes;
    }

    /** How often a breaker opened. */
    public long opened() {
      return opened.getOpaque();
    }

    /** How often a replica was ejected. */
    public long ejected() {
      return ejected.getOpaque();
    }

    private void call(CallEnded call) {
      calls.add(call.result());
      callTimes.add(call.latencyNanos());
    }

    private void attempt(AttemptEnded attempt) {
      ResultCounts counts = attempts.get(attempt.kind());
      if (counts != null) {
        counts.add(attempt.result());
      }
      attemptTimes.add(attempt.latencyNanos());
    }

    private void goOn(Edge earlier) {
      calls.addAll(earlier.calls);
      earlier.attempts.forEach(
          (kind, counts) -> {
            ResultCounts own = attempts.get(kind);
            if (own != null) {
              own.addAll(counts);
            }
          });
      callTimes.addAll(earlier.callTimes);
      attemptTimes.addAll(earlier.attemptTimes);
      opened.setOpaque(opened.getPlain() + earlier.opened());
      ejected.setOpaque(ejected.getPlain() + earlier.ejected());
    }
  }

  private final Subjects subjects;
  private final Edge[] edges;

  /** Nothing counted yet. */
  public Metrics(Subjects subjects) {
    this.subjects = subjects;
    edges = new Edge[subjects.edges().size()];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = new Edge();
    }
  }

  /**
   * The counts of a system that was changed: those of edges that were there before go on.
   *
   * @param earlier to which nothing is told any more
   */
  public static Metrics goingOn(Subjects subjects, Metrics earlier) {
    Metrics metrics = new Metrics(subjects);
    List<String> before = earlier.subjects.edges();
    for (int i = 0; i < metrics.edges.length; i++) {
      int at = before.indexOf(subjects.edges().get(i));
      if (at >= 0) {
        metrics.edges[i].goOn(earlier.edges[at]);
      }
    }
    return metrics;
  }

  @Override
  public void on(Observation observation) {
    switch (observation) {
      case CallEnded o -> edges[o.edge()].call(o);
      case AttemptEnded o -> edges[o.edge()].attempt(o);
      case BreakerChanged o when o.to() == BreakerState.OPEN -> {
        AtomicLong opened = edges[o.edge()].opened;
        opened.setOpaque(opened.getPlain() + 1);
      }
      case ReplicaEjected o -> {
        AtomicLong ejected = edges[o.edge()].ejected;
        ejected.setOpaque(ejected.getPlain() + 1);
      }
      case RequestOffered _, RequestEnded _, ReplicaUsed _, Change _ -> {}
    }
  }

  /** The names behind the numbers of edges. */
  public Subjects subjects() {
    return subjects;
  }

  /** The counts of an edge, by its number. */
  public Edge edge(int index) {
    return edges[index];
  }
}
