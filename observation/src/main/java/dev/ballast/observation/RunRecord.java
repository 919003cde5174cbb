package dev.ballast.observation;

import java.util.List;

/**
 * One run of one experiment, folded: sizes depend on the system and on the number of slices, never
 * on how long the run was or how many requests it saw.
 *
 * @param lengthNanos the measured time
 * @param sliceNanos the width of one slice of a route's {@code slices}
 * @param timeline what changed, in order of time, cut after {@link RunRecorder#TIMELINE_MAX}
 *     entries
 * @param timelineCut how many changes were cut
 * @param recovered what users saw after recovery, for each time that was allowed for it
 * @param services how much each service was used, in the order of {@code subjects}
 */
public record RunRecord(
    Subjects subjects,
    long lengthNanos,
    long sliceNanos,
    List<RouteRecord> routes,
    List<EdgeRecord> edges,
    List<Observation.Change> timeline,
    long timelineCut,
    List<Recovered> recovered,
    List<ServiceRecord> services) {
  public RunRecord {
    routes = List.copyOf(routes);
    edges = List.copyOf(edges);
    timeline = List.copyOf(timeline);
    recovered = List.copyOf(recovered);
    services = List.copyOf(services);
  }

  /**
   * The requests that were offered when the system was expected to have recovered.
   *
   * @param withinNanos how long after a fault
   * @param routes as those of the whole run, but without slices
   */
  public record Recovered(long withinNanos, List<RouteRecord> routes) {
    public Recovered {
      routes = List.copyOf(routes);
    }
  }

  /**
   * What users of a route saw.
   *
   * @param withinNanos how long after a fault only; 0 means in the whole run
   * @throws IllegalArgumentException when that was not recorded
   */
  public RouteRecord route(int index, long withinNanos) {
    if (withinNanos == 0) {
      return routes.get(index);
    }
    for (Recovered after : recovered) {
      if (after.withinNanos() == withinNanos) {
        return after.routes().get(index);
      }
    }
    throw new IllegalArgumentException(
        "the run does not tell what was seen " + withinNanos + " ns after its faults");
  }

  /**
   * What users of one route saw. {@code offered = succeeded + degraded + failed}: a request that
   * had no answer when the run ended has failed.
   *
   * @param succeeded answered in full
   * @param latencies of the answered requests, degraded ones included
   */
  public record RouteRecord(
      long offered,
      long succeeded,
      long degraded,
      long failed,
      Latencies latencies,
      List<Slice> slices) {
    public RouteRecord {
      slices = List.copyOf(slices);
    }

    /** The share answered, degraded ones included; 1 when nothing was offered. */
    public double success() {
      return offered == 0 ? 1 : (double) (succeeded + degraded) / offered;
    }

    /** The share answered in full; 1 when nothing was offered. */
    public double undegraded() {
      return offered == 0 ? 1 : (double) succeeded / offered;
    }
  }

  /**
   * What happened over one edge, summed over the caller's replicas.
   *
   * @param calls what callers wanted
   * @param attempts what was sent
   * @param repeats attempts made because others before them had failed
   * @param hedges attempts made beside others that took long
   * @param failed calls without an answer that helped, before any fallback; refused ones included
   * @param refused calls that the caller's own policies ended
   * @param fromCache calls answered by what the caller had kept, fresh or stale
   * @param shared calls answered by an equal call that was under way
   */
  public record EdgeRecord(
      long calls,
      long attempts,
      long repeats,
      long hedges,
      long failed,
      long refused,
      long fromCache,
      long shared) {}

  /**
   * How much a service was used in the measured time, summed over its replicas, in nanoseconds; all
   * 0 where nobody told.
   *
   * @param insideNanos how many requests were in it, waiting or at work, integrated over time
   * @param atWorkNanos how many of them had a worker, integrated over time
   * @param workerNanos how many workers there were, integrated over time
   */
  public record ServiceRecord(long insideNanos, long atWorkNanos, long workerNanos) {}

  /**
   * A route during one slice of time. Requests are counted where they ended, offered ones where
   * they began.
   *
   * @param p50Nanos median latency of the requests answered in the slice; 0 when there were none
   */
  public record Slice(
      long offered, long succeeded, long degraded, long failed, long p50Nanos, long p99Nanos) {}
}
