package dev.ballast.verdict;

import dev.ballast.model.Objective.Measure;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.EdgeRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.observation.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number that a run shows and that a prediction is compared by.
 *
 * @param subject the route or the edge; empty for the whole experiment
 * @param reader its value in a run; NaN when the run has none
 */
record Gauge(
    Scope scope,
    String subject,
    String measure,
    Unit unit,
    Tolerance tolerance,
    boolean headline,
    ToDoubleFunction<RunRecord> reader) {

  static final Tolerance SHARES = new Tolerance.Within(0.01, Unit.SHARE);
  static final Tolerance FIRST_OPENING = new Tolerance.Within(1, Unit.SECONDS);
  private static final Tolerance COUNTS = new Tolerance.OneRunOr(relative(0.10));
  private static final double NANOS_PER_MILLI = 1e6;

  /** Every gauge of a run with these subjects, in the order of the file. */
  static List<Gauge> of(Subjects subjects, Patience patience) {
    List<Gauge> gauges = new ArrayList<>();
    gauges.add(new Gauge(Scope.EXPERIMENT, "", "calls", Unit.COUNT, COUNTS, false, Gauge::calls));
    gauges.add(
        new Gauge(
            Scope.EXPERIMENT,
            "",
            "noticed",
            Unit.SHARE,
            SHARES,
            false,
            run -> share(patience.noticed(run), Patience.offered(run))));
    for (int i = 0; i < subjects.routes().size(); i++) {
      ofRoute(subjects.routes().get(i), i, gauges);
    }
    for (int i = 0; i < subjects.edges().size(); i++) {
      ofEdge(subjects.edges().get(i), i, gauges);
    }
    return List.copyOf(gauges);
  }

  /** A measure of an objective as one run shows it: a share, or milliseconds. */
  static double measured(RouteRecord route, Measure measure) {
    if (measure.isShare()) {
      return share(hits(route, measure), route.offered());
    }
    if (route.latencies().count() == 0) {
      return Double.NaN;
    }
    double nanos =
        measure == Measure.MEAN
            ? route.latencies().meanNanos()
            : route.latencies().quantileNanos(quantile(measure));
    return nanos / NANOS_PER_MILLI;
  }

  /** Requests that a share counts as good. */
  static long hits(RouteRecord route, Measure measure) {
    return measure == Measure.UNDEGRADED ? route.succeeded() : route.succeeded() + route.degraded();
  }

  /** Which quantile a latency measure is. */
  static double quantile(Measure measure) {
    return switch (measure) {
      case P50 -> 0.5;
      case P90 -> 0.9;
      case P99 -> 0.99;
      case P999 -> 0.999;
      case SUCCESS, UNDEGRADED, MEAN -> throw new IllegalArgumentException(measure.word());
    };
  }

  /** Calls of users and of services. */
  static long calls(RunRecord run) {
    long sum = Patience.offered(run);
    for (EdgeRecord edge : run.edges()) {
      sum += edge.calls();
    }
    return sum;
  }

  private static void ofRoute(String name, int index, List<Gauge> gauges) {
    gauges.add(count(name, "offered", index, RouteRecord::offered));
    gauges.add(count(name, "succeeded", index, RouteRecord::succeeded));
    gauges.add(count(name, "degraded", index, RouteRecord::degraded));
    gauges.add(count(name, "failed", index, RouteRecord::failed));
    for (Measure measure : Measure.values()) {
      gauges.add(
          new Gauge(
              Scope.ROUTE,
              name,
              measure.word(),
              measure.isShare() ? Unit.SHARE : Unit.MILLISECONDS,
              tolerance(measure),
              measure == Measure.SUCCESS || measure == Measure.P50 || measure == Measure.P99,
              run -> measured(run.routes().get(index), measure)));
    }
  }

  private static void ofEdge(String name, int index, List<Gauge> gauges) {
    gauges.add(edgeCount(name, "calls", index, EdgeRecord::calls));
    gauges.add(edgeCount(name, "attempts", index, EdgeRecord::attempts));
    gauges.add(edgeCount(name, "failed", index, EdgeRecord::failed));
    gauges.add(edgeCount(name, "refused", index, EdgeRecord::refused));
    gauges.add(edgeCount(name, "from_cache", index, EdgeRecord::fromCache));
    gauges.add(edgeCount(name, "shared", index, EdgeRecord::shared));
  }

  private static Tolerance tolerance(Measure measure) {
    return switch (measure) {
      case SUCCESS -> SHARES;
      case UNDEGRADED -> new Tolerance.OneRunOr(SHARES);
      case P50 -> relative(0.10);
      case MEAN, P90, P99 -> relative(0.25);
      case P999 -> relative(0.50);
    };
  }

  private static Tolerance.Relative relative(double share) {
    return new Tolerance.Relative(share);
  }

  private static Gauge count(
      String name, String measure, int index, ToDoubleFunction<RouteRecord> reader) {
    return new Gauge(
        Scope.ROUTE,
        name,
        measure,
        Unit.COUNT,
        COUNTS,
        false,
        run -> reader.applyAsDouble(run.routes().get(index)));
  }

  private static Gauge edgeCount(
      String name, String measure, int index, ToDoubleFunction<EdgeRecord> reader) {
    return new Gauge(
        Scope.EDGE,
        name,
        measure,
        Unit.COUNT,
        COUNTS,
        false,
        run -> reader.applyAsDouble(run.edges().get(index)));
  }

  private static double share(long hits, long trials) {
    return trials == 0 ? Double.NaN : (double) hits / trials;
  }
}
