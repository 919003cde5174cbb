package dev.ballast.report;

import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.Difference.Relation;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What every report on a comparison says in the same words. */
final class CompareWords {
  private CompareWords() {}

  /** How the candidate did. */
  static String headline(CompareReport report) {
    List<Comparison> all = report.experiments();
    long good = all.stream().filter(e -> e.verdict() == Verdict.PASS).count();
    return report.systems().getLast().label()
        + ": "
        + good
        + " of "
        + all.size()
        + (all.size() == 1 ? " experiment holds" : " experiments hold")
        + ", compared with "
        + report.systems().getFirst().label();
  }

  /** Which letter a system has in tables, and where it comes from. */
  static String role(CompareReport report, int system) {
    CompareReport.Design design = report.systems().get(system);
    String letter = system == 0 ? "a" : report.systems().size() == 2 ? "b" : "b" + system;
    return letter
        + ": "
        + design.label()
        + (design.label().equals(design.file()) ? "" : ", " + design.file());
  }

  /** How much was run. */
  static String runs(Comparison comparison) {
    return Unit.count(comparison.runs())
        + (comparison.runs() == 1 ? " run" : " runs")
        + " of each, on the same random numbers";
  }

  /** How a system stands to the first. */
  static String against(CompareReport report, Comparison comparison, int system) {
    List<String> parts = new ArrayList<>();
    add(parts, comparison.count(system, Relation.BETTER), "better");
    add(parts, comparison.count(system, Relation.WORSE), "worse");
    add(parts, comparison.count(system, Relation.SAME), "the same");
    add(parts, comparison.count(system, Relation.OPEN), "open");
    return report.systems().get(system).label()
        + " (b) against "
        + report.systems().getFirst().label()
        + " (a): "
        + String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  /** Whether a difference is worth a line: an objective asks for it, or something differs. */
  static boolean isTold(Difference d) {
    return d.isBounded()
        || d.relation() == Relation.BETTER
        || d.relation() == Relation.WORSE
        || (d.relation() == Relation.OPEN && d.difference().hasData());
  }

  /** A measure by its name; that of the whole experiment says what it is about. */
  static String name(Difference d) {
    return d.scope() == Scope.EXPERIMENT
        ? "users who " + d.measure()
        : d.subject() + " " + d.measure();
  }

  /** One difference in a sentence. */
  static String sentence(Difference d) {
    return name(d)
        + ": "
        + d.unit().text(d.a())
        + " and "
        + d.unit().text(d.b())
        + ", a difference of "
        + d.text(d.difference().value())
        + " (99 % interval "
        + d.intervalText()
        + ")";
  }

  /** What the common random numbers were worth. */
  static String pairing(List<Difference> differences) {
    double[] gains =
        differences.stream()
            .mapToDouble(Difference::gain)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (gains.length == 0) {
      return "nothing varied from repetition to repetition";
    }
    double median = gains[gains.length / 2];
    return median < 1.05
        ? "common random numbers saved no repetitions here: the systems take different paths"
        : "common random numbers did the work of "
            + Unit.RATIO.text(median)
            + " times as many independent repetitions (median over the measures)";
  }
}
