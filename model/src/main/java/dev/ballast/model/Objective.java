package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.List;

/**
 * What must hold for the users of one route; a service level objective.
 *
 * @param route the gateway's endpoint, such as {@code GET /play/{title}}
 * @param recoversWithinNanos above 0 it is about recovery: of an experiment with faults only
 *     requests count that begin while none is on and at least this long after the last one ended; 0
 *     counts every request
 */
public record Objective(String name, String route, List<Target> targets, long recoversWithinNanos) {
  /** An objective that must hold whatever happens. */
  public Objective(String name, String route, List<Target> targets) {
    this(name, route, targets, 0);
  }

  public Objective {
    Checks.that(recoversWithinNanos >= 0, name + ": a time to recover must not be negative");
    targets = List.copyOf(targets);
    Checks.that(
        !targets.isEmpty(), name + ": an objective without a target holds whatever happens");
  }

  /** One measure and its bound. */
  public record Target(Measure measure, double bound) {
    public Target {
      if (measure.isShare()) {
        Checks.share(bound, measure.word());
      } else {
        Checks.positive(bound, measure.word());
      }
    }
  }

  /** What is measured on a route. Shares are in [0, 1], latencies in nanoseconds. */
  public enum Measure {
    /** Requests answered, degraded ones included. */
    SUCCESS("success", true),
    /** Requests answered in full. */
    UNDEGRADED("undegraded", true),
    /** Mean latency of answered requests. */
    MEAN("mean", false),
    P50("p50", false),
    P90("p90", false),
    P99("p99", false),
    P999("p999", false);

    private final String word;
    private final boolean higherIsBetter;

    Measure(String word, boolean higherIsBetter) {
      this.word = word;
      this.higherIsBetter = higherIsBetter;
    }

    /** As the system file and the JSON write it. */
    public String word() {
      return word;
    }

    /** True for shares of good requests, false for latencies. */
    public boolean higherIsBetter() {
      return higherIsBetter;
    }

    /** True for latencies that a share of the users sees exceeded: a single request has no mean. */
    public boolean isPercentile() {
      return !isShare() && this != MEAN;
    }

    /** True where the value is a share rather than a latency in nanoseconds. */
    public boolean isShare() {
      return higherIsBetter;
    }
  }
}
