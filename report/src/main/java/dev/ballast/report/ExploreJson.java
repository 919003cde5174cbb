package dev.ballast.report;

import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.explore.Coverage;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Exploration.Closest;
import dev.ballast.verdict.explore.Finding;
import dev.ballast.verdict.explore.Trial;
import java.util.List;

/** The document of {@code ballast explore --json}; what {@link JsonReport} says holds for it. */
public final class ExploreJson {
  private ExploreJson() {}

  /** The document. */
  public static String of(ExploreReport report) {
    Exploration exploration = report.exploration();
    return Json.document(
        json -> {
          json.text("system", report.system());
          json.text("version", report.version());
          json.count("seed", report.seed());
          json.text("verdict", report.verdict().name());
          JsonReport.checks(json, report.checks());
          json.text("experiment", exploration.experiment());
          json.number("length_s", Unit.SECONDS, exploration.lengthSeconds());
          json.array("findings", exploration.findings(), f -> finding(json, f));
          json.array("closest", exploration.closest(), c -> closest(json, exploration, c));
          json.array("singles", exploration.singles(), t -> trial(json, exploration, t));
          json.object("coverage", j -> coverage(j, exploration.coverage()));
          json.array(
              "undisturbed",
              exploration.calm().stream().toList(),
              calm -> JsonReport.experiment(json, calm));
          json.text("found", report.found());
        });
  }

  private static void finding(Json json, Finding finding) {
    json.text("objective", finding.objective());
    json.number("size_s", Unit.SECONDS, finding.size());
    faults(json, finding.experiment().faults());
    json.flag("minimal", finding.isMinimal());
    json.count("smaller_tried", finding.tried());
    json.object("experiment", j -> JsonReport.experiment(j, finding.verdict()));
  }

  private static void closest(Json json, Exploration exploration, Closest closest) {
    json.text("objective", closest.objective());
    json.text("verdict", closest.verdict().verdict().name());
    trial(json, exploration, closest.trial());
  }

  private static void trial(Json json, Exploration exploration, Trial trial) {
    faults(json, trial.faults());
    json.number("size_s", Unit.SECONDS, trial.size());
    json.object(
        "strains",
        j -> {
          List<String> names = exploration.objectives();
          for (int i = 0; i < names.size(); i++) {
            j.number(names.get(i), Unit.MILLISECONDS, trial.strains().get(i));
          }
        });
  }

  private static void faults(Json json, List<TimedFault> faults) {
    json.array(
        "faults",
        faults,
        timed -> {
          json.text("fault", timed.fault().words());
          json.number("at_s", Unit.SECONDS, timed.atNanos() / 1e9);
          json.number(
              "for_s",
              Unit.SECONDS,
              timed.forNanos() == Experiment.UNTIL_THE_END ? Double.NaN : timed.forNanos() / 1e9);
        });
  }

  private static void coverage(Json json, Coverage coverage) {
    json.count("singles", coverage.singles());
    json.count("singles_of", coverage.singlesOf());
    json.count("combinations", coverage.combinations());
    json.count("combinations_of", coverage.combinationsOf());
    json.count("faults_max", coverage.atMost());
    json.count("repetitions", coverage.repetitions());
    json.count("calls", coverage.calls());
    json.count("calls_max", coverage.callsMax());
    json.flag("spent", coverage.isSpent());
    json.flag("interrupted", coverage.isInterrupted());
  }
}
