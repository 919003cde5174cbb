package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.Table.Cell;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.Exploration.Closest;
import dev.ballast.verdict.explore.FaultLine;
import dev.ballast.verdict.explore.Finding;
import dev.ballast.verdict.explore.Trial;
import java.util.Comparator;
import java.util.List;

/** What people read after a search: what breaks first, then what was looked at. */
public final class ExploreText {
  private static final int INDENT = 2;
  private static final int TRIALS_MAX = 15;

  private final Canvas canvas;
  private final ExploreReport report;
  private final Exploration exploration;

  private ExploreText(ExploreReport report, Style style) {
    canvas = new Canvas(style);
    this.report = report;
    exploration = report.exploration();
  }

  /** The report for a terminal. */
  public static String of(ExploreReport report, Style style) {
    ExploreText text = new ExploreText(report, style);
    text.print();
    return text.canvas.text();
  }

  private void print() {
    Verdict verdict = report.verdict();
    canvas.sentence(
        0, INDENT, Tone.of(verdict), verdict + "  " + report.system() + ": " + report.headline());
    objectives();
    exploration.findings().forEach(this::finding);
    closest();
    trials();
    heading("what was looked at");
    ExploreReport.coverage(exploration)
        .forEach(s -> canvas.sentence(INDENT, INDENT, Tone.PLAIN, s));
    if (!report.found().isEmpty()) {
      heading("as experiments of the system file");
      report.found().lines().forEach(line -> canvas.line(canvas.shown("  " + line)));
    }
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.DIM, "seed " + report.seed() + ", version " + report.version());
    canvas.sentence(0, INDENT, Tone.DIM, "repeat with: " + report.repeatLine());
  }

  private void heading(String text) {
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.BOLD, text);
  }

  private void objectives() {
    canvas.blank();
    Table table = new Table("objective", "undisturbed", "broken by", "size");
    for (String name : exploration.objectives()) {
      Verdict calm = undisturbed(name);
      Finding finding = exploration.finding(name).orElse(null);
      table.row(
          Cell.of(name),
          calm == null ? Cell.of("-") : new Cell(calm.name(), Tone.of(calm)),
          finding == null ? Cell.of("nothing found") : new Cell(parts(finding), Tone.BAD),
          Cell.of(finding == null ? "-" : Unit.SECONDS.text(finding.size())));
    }
    table.print(canvas, INDENT);
  }

  private @org.jspecify.annotations.Nullable Verdict undisturbed(String objective) {
    return exploration
        .calm()
        .flatMap(
            calm ->
                calm.objectives().stream()
                    .filter(o -> o.name().equals(objective))
                    .map(ObjectiveVerdict::verdict)
                    .reduce(Verdict::and))
        .orElse(null);
  }

  private static String parts(Finding finding) {
    int faults = finding.experiment().faults().size();
    return faults == 0 ? "nothing at all" : faults + ExploreReport.plural(faults, " fault");
  }

  private void finding(Finding finding) {
    heading("what breaks " + finding.objective());
    if (finding.experiment().faults().isEmpty()) {
      canvas.sentence(INDENT, INDENT, Tone.BAD, "it does not hold even when nothing goes wrong");
    }
    finding
        .experiment()
        .faults()
        .forEach(fault -> canvas.sentence(INDENT, INDENT, Tone.BAD, FaultLine.of(fault)));
    canvas.sentence(INDENT, INDENT, Tone.PLAIN, finding.verdict().sentence());
    canvas.sentence(INDENT, INDENT, Tone.DIM, smallness(finding));
  }

  static String smallness(Finding finding) {
    if (finding.experiment().faults().isEmpty()) {
      return "an objective that does not hold undisturbed cannot be broken any further";
    }
    String from =
        finding.larger().isEmpty() ? "" : "; found as: " + String.join("; ", finding.larger());
    return (finding.isMinimal()
            ? "no part of it can be left out, and none made one step smaller ("
                + finding.tried()
                + " smaller sets tried)"
            : "it may be made smaller: the search ended before that was known")
        + from;
  }

  private void closest() {
    if (exploration.closest().isEmpty()) {
      return;
    }
    heading("what came closest");
    Table table = new Table("faults", "objective", "strain", "verdict");
    for (Closest near : exploration.closest()) {
      Verdict verdict = near.verdict().verdict();
      table.row(
          Cell.of(ExploreReport.words(near.trial())),
          Cell.of(near.objective()),
          Cell.of(
              ExploreReport.strain(
                  near.trial().strains().get(exploration.objectives().indexOf(near.objective())))),
          new Cell(verdict.name(), Tone.of(verdict)));
    }
    table.print(canvas, INDENT);
  }

  private void trials() {
    if (exploration.singles().isEmpty()) {
      return;
    }
    heading("single faults that strain the objectives most (1 is the bound)");
    List<Trial> worst =
        exploration.singles().stream()
            .sorted(Comparator.comparingDouble((Trial t) -> -t.worst()))
            .limit(TRIALS_MAX)
            .toList();
    Table table = new Table("fault", "size", "strain", "on");
    for (Trial trial : worst) {
      table.row(
          Cell.of(ExploreReport.words(trial)),
          Cell.of(Unit.SECONDS.text(trial.size())),
          new Cell(ExploreReport.strain(trial.worst()), trial.worst() > 1 ? Tone.BAD : Tone.GOOD),
          Cell.of(ExploreReport.worstObjective(exploration, trial)));
    }
    table.print(canvas, INDENT);
    int more = exploration.singles().size() - worst.size();
    if (more > 0) {
      canvas.sentence(
          INDENT,
          INDENT,
          Tone.DIM,
          "and " + Unit.count(more) + " more, which --json and the report list");
    }
  }
}
