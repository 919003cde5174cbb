package dev.ballast.report;

import dev.ballast.report.Canvas.Tone;
import dev.ballast.report.Table.Cell;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.SensitivityFinding;
import dev.ballast.verdict.explore.SensitivityFinding.Effect;
import java.util.List;
import java.util.Locale;

/**
 * Which numbers of a system move its objectives.
 *
 * @param repeatLine the command that gives the same report
 */
public record SensitivityReport(
    String system, String version, long seed, String repeatLine, SensitivityFinding finding) {
  private static final int INDENT = 2;
  private static final int ROWS_MAX = 12;

  /** PASS when every number was looked at. */
  public Verdict verdict() {
    return finding.asked() == finding.of() ? Verdict.PASS : Verdict.INCONCLUSIVE;
  }

  /** For people. */
  public String terminal(Style style) {
    Canvas canvas = new Canvas(style);
    canvas.sentence(0, INDENT, Tone.BOLD, system + ": what moves its objectives");
    canvas.sentence(INDENT, 0, Tone.DIM, looked());
    for (int i = 0; i < finding.objectives().size(); i++) {
      objective(canvas, finding.objectives().get(i), finding.strains().get(i));
    }
    canvas.blank();
    canvas.sentence(0, INDENT, Tone.DIM, "seed " + seed + ", version " + version);
    canvas.sentence(0, INDENT, Tone.DIM, "repeat with: " + repeatLine);
    return canvas.text();
  }

  private String looked() {
    return "experiment "
        + finding.experiment()
        + "; "
        + finding.asked()
        + " of "
        + finding.of()
        + " numbers, each with 10 % (at least one) less and more, "
        + finding.runs()
        + " runs each on the same random numbers";
  }

  private void objective(Canvas canvas, String objective, double strain) {
    canvas.blank();
    canvas.sentence(
        0,
        INDENT,
        Tone.BOLD,
        objective + ": strain " + ExploreReport.strain(strain) + " (1 is the bound)");
    List<Effect> certain = finding.certain(objective);
    if (certain.isEmpty()) {
      canvas.sentence(INDENT, INDENT, Tone.PLAIN, "none of the numbers makes a certain difference");
      return;
    }
    Table table = new Table("number", "10 % less", "99 % interval", "10 % more", "99 % interval");
    for (Effect e : certain.subList(0, Math.min(ROWS_MAX, certain.size()))) {
      table.row(
          Cell.of(e.parameter()),
          change(e.less()),
          Cell.of(interval(e.less())),
          change(e.more()),
          Cell.of(interval(e.more())));
    }
    table.print(canvas, INDENT);
    int more = certain.size() - ROWS_MAX;
    canvas.sentence(
        INDENT,
        INDENT,
        Tone.DIM,
        (more > 0 ? "and " + more + " more; " : "")
            + "the other "
            + (finding.asked() - certain.size())
            + " make no certain difference");
  }

  private static Cell change(Estimate change) {
    Tone tone = !Effect.isCertain(change) ? Tone.DIM : change.value() > 0 ? Tone.BAD : Tone.GOOD;
    return new Cell(signed(change.value()), tone);
  }

  private static String interval(Estimate change) {
    return change.hasData() ? signed(change.low()) + " to " + signed(change.high()) : "-";
  }

  private static String signed(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+.3f", value);
  }

  /** For scripts. */
  public String json() {
    return Json.document(
        json -> {
          json.text("system", system);
          json.text("version", version);
          json.count("seed", seed);
          json.text("verdict", verdict().name());
          json.text("experiment", finding.experiment());
          json.count("runs", finding.runs());
          json.count("asked", finding.asked());
          json.count("of", finding.of());
          json.array(
              "effects",
              finding.effects(),
              effect -> {
                json.text("number", effect.parameter());
                json.text("objective", effect.objective());
                json.object("less", j -> estimate(j, effect.less()));
                json.object("more", j -> estimate(j, effect.more()));
              });
        });
  }

  private static void estimate(Json json, Estimate change) {
    json.number("strain", Unit.MILLISECONDS, change.value());
    json.number("low", Unit.MILLISECONDS, change.low());
    json.number("high", Unit.MILLISECONDS, change.high());
  }

  /** The page, with a tornado for each objective. */
  public String page() {
    StringBuilder html = new StringBuilder(Page.begin("Ballast sensitivity of " + system));
    html.append(
        Page.header(
            verdict(),
            system + ": what moves its objectives",
            Page.capital(looked())
                + ". Bars show the change of the strain; to the right is worse."));
    for (int i = 0; i < finding.objectives().size(); i++) {
      String objective = finding.objectives().get(i);
      html.append("<h2>").append(Escape.markup(objective)).append(": strain ");
      html.append(ExploreReport.strain(finding.strains().get(i))).append("</h2>");
      List<Effect> certain = finding.certain(objective);
      html.append(
          certain.isEmpty()
              ? "<p>None of the numbers makes a certain difference.</p>"
              : Tornado.svg(objective, certain.subList(0, Math.min(ROWS_MAX, certain.size()))));
    }
    return html.append(Page.end(seed, version, repeatLine)).toString();
  }
}
