package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.Table.Cell;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.EdgeSummary;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What people read after a run: the verdict first, then why, then what happened. */
public final class TerminalReport {
  private static final int STORY_MAX = 30;
  private static final int INDENT = Canvas.INDENT;
  private static final int ROOMY = 80;

  private final Canvas canvas;

  private TerminalReport(Style style) {
    canvas = new Canvas(style);
  }

  /** The report on a proof. */
  public static String prove(ProveReport report, Style style) {
    TerminalReport terminal = new TerminalReport(style);
    long good = report.experiments().stream().filter(e -> e.verdict() == Verdict.PASS).count();
    terminal.canvas.headline(
        report.verdict(),
        report.experiments().isEmpty()
            ? report.system() + ": the file has no experiment to prove"
            : report.system()
                + ": "
                + good
                + " of "
                + report.experiments().size()
                + (report.experiments().size() == 1 ? " experiment holds" : " experiments hold"));
    terminal.canvas.checks(report.checks());
    report.experiments().forEach(terminal::experiment);
    terminal.canvas.repeat(report.seed(), report.version(), report.repeatLine());
    return terminal.canvas.text();
  }

  /** The report on a drill. */
  public static String drill(DrillReport report, Style style) {
    TerminalReport terminal = new TerminalReport(style);
    DrillReport.Side side = report.withPolicies();
    terminal.canvas.headline(
        report.verdict(),
        report.system() + ", " + side.actual().name() + ": " + side.actual().sentence());
    terminal.canvas.sentence(0, INDENT, Tone.PLAIN, Sentences.agreement(side));
    terminal.canvas.sentence(0, INDENT, Tone.BOLD, Sentences.noticed(report));
    terminal.canvas.checks(report.checks());
    terminal.objectives(side.actual());
    terminal.agreement(side.agreement());
    terminal.story(side.actual(), "what happened");
    terminal.advice(side.actual());
    terminal.canvas.repeat(report.seed(), report.version(), report.repeatLine());
    return terminal.canvas.text();
  }

  private void experiment(ExperimentVerdict experiment) {
    canvas.blank();
    canvas.headline(experiment.verdict(), experiment.name() + ": " + experiment.sentence());
    canvas.sentence(
        INDENT,
        INDENT,
        Tone.DIM,
        Unit.count(experiment.runs())
            + (experiment.runs() == 1 ? " run of " : " runs of ")
            + Unit.SECONDS.text(experiment.lengthSeconds())
            + ", "
            + Unit.count(experiment.calls())
            + " calls");
    canvas.notes(experiment.notes());
    objectives(experiment);
    canvas.blank();
    canvas.sentence(INDENT, INDENT, Tone.PLAIN, Sentences.noticed(experiment));
    routes(experiment.routes());
    edges(experiment.edges());
    spared(experiment.edges());
    story(experiment, experiment.runs() == 1 ? "what happened" : "what happened in the first run");
    advice(experiment);
  }

  private void objectives(ExperimentVerdict experiment) {
    if (experiment.objectives().isEmpty()) {
      return;
    }
    canvas.blank();
    Table table = new Table("objective", "target", "measured", "99 % interval", "verdict");
    for (ObjectiveVerdict o : experiment.objectives()) {
      table.row(
          Cell.of(o.name() + " " + o.measure().word()),
          Cell.of(o.targetText()),
          Cell.of(o.unit().text(o.measured().value())),
          Cell.of(o.unit().text(o.measured().low(), o.measured().high())),
          new Cell(o.verdict().name(), Tone.of(o.verdict())));
    }
    table.print(canvas, INDENT);
  }

  private void routes(List<RouteSummary> routes) {
    canvas.blank();
    Table table =
        new Table(
            "route", "offered", "succeeded", "degraded", "failed", "p50", "p90", "p99", "p99.9");
    for (RouteSummary r : routes) {
      table.row(
          Cell.of(r.name()),
          Cell.of(Unit.count(r.offered())),
          Cell.of(Unit.count(r.succeeded())),
          Cell.of(Unit.count(r.degraded())),
          Cell.of(Unit.count(r.failed())),
          Cell.of(Unit.MILLISECONDS.text(r.p50Ms())),
          Cell.of(Unit.MILLISECONDS.text(r.p90Ms())),
          Cell.of(Unit.MILLISECONDS.text(r.p99Ms())),
          Cell.of(Unit.MILLISECONDS.text(r.p999Ms())));
    }
    table.print(canvas, INDENT);
  }

