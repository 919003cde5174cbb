package dev.ballast.report;

import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.EdgeRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.observation.RunRecord.ServiceRecord;
import dev.ballast.verdict.TimelineEntry;
import dev.ballast.verdict.Unit;

/** The recorded observations of one run as a JSON document: routes over time, edges, changes. */
public final class RecordJson {
  private RecordJson() {}

  /** The document of {@code observations.json}. */
  public static String of(RunRecord run) {
    return Json.document(
        json -> {
          json.number("length_s", Unit.SECONDS, run.lengthNanos() / 1e9);
          json.number("slice_s", Unit.SECONDS, run.sliceNanos() / 1e9);
          json.object(
              "routes",
              routes -> {
                for (int i = 0; i < run.routes().size(); i++) {
                  RouteRecord route = run.routes().get(i);
                  routes.object(run.subjects().routes().get(i), fields -> route(fields, route));
                }
              });
          json.object(
              "edges",
              edges -> {
                for (int i = 0; i < run.edges().size(); i++) {
                  EdgeRecord edge = run.edges().get(i);
                  edges.object(run.subjects().edges().get(i), fields -> edge(fields, edge));
                }
              });
          json.object("services", services -> services(services, run));
          json.array(
              "timeline",
              run.timeline(),
              change -> {
                TimelineEntry entry = TimelineEntry.of(change, run.subjects());
                json.number("at_s", Unit.SECONDS, entry.atSeconds());
                json.text("what", entry.text());
              });
          json.count("timeline_cut", run.timelineCut());
        });
  }

  private static void route(Json json, RouteRecord route) {
    json.count("offered", route.offered());
    json.count("succeeded", route.succeeded());
    json.count("degraded", route.degraded());
    json.count("failed", route.failed());
    for (int thousandths : new int[] {500, 900, 990, 999}) {
      String name = "p" + (thousandths == 999 ? "999" : Integer.toString(thousandths / 10));
      json.number(
          name + "_ms",
          Unit.MILLISECONDS,
          millis(route.latencies().quantileNanos(thousandths / 1000.0), route.latencies().count()));
    }
    json.array(
        "slices",
        route.slices(),
        slice -> {
          json.count("offered", slice.offered());
          json.count("succeeded", slice.succeeded());
          json.count("degraded", slice.degraded());
          json.count("failed", slice.failed());
          json.number(
              "p50_ms",
              Unit.MILLISECONDS,
              millis(slice.p50Nanos(), slice.succeeded() + slice.degraded()));
          json.number(
              "p99_ms",
              Unit.MILLISECONDS,
              millis(slice.p99Nanos(), slice.succeeded() + slice.degraded()));
        });
  }

  /** Without answers there is no latency. */
  private static double millis(long nanos, long answers) {
    return answers == 0 ? Double.NaN : nanos / 1e6;
  }

  private static void services(Json json, RunRecord run) {
    for (int i = 0; i < run.services().size(); i++) {
      ServiceRecord service = run.services().get(i);
      boolean isTold = service.workerNanos() > 0;
      json.object(
          run.subjects().services().get(i),
          fields -> {
            fields.number(
                "in_system",
                Unit.SHARE,
                isTold ? (double) service.insideNanos() / run.lengthNanos() : Double.NaN);
            fields.number(
                "utilisation",
                Unit.SHARE,
                isTold ? (double) service.atWorkNanos() / service.workerNanos() : Double.NaN);
          });
    }
  }

  private static void edge(Json json, EdgeRecord edge) {
    json.count("calls", edge.calls());
    json.count("attempts", edge.attempts());
    json.count("repeats", edge.repeats());
    json.count("hedges", edge.hedges());
    json.count("failed", edge.failed());
    json.count("refused", edge.refused());
    json.count("from_cache", edge.fromCache());
    json.count("shared", edge.shared());
  }
}
