package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.Objective.Measure;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.EdgeSummary;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.FirstOpening;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.ServiceSummary;
import dev.ballast.verdict.TimelineEntry;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The JSON documents that scripts depend on. The same report gives the same bytes; fields keep
 * their names and their order, new ones may be added. Latencies are in milliseconds, shares in [0,
 * 1]; null stands for what was not measured, did not happen or is not bounded.
 */
public final class JsonReport {
  private JsonReport() {}

  /** The document of {@code ballast prove --json}. */
  public static String prove(ProveReport report) {
    return Json.document(
        json -> {
          json.text("system", report.system());
          json.text("version", report.version());
          json.count("seed", report.seed());
          json.text("verdict", report.verdict().name());
          checks(json, report.checks());
          json.array("experiments", report.experiments(), e -> experiment(json, e));
        });
  }

  /**
   * The document of {@code ballast check --json}.
   *
   * @param checks everything found, none of it an error
   */
  public static String check(String system, String version, List<Diagnostic> checks) {
    return Json.document(
        json -> {
          json.text("system", system);
          json.text("version", version);
          json.text("verdict", Verdict.PASS.name());
          checks(json, checks);
        });
  }

  /** The document of {@code ballast drill --json}. */
  public static String drill(DrillReport report) {
    DrillReport.Side side = report.withPolicies();
    return Json.document(
        json -> {
          json.text("system", report.system());
          json.text("version", report.version());
          json.count("seed", report.seed());
          json.text("verdict", report.verdict().name());
          json.flag("agrees", side.agreement().isComplete());
          json.flag("headlines_agree", side.agreement().headlinesAgree());
          checks(json, report.checks());
          json.array("experiments", List.of(side), s -> side(json, s));
          DrillReport.Side without = report.withoutPolicies();
          if (without != null) {
            json.object("without_policies", j -> side(j, without));
          }
        });
  }

  static void checks(Json json, List<Diagnostic> checks) {
    json.array(
        "checks",
        checks,
        check -> {
          json.text("code", check.code());
          json.text("severity", check.severity().name().toLowerCase(Locale.ROOT));
          json.text("at", check.at().toString());
          json.text("problem", check.problem());
          json.text("expected", check.expected());
          json.text("fix", check.fix());
        });
  }

  static void experiment(Json json, ExperimentVerdict experiment) {
    json.text("name", experiment.name());
    json.text("verdict", experiment.verdict().name());
    json.text("reason", experiment.sentence());
    json.count("runs", experiment.runs());
    json.number("length_s", Unit.SECONDS, experiment.lengthSeconds());
    json.count("calls", experiment.calls());
    objectives(json, experiment);
    json.object("noticed", j -> estimate(j, "measured", Unit.SHARE, experiment.noticed()));
    json.object("routes", j -> experiment.routes().forEach(r -> route(j, r)));
    json.object("edges", j -> experiment.edges().forEach(e -> edge(j, e)));
    json.object("services", j -> experiment.services().forEach(s -> service(j, s)));
    json.array("first_openings", experiment.openings(), o -> opening(json, o));
    timeline(json, "timeline", experiment.timeline());
    json.count("timeline_cut", experiment.timelineCut());
    if (!experiment.notes().isEmpty()) {
      json.texts("notes", experiment.notes());
    }
  }

  static void objectives(Json json, ExperimentVerdict experiment) {
    json.array("objectives", experiment.objectives(), o -> objective(json, o));
  }

  private static void objective(Json json, ObjectiveVerdict objective) {
    json.text("name", objective.name());
    json.text("route", objective.route());
    json.text("measure", objective.measure().word());
    json.text("unit", objective.unit() == Unit.SHARE ? "share" : "ms");
    json.number("target", objective.unit(), objective.target());
    estimate(json, "measured", objective.unit(), objective.measured());
    json.text("verdict", objective.verdict().name());
    json.text("evidence", objective.evidence());
  }

  private static void estimate(Json json, String name, Unit unit, Estimate estimate) {
    json.number(name, unit, estimate.value());
    json.number("low", unit, estimate.low());
    json.number("high", unit, estimate.high());
  }

  private static void route(Json json, RouteSummary route) {
    json.object(
        route.name(),
        j -> {
          j.count("offered", route.offered());
          j.count("succeeded", route.succeeded());
          j.count("degraded", route.degraded());
          j.count("failed", route.failed());
          j.count("noticed", route.noticed());
          j.number("mean_ms", Unit.MILLISECONDS, route.meanMs());
          j.number("p50_ms", Unit.MILLISECONDS, route.p50Ms());
          j.number("p90_ms", Unit.MILLISECONDS, route.p90Ms());
          j.number("p99_ms", Unit.MILLISECONDS, route.p99Ms());
          j.number("p999_ms", Unit.MILLISECONDS, route.p999Ms());
          j.object("intervals", i -> intervals(i, route));
        });
  }