  private void edges(List<EdgeSummary> edges) {
    boolean isHedged = edges.stream().anyMatch(e -> e.hedges() > 0);
    List<String> head = new ArrayList<>(List.of("calls that failed", "calls", "attempts"));
    head.addAll(isHedged ? List.of("hedges", "failed", "refused") : List.of("failed", "refused"));
    Table table = new Table(head.toArray(String[]::new));
    for (EdgeSummary e : edges) {
      if (e.failed() > 0 || e.attempts() > e.calls()) {
        List<Long> counts = new ArrayList<>(List.of(e.calls(), e.attempts()));
        counts.addAll(
            isHedged
                ? List.of(e.hedges(), e.failed(), e.refused())
                : List.of(e.failed(), e.refused()));
        List<Cell> row = new ArrayList<>(List.of(Cell.of(e.name())));
        counts.forEach(count -> row.add(Cell.of(Unit.count(count))));
        table.row(row.toArray(Cell[]::new));
      }
    }
    if (!table.isEmpty()) {
      canvas.blank();
      table.print(canvas, INDENT);
    }
  }

  private void spared(List<EdgeSummary> edges) {
    Table table = new Table("calls spared", "calls", "attempts", "from cache", "shared", "spared");
    for (EdgeSummary e : edges) {
      if (e.fromCache() + e.shared() > 0) {
        table.row(
            Cell.of(e.name()),
            Cell.of(Unit.count(e.calls())),
            Cell.of(Unit.count(e.attempts())),
            Cell.of(Unit.count(e.fromCache())),
            Cell.of(Unit.count(e.shared())),
            Cell.of(Unit.SHARE.text(e.spared())));
      }
    }
    if (!table.isEmpty()) {
      canvas.blank();
      table.print(canvas, INDENT);
    }
  }

  private void agreement(Agreement agreement) {
    canvas.heading("prediction and reality");
    Table table = new Table("measure", "predicted", "actual", "agrees", "tolerance");
    int silent = 0;
    String subject = "";
    for (Agreement.Row row : agreement.rows()) {
      if (Sentences.isSilent(row)) {
        silent++;
        continue;
      }
      String name = Sentences.name(row);
      if (row.scope() != Scope.EXPERIMENT) {
        name =
            row.subject().equals(subject) && canvas.width() >= ROOMY
                ? "  " + row.measure()
                : row.subject() + " " + row.measure();
      }
      subject = row.subject();
      table.row(
          new Cell(name, row.headline() ? Tone.BOLD : Tone.PLAIN),
          Cell.of(row.unit().text(row.predicted())),
          Cell.of(row.unit().text(row.actual())),
          new Cell(row.agrees() ? "yes" : "NO", row.agrees() ? Tone.GOOD : Tone.BAD),
          new Cell(row.tolerance(), Tone.DIM));
    }
    table.print(canvas, INDENT);
    if (silent > 0) {
      canvas.sentence(
          INDENT, INDENT, Tone.DIM, "and " + silent + " measures that are zero in both");
    }
  }

  private void story(ExperimentVerdict experiment, String heading) {
    List<Storyline.Line> lines = Storyline.of(experiment.timeline());
    if (lines.isEmpty()) {
      return;
    }
    canvas.heading(heading);
    for (Storyline.Line line : lines.subList(0, Math.min(STORY_MAX, lines.size()))) {
      String at = line.at();
      String padded = " ".repeat(Math.max(0, 7 - at.length())) + at + "  ";
      canvas.sentence(INDENT, padded.length(), tone(line), padded + line.text());
    }
    long more = Math.max(0, lines.size() - STORY_MAX) + experiment.timelineCut();
    if (more > 0) {
      canvas.sentence(INDENT, INDENT, Tone.DIM, "and " + Unit.count(more) + " more changes");
    }
  }

  private static Tone tone(Storyline.Line line) {
    return switch (line.kind()) {
      case FAULT_BEGAN -> Tone.BAD;
      case FAULT_ENDED -> Tone.GOOD;
      case BREAKER_OPENED, EJECTED, SHEDDING, SHORT, PROGRAM -> Tone.OPEN;
      case BREAKER_PROBING,
          BREAKER_CLOSED,
          RETURNED,
          SHEDDING_ENDED,
          ENOUGH,
          LIMIT_RAISED,
          LIMIT_LOWERED ->
          Tone.PLAIN;
    };
  }

  private void advice(ExperimentVerdict experiment) {
    List<String> advice = Advice.on(experiment);
    if (!advice.isEmpty()) {
      canvas.heading("where to look");
      advice.forEach(a -> canvas.sentence(INDENT, INDENT, Tone.PLAIN, a));
    }
  }
}
