package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Margins;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * Everything a report on {@code ballast prove A B} is made of.
 *
 * @param version of Ballast
 * @param repeatLine the command that repeats the run
 * @param systems the first is what the others are compared with, the last the candidate
 * @param experiments those that all systems have
 * @param leftOut experiments that only some of them have, in words
 * @param margins the smallest differences that matter
 */
public record CompareReport(
    String version,
    long seed,
    String repeatLine,
    List<Design> systems,
    List<Comparison> experiments,
    List<String> leftOut,
    Margins margins) {
  public CompareReport {
    systems = List.copyOf(systems);
    experiments = List.copyOf(experiments);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * One of the systems.
   *
   * @param label what it is called beside the others
   * @param checks what the static checks found, in order
   * @param effectiveYaml the system file with every default filled in
   */
  public record Design(
      String label, String file, String system, List<Diagnostic> checks, String effectiveYaml) {
    public Design {
      checks = List.copyOf(checks);
    }
  }

  /** The verdict on the last system in all experiments together. */
  public Verdict verdict() {
    return experiments.stream()
        .map(Comparison::verdict)
        .reduce(Verdict::and)
        .orElse(Verdict.INCONCLUSIVE);
  }

  /** What the static checks found in all files. */
  List<Diagnostic> checks() {
    return systems.stream().flatMap(s -> s.checks().stream()).toList();
  }

  /** The document of {@code ballast prove A B --json}. */
  public String json() {
    return Json.document(
        json -> {
          json.array("systems", systems, s -> design(json, s));
          json.text("version", version);
          json.count("seed", seed);
          json.text("verdict", verdict().name());
          json.object(
              "same_within",
              j -> {
                j.number("relative", Unit.SHARE, margins.relative());
                j.number("share", Unit.SHARE, margins.share());
              });
          json.texts("left_out", leftOut);
          JsonReport.checks(json, checks());
          json.array("experiments", experiments, e -> experiment(json, e));
        });
  }

  private static void design(Json json, Design design) {
    json.text("name", design.label());
    json.text("system", design.system());
    json.text("file", design.file());
  }

  private void experiment(Json json, Comparison comparison) {
    json.text("name", comparison.name());
    json.text("verdict", comparison.verdict().name());
    json.count("runs", comparison.runs());
    json.texts("notes", comparison.notes());
    json.object(
        "verdicts",
        j -> {
          for (int i = 0; i < systems.size(); i++) {
            ExperimentVerdict verdict = comparison.verdicts().get(i);
            j.object(systems.get(i).label(), one -> verdict(one, verdict));
          }
        });
    json.array("differences", comparison.differences(), d -> difference(json, d));
  }

  private static void verdict(Json json, ExperimentVerdict verdict) {
    json.text("verdict", verdict.verdict().name());
    json.text("reason", verdict.sentence());
    json.count("calls", verdict.calls());
    JsonReport.objectives(json, verdict);
  }

  private void difference(Json json, Difference d) {
    json.text("system", systems.get(d.system()).label());
    json.text("subject", d.subject());
    json.text("measure", d.measure());
    json.text(
        "unit",
        switch (d.unit()) {
          case SHARE -> "share";
          case MILLISECONDS -> "ms";
          case SECONDS -> "s";
          case COUNT -> "count";
          case RATIO -> "ratio";
        });
    json.flag("in_objective", d.isBounded());
    json.number("a", d.unit(), d.a());
    json.number("b", d.unit(), d.b());
    json.number("difference", d.unit(), d.difference().value());
    json.number("low", d.unit(), d.difference().low());
    json.number("high", d.unit(), d.difference().high());
    json.text("verdict", d.relation().name().toLowerCase(Locale.ROOT));
    json.number("variance_reduction", Unit.RATIO, d.gain());
  }
}
