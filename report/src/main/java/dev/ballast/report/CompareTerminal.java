package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.Table.Cell;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.Difference.Relation;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.Unit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What people read after systems were compared: the candidate's verdict, then the differences. */
public final class CompareTerminal {
  private static final int INDENT = 2;
  private static final int ROOMY = 80;

  private final CompareReport report;
  private final Canvas canvas;

  private CompareTerminal(CompareReport report, Style style) {
    this.report = report;
    canvas = new Canvas(style);
  }

  /** The report as text. */
  public static String text(CompareReport report, Style style) {
    CompareTerminal terminal = new CompareTerminal(report, style);
    terminal.canvas.headline(report.verdict(), CompareWords.headline(report));
    terminal.systems();
    terminal.canvas.checks(report.checks());
    report.experiments().forEach(terminal::experiment);
    terminal.leftOut();
    terminal.canvas.repeat(report.seed(), report.version(), report.repeatLine());
    return terminal.canvas.text();
  }

  private void systems() {
    canvas.blank();
    for (int i = 0; i < report.systems().size(); i++) {
      canvas.sentence(INDENT, INDENT, Tone.PLAIN, CompareWords.role(report, i));
    }
  }

  private void experiment(Comparison comparison) {
    canvas.blank();
    ExperimentVerdict candidate = comparison.verdicts().getLast();
    canvas.headline(comparison.verdict(), comparison.name() + ": " + candidate.sentence());
    canvas.sentence(INDENT, INDENT, Tone.DIM, CompareWords.runs(comparison));
    canvas.notes(comparison.notes());
    objectives(comparison);
    for (int i = 1; i < report.systems().size(); i++) {
      differences(comparison, i);
    }
  }

  private void objectives(Comparison comparison) {
    Table table =
        new Table("objective", "system", "target", "measured", "99 % interval", "verdict");
    Set<String> names = new LinkedHashSet<>();
    comparison.verdicts().forEach(v -> v.objectives().forEach(o -> names.add(name(o))));
    for (String name : names) {
      for (int i = 0; i < report.systems().size(); i++) {
        for (ObjectiveVerdict o : comparison.verdicts().get(i).objectives()) {
          if (name(o).equals(name)) {
            table.row(
                Cell.of(name),
                Cell.of(report.systems().get(i).label()),
                Cell.of(o.targetText()),
                Cell.of(o.unit().text(o.measured().value())),
                Cell.of(o.unit().text(o.measured().low(), o.measured().high())),
                new Cell(o.verdict().name(), Tone.of(o.verdict())));
          }
        }
      }
    }
    if (!table.isEmpty()) {
      canvas.blank();
      table.print(canvas, INDENT);
    }
  }

  private static String name(ObjectiveVerdict objective) {
    return objective.name() + " " + objective.measure().word();
  }

  private void differences(Comparison comparison, int system) {
    canvas.blank();
    canvas.sentence(INDENT, INDENT, Tone.BOLD, CompareWords.against(report, comparison, system));
    List<Difference> all = comparison.differences(system);
    Table table = new Table("measure", "a", "b", "difference", "99 % interval", "b is");
    List<Difference> told = all.stream().filter(CompareWords::isTold).toList();
    String subject = "";
    for (Difference d : told) {
      boolean follows = d.subject().equals(subject) && d.scope() != Scope.EXPERIMENT;
      String name = follows && canvas.width() >= ROOMY ? "  " + d.measure() : CompareWords.name(d);
      subject = d.subject();
      table.row(
          new Cell(name, d.isBounded() ? Tone.BOLD : Tone.PLAIN),
          Cell.of(d.unit().text(d.a())),
          Cell.of(d.unit().text(d.b())),
          Cell.of(d.text(d.difference().value())),
          Cell.of(d.intervalText()),
          new Cell(d.relation().name().toLowerCase(Locale.ROOT), tone(d.relation())));
    }
    if (!table.isEmpty()) {
      table.print(canvas, INDENT);
    }
    long silent =
        comparison.count(system, Relation.SAME)
            - told.stream().filter(d -> d.relation() == Relation.SAME).count();
    if (silent > 0) {
      canvas.sentence(
          INDENT,
          INDENT,
          Tone.DIM,
          (told.isEmpty() ? "" : "and ")
              + Unit.count(silent)
              + (silent == 1 ? " measure that is" : " measures that are")
              + " the same in both");
    }
    canvas.sentence(INDENT, INDENT, Tone.DIM, CompareWords.pairing(all));
  }

  private void leftOut() {
    if (!report.leftOut().isEmpty()) {
      canvas.blank();
      canvas.sentence(
          0, INDENT, Tone.OPEN, "experiments left out: " + String.join("; ", report.leftOut()));
    }
  }

  private static Tone tone(Relation relation) {
    return switch (relation) {
      case BETTER -> Tone.GOOD;
      case WORSE -> Tone.BAD;
      case SAME -> Tone.DIM;
      case OPEN -> Tone.OPEN;
    };
  }
}
