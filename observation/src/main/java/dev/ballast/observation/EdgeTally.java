package dev.ballast.observation;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.ReplicaEjected;
import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what happens on one edge within a span of time. Several runs may follow one another; their
 * counts add up. One owner; not thread-safe.
 */
public final class EdgeTally implements Observer {
  private final int edge;
  private final long fromNanos;
  private final long toNanos;
  private final EnumMap<Result, Long> calls = new EnumMap<>(Result.class);
  private final EnumMap<Result, Long> attempts = new EnumMap<>(Result.class);
  private double callNanos;
  private long ejections;
  private long runs;
  private long runsOpened;
  private double openedNanos;
  private boolean hasOpened;

  /**
   * A tally of what ends within a span.
   *
   * @param edge its number in the run's {@link Subjects}
   */
  public EdgeTally(int edge, long fromNanos, long toNanos) {
    this.edge = edge;
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
  }

  /** Another run begins. */
  public void begin() {
    runs++;
    hasOpened = false;
  }

  @Override
  public void on(Observation observation) {
    if (observation.atNanos() < fromNanos || observation.atNanos() >= toNanos) {
      return;
    }
    switch (observation) {
      case CallEnded o when o.edge() == edge -> {
        calls.merge(o.result(), 1L, Long::sum);
        callNanos += o.latencyNanos();
      }
      case AttemptEnded o when o.edge() == edge -> attempts.merge(o.result(), 1L, Long::sum);
      case BreakerChanged o when o.edge() == edge && o.to() == BreakerState.OPEN && !hasOpened -> {
        hasOpened = true;
        runsOpened++;
        openedNanos += o.atNanos() - fromNanos;
      }
      case ReplicaEjected o when o.edge() == edge -> ejections++;
      case CallEnded _,
          AttemptEnded _,
          RequestOffered _,
          RequestEnded _,
          ReplicaUsed _,
          Change _ -> {}
    }
  }

  /** Calls that ended. */
  public long calls() {
    return sum(calls);
  }

  /** Calls that ended so. */
  public long calls(Result result) {
    return calls.getOrDefault(result, 0L);
  }

  /** Calls that failed, refused ones included. */
  public long failed() {
    long failed = 0;
    for (Result result : Result.values()) {
      failed += result.isSuccess() ? 0 : calls(result);
    }
    return failed;
  }

  /** Attempts that ended. */
  public long attempts() {
    return sum(attempts);
  }

  /** The mean time of a call in nanoseconds; 0 without calls. */
  public double meanNanos() {
    return calls() == 0 ? 0 : callNanos / calls();
  }

  /** Calls under way at once, in the mean over the span and all runs (Little's law). */
  public double underWay() {
    return runs == 0 ? 0 : callNanos / ((double) (toNanos - fromNanos) * runs);
  }

  /** Replicas that a caller took out of its balancer. */
  public long ejections() {
    return ejections;
  }

  /** Runs that were tallied. */
  public long runs() {
    return runs;
  }

  /** Runs in which some breaker of the edge opened. */
  public long runsOpened() {
    return runsOpened;
  }

  /** How long after the span's begin the first breaker opened, in the mean; NaN when none did. */
  public double openedAfterNanos() {
    return runsOpened == 0 ? Double.NaN : openedNanos / runsOpened;
  }

  /** Whether all counts and times of the two are equal. */
  public boolean sameAs(EdgeTally other) {
    return calls.equals(other.calls)
        && attempts.equals(other.attempts)
        && Double.compare(callNanos, other.callNanos) == 0
        && ejections == other.ejections
        && runsOpened == other.runsOpened;
  }

  private static long sum(Map<Result, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }
}