  private static void intervals(Json json, RouteSummary route) {
    for (Measure measure : Measure.values()) {
      if (!measure.isShare()) {
        Estimate latency = route.latency(measure);
        json.object(
            measure.word() + "_ms",
            j -> {
              j.number("low", Unit.MILLISECONDS, latency.low());
              j.number("high", Unit.MILLISECONDS, latency.high());
            });
      }
    }
  }

  private static void edge(Json json, EdgeSummary edge) {
    json.object(
        edge.name(),
        j -> {
          j.count("calls", edge.calls());
          j.count("attempts", edge.attempts());
          j.count("repeats", edge.repeats());
          j.count("hedges", edge.hedges());
          j.count("failed", edge.failed());
          j.count("refused", edge.refused());
          j.count("from_cache", edge.fromCache());
          j.count("shared", edge.shared());
        });
  }

  private static void service(Json json, ServiceSummary service) {
    json.object(
        service.name(),
        j -> {
          j.number("in_system", Unit.SHARE, service.inSystem());
          j.number("utilisation", Unit.SHARE, service.utilisation());
        });
  }

  private static void opening(Json json, FirstOpening opening) {
    json.text("edge", opening.edge());
    json.number("at_s", Unit.SECONDS, opening.atSeconds().value());
    json.number("low", Unit.SECONDS, opening.atSeconds().low());
    json.number("high", Unit.SECONDS, opening.atSeconds().high());
    json.number("share_of_runs", Unit.SHARE, opening.share());
  }

  private static void timeline(Json json, String name, List<TimelineEntry> entries) {
    json.array(
        name,
        entries,
        entry -> {
          json.number("at_s", Unit.SECONDS, entry.atSeconds());
          json.text("what", entry.text());
        });
  }

  private static void side(Json json, DrillReport.Side side) {
    ExperimentVerdict actual = side.actual();
    List<Agreement.Row> rows = side.agreement().rows();
    json.text("name", actual.name());
    json.text("verdict", actual.verdict().name());
    json.text("reason", actual.sentence());
    json.count("runs", side.predicted().runs());
    json.number("length_s", Unit.SECONDS, actual.lengthSeconds());
    rows.stream().filter(row -> row.scope() == Scope.EXPERIMENT).forEach(row -> measure(json, row));
    json.array("objectives", actual.objectives(), o -> drilled(json, o, rows));
    json.object(
        "routes",
        j ->
            actual
                .routes()
                .forEach(r -> subject(j, r.name(), rows, x -> x.scope() == Scope.ROUTE)));
    json.object(
        "edges",
        j -> actual.edges().forEach(e -> subject(j, e.name(), rows, x -> x.scope() == Scope.EDGE)));
    timeline(json, "timeline", actual.timeline());
    timeline(json, "predicted_timeline", side.predicted().timeline());
  }

  /** Here low and high are the prediction's, for one run; measured ones are in the evidence. */
  private static void drilled(Json json, ObjectiveVerdict objective, List<Agreement.Row> rows) {
    json.text("name", objective.name());
    json.text("route", objective.route());
    json.text("measure", objective.measure().word());
    json.text("unit", objective.unit() == Unit.SHARE ? "share" : "ms");
    json.number("target", objective.unit(), objective.target());
    rows.stream()
        .filter(
            row ->
                row.scope() == Scope.ROUTE
                    && row.subject().equals(objective.route())
                    && row.measure().equals(objective.measure().word()))
        .forEach(row -> compared(json, row));
    json.text("verdict", objective.verdict().name());
    json.text("evidence", objective.evidence());
  }

  private static void subject(
      Json json, String name, List<Agreement.Row> rows, Predicate<Agreement.Row> scope) {
    json.object(
        name,
        j ->
            rows.stream()
                .filter(scope.and(row -> row.subject().equals(name)))
                .forEach(row -> measure(j, row)));
  }

  private static void measure(Json json, Agreement.Row row) {
    String suffix =
        switch (row.unit()) {
          case MILLISECONDS -> "_ms";
          case SECONDS -> "_s";
          case SHARE, COUNT, RATIO -> "";
        };
    json.object(
        row.measure().replace(' ', '_') + suffix,
        j -> {
          if (row.scope() == Scope.EXPERIMENT && !row.subject().isEmpty()) {
            j.text("edge", row.subject());
          }
          compared(j, row);
        });
  }

  private static void compared(Json json, Agreement.Row row) {
    json.number("predicted", row.unit(), row.predicted());
    json.number("low", row.unit(), row.low());
    json.number("high", row.unit(), row.high());
    json.number("actual", row.unit(), row.actual());
    json.flag("agrees", row.agrees());
    json.text("tolerance", row.tolerance());
  }
}
