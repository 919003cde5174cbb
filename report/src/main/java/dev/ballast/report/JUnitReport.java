package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Severity;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A verdict as the XML that CI servers read as test results: a suite for the checks and one per
 * experiment, a case per target of an objective. FAIL is a failure; INCONCLUSIVE is an error, since
 * nothing is known to be wrong and the build must not go green.
 */
public final class JUnitReport {
  private JUnitReport() {}

  /** One case; {@code kind} is empty for a case that passed. */
  private record Case(String name, String kind, String type, String message, String detail) {}

  private record Suite(String name, List<Case> cases) {
    long count(String kind) {
      return cases.stream().filter(c -> c.kind().equals(kind)).count();
    }
  }

  /** The document for a proof. */
  public static String prove(ProveReport report) {
    List<Suite> suites = new ArrayList<>();
    suites.add(checks(report.checks()));
    report.experiments().forEach(e -> suites.add(experiment(e)));
    return document(report.system(), report.seed(), report.repeatLine(), suites);
  }

  /** The document for a drill: its verdict, then whether it agreed with the prediction. */
  public static String drill(DrillReport report) {
    List<Suite> suites = new ArrayList<>();
    suites.add(checks(report.checks()));
    suites.add(experiment(report.withPolicies().actual()));
    suites.add(agreement(report.withPolicies()));
    return document(report.system(), report.seed(), report.repeatLine(), suites);
  }

  /**
   * The document for a comparison: the candidate's verdict, then what it does better and worse. A
   * case of a difference never fails: only objectives say what must hold.
   */
  public static String compare(CompareReport report) {
    List<Suite> suites = new ArrayList<>();
    suites.add(checks(report.checks()));
    for (Comparison comparison : report.experiments()) {
      suites.add(experiment(comparison.verdicts().getLast()));
      suites.add(differences(report, comparison));
    }
    return document(
        report.systems().getLast().system(), report.seed(), report.repeatLine(), suites);
  }

  private static Suite differences(CompareReport report, Comparison comparison) {
    List<Case> cases = new ArrayList<>();
    for (Difference d : comparison.differences(report.systems().size() - 1)) {
      if (d.isBounded()) {
        String relation = d.relation().name().toLowerCase(Locale.ROOT);
        cases.add(new Case(CompareWords.name(d), "", relation, "", CompareWords.sentence(d)));
      }
    }
    if (cases.isEmpty()) {
      cases.add(passed("no objective bounds a measure"));
    }
    return new Suite(comparison.name() + ": against " + report.systems().getFirst().label(), cases);
  }

  private static Suite checks(List<Diagnostic> checks) {
    List<Case> cases = new ArrayList<>();
    for (Diagnostic check : checks) {
      boolean wrong = check.severity() == Severity.ERROR;
      cases.add(
          new Case(
              check.code() + " at " + check.at(),
              wrong ? "failure" : "",
              check.severity().name().toLowerCase(Locale.ROOT),
              check.problem(),
              check.fix().isEmpty() ? check.problem() : check.problem() + "\nfix: " + check.fix()));
    }
    if (cases.isEmpty()) {
      cases.add(passed("nothing found"));
    }
    return new Suite("checks", cases);
  }

  private static Suite experiment(ExperimentVerdict experiment) {
    List<Case> cases = new ArrayList<>();
    for (ObjectiveVerdict objective : experiment.objectives()) {
      String name =
          objective.name() + ": " + objective.measure().word() + " " + objective.targetText();
      cases.add(
          new Case(
              name,
              kind(objective.verdict()),
              objective.verdict().name(),
              objective.evidence(),
              objective.evidence()
                  + "\nroute: "
                  + objective.route()
                  + "\nruns: "
                  + experiment.runs()));
    }
    if (cases.isEmpty()) {
      cases.add(passed(experiment.sentence()));
    }
    return new Suite(experiment.name(), cases);
  }

  private static Suite agreement(DrillReport.Side side) {
    List<Case> cases = new ArrayList<>();
    for (Agreement.Row row : Sentences.loud(side.agreement())) {
      if (row.headline()) {
        String text =
            "predicted "
                + row.unit().text(row.predicted())
                + ", actual "
                + row.unit().text(row.actual())
                + ", tolerance "
                + row.tolerance();
        String name =
            row.subject().isEmpty() ? row.measure() : row.subject() + ": " + row.measure();
        cases.add(new Case(name, row.agrees() ? "" : "failure", "disagrees", text, text));
      }
    }
    return new Suite(side.actual().name() + ": prediction", cases);
  }

  private static Case passed(String name) {
    return new Case(name, "", "", "", "");
  }

  private static String kind(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "";
      case FAIL -> "failure";
      case INCONCLUSIVE -> "error";
    };
  }

  private static String document(String system, long seed, String repeatLine, List<Suite> suites) {
    StringBuilder out =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    attribute(out, "name", system);
    attribute(out, "tests", suites.stream().mapToLong(s -> s.cases().size()).sum());
    attribute(out, "failures", suites.stream().mapToLong(s -> s.count("failure")).sum());
    attribute(out, "errors", suites.stream().mapToLong(s -> s.count("error")).sum());
    out.append(">\n");
    for (Suite suite : suites) {
      suite(out, system, seed, repeatLine, suite);
    }
    return out.append("</testsuites>\n").toString();
  }

  private static void suite(
      StringBuilder out, String system, long seed, String repeatLine, Suite suite) {
    out.append("  <testsuite");
    attribute(out, "name", suite.name());
    attribute(out, "tests", suite.cases().size());
    attribute(out, "failures", suite.count("failure"));
    attribute(out, "errors", suite.count("error"));
    attribute(out, "skipped", 0);
    attribute(out, "time", "0");
    out.append(">\n    <properties>\n      <property name=\"seed\"");
    attribute(out, "value", seed);
    out.append("/>\n      <property name=\"repeat\"");
    attribute(out, "value", repeatLine);
    out.append("/>\n    </properties>\n");
    for (Case one : suite.cases()) {
      out.append("    <testcase");
      attribute(out, "classname", system + "." + suite.name());
      attribute(out, "name", one.name());
      attribute(out, "time", "0");
      if (!one.kind().isEmpty()) {
        out.append(">\n      <").append(one.kind());
        attribute(out, "type", one.type());
        attribute(out, "message", one.message());
        out.append('>').append(Escape.markup(one.detail()));
        out.append("</").append(one.kind()).append(">\n    </testcase>\n");
      } else if (!one.detail().isEmpty()) {
        out.append(">\n      <system-out>").append(Escape.markup(one.type() + ": " + one.detail()));
        out.append("</system-out>\n    </testcase>\n");
      } else {
        out.append("/>\n");
      }
    }
    out.append("  </testsuite>\n");
  }

  private static void attribute(StringBuilder out, String name, Object value) {
    out.append(' ').append(name).append("=\"");
    out.append(Escape.markup(value.toString())).append('"');
  }
}
