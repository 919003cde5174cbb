package dev.ballast.report;

import dev.ballast.verdict.Unit;
import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Boundary;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import dev.ballast.verdict.explore.StabilityFinding.Push;
import dev.ballast.verdict.explore.StabilityFinding.Shedding;

/** The document on stability; what {@link JsonReport} says holds for it. */
public final class StabilityJson {
  private StabilityJson() {}

  /** The document. */
  public static String of(StabilityReport report) {
    StabilityFinding finding = report.finding();
    return Json.document(
        json -> {
          json.text("system", report.system());
          json.text("version", report.version());
          json.count("seed", report.seed());
          json.text("verdict", report.verdict().name());
          JsonReport.checks(json, report.checks());
          json.text("experiment", finding.experiment());
          json.text("state", finding.atFile() == null ? "unknown" : finding.atFile().word());
          json.object("push", j -> push(j, finding.push()));
          json.object("vulnerable", j -> boundary(j, finding.vulnerable()));
          json.object("metastable", j -> boundary(j, finding.metastable()));
          json.object("overloaded", j -> boundary(j, finding.overloaded()));
          Shedding shedding = finding.shedding();
          if (shedding != null) {
            json.object("shedding", j -> shedding(j, shedding));
          }
          json.text("exception", finding.exception());
          json.array("cells", finding.cells(), cell -> cell(json, cell));
          json.count("calls", finding.calls());
          json.flag("spent", finding.isSpent());
        });
  }

  private static void push(Json json, Push push) {
    json.text("trigger", push.trigger());
    json.text("unit", push.unit());
    json.number("size_min", Unit.MILLISECONDS, push.sizes().getFirst());
    json.number("size_max", Unit.MILLISECONDS, push.sizes().getLast());
    json.number("trigger_s", Unit.SECONDS, push.triggerSeconds());
    json.number("watch_s", Unit.SECONDS, push.watchSeconds());
    json.number("in_order", Unit.SHARE, push.inOrder());
    json.number("requests_per_s", Unit.MILLISECONDS, push.perSecond());
  }

  private static void boundary(Json json, Boundary boundary) {
    json.number("below", Unit.SHARE, boundary.below());
    json.number("from", Unit.SHARE, boundary.from());
    json.count("runs", boundary.runs());
  }

  private static void shedding(Json json, Shedding shedding) {
    json.number("load", Unit.SHARE, shedding.load());
    json.number("to", Unit.SHARE, shedding.to());
    json.number("not_to", Unit.SHARE, shedding.notTo());
    json.number("recovery_s", Unit.SECONDS, shedding.seconds());
  }

  private static void cell(Json json, Cell cell) {
    json.number("load", Unit.SHARE, cell.load());
    json.number("size", Unit.MILLISECONDS, cell.size());
    json.count("runs", cell.runs());
    json.count("stayed", cell.stayed());
    json.number("mean_recovery_s", Unit.SECONDS, cell.meanSeconds());
    json.number("longest_recovery_s", Unit.SECONDS, cell.longestSeconds());
  }
}
