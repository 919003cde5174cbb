package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.StabilityReport.Row;
import dev.ballast.report.Table.Cell;

/** A report on stability for a terminal. */
public final class StabilityText {
  private static final int INDENT = 2;

  private StabilityText() {}

  /** The report. */
  public static String of(StabilityReport report, Style style) {
    Canvas canvas = new Canvas(style);
    canvas.checks(report.checks());
    canvas.verdict(report.verdict(), report.system() + ": " + report.headline());
    canvas.sentence(INDENT, 0, Tone.DIM, report.pushed());
    canvas.blank();
    Table table = new Table("state", "begins at", "requests/s", "below that");
    for (Row row : report.rows()) {
      table.row(
          Cell.of(row.state().word() + ", " + row.because()),
          Cell.of(StabilityReport.begins(row.begins())),
          Cell.of(report.rate(row.begins().from())),
          Cell.of(StabilityReport.sure(row.begins())));
    }
    table.print(canvas, INDENT);
    for (String remark : report.remarks()) {
      canvas.blank();
      canvas.sentence(INDENT, 0, Tone.PLAIN, remark);
    }
    canvas.blank();
    PhaseDiagram diagram = new PhaseDiagram(report);
    diagram.lines(canvas.width() - INDENT).forEach(line -> canvas.line("  " + canvas.shown(line)));
    canvas.sentence(INDENT, 0, Tone.DIM, PhaseDiagram.MARKS);
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.DIM, "seed " + report.seed() + ", version " + report.version());
    canvas.sentence(0, INDENT, Tone.DIM, "repeat with: " + report.repeatLine());
    return canvas.text();
  }
}
