package dev.ballast.report;

import dev.ballast.report.StabilityReport.Row;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import java.util.regex.Matcher;

/** The page on stability, and its phase diagram as a picture of its own. */
public final class StabilityPage {
  private static final String TEXT =
      """
      svg{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
      .overloaded{fill:var(--predicted)}
      """;

  private StabilityPage() {}

  /** The page. */
  public static String of(StabilityReport report) {
    StabilityFinding finding = report.finding();
    StringBuilder html =
        new StringBuilder(Page.begin("Ballast on the stability of " + report.system()));
    html.append(
        Page.header(
            report.verdict(),
            report.system() + ": " + report.headline(),
            "Simulated, from seed " + report.seed() + "."));
    html.append("<div class=\"facts\">");
    for (Row row : report.rows()) {
      boolean isSeen = row.begins().isSeen();
      html.append(
          Page.fact(
              isSeen ? StabilityReport.percent(row.begins().from()) : "not seen",
              isSeen ? " of the load" : "",
              row.state().word() + ", " + row.because()));
    }
    html.append(Page.fact(Unit.count(finding.calls()), "", "calls simulated"));
    html.append("</div>\n").append(HtmlTables.checks(report.checks()));
    html.append("<p class=\"soft\">").append(Escape.markup(Page.capital(report.pushed())));
    html.append(".</p>\n<h3>What a trigger does, by load and size</h3><div>");
    html.append(new PhaseDiagram(report).svg()).append("</div>").append(legend());
    html.append("<h3>Time to recover from the largest trigger, by load</h3><div>");
    html.append(RecoveryChart.svg(finding)).append("</div><div class=\"legend\">");
    html.append(Charts.key("actual", "mean")).append(Charts.key("without", "up to the longest"));
    html.append("</div>");
    for (Row row : report.rows()) {
      sentence(
          html,
          row.state().word()
              + ", "
              + row.because()
              + ": "
              + StabilityReport.begins(row.begins())
              + "; "
              + StabilityReport.sure(row.begins()));
    }
    report.remarks().forEach(remark -> sentence(html, remark));
    html.append("<details><summary>Every load and size that was run</summary>");
    cells(html, report);
    html.append("</details>");
    html.append(
        Page.details("The system file, with every default filled in", report.effectiveYaml()));
    html.append(Page.end(report.seed(), report.version(), report.repeatLine()));
    return html.toString();
  }

  /** The phase diagram as an SVG document that needs nothing else. */
  public static String picture(StabilityReport report) {
    String inner = new PhaseDiagram(report).svgWithLegend();
    return inner.replaceFirst(
        ">\n",
        Matcher.quoteReplacement(
            " xmlns=\"http://www.w3.org/2000/svg\"><style>\n"
                + PageStyle.COLOURS
                + PageStyle.CHARTS
                + TEXT
                + "</style><defs>"
                + Page.HATCH
                + "</defs><rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n"));
  }

  private static void sentence(StringBuilder html, String sentence) {
    html.append("<p>").append(Escape.markup(sentence)).append(".</p>\n");
  }

  private static String legend() {
    return "<div class=\"legend\">"
        + Charts.key("succeeded", "recovers; the darker, the later")
        + Charts.key("degraded", "stays down in some runs")
        + Charts.key("failed", "stays down in all runs")
        + Charts.key("overloaded", "overloaded")
        + "</div>";
  }

  private static void cells(StringBuilder html, StabilityReport report) {
    HtmlTables.begin(
        html,
        "load",
        report.finding().push().unit(),
        "runs",
        "stayed down",
        "mean time to recover",
        "longest");
    for (Cell cell : report.finding().cells()) {
      html.append("<tr>");
      HtmlTables.cells(
          html,
          StabilityReport.percent(cell.load()),
          cell.size() == 0 ? "undisturbed" : StabilityReport.size(cell.size()),
          Integer.toString(cell.runs()),
          Integer.toString(cell.stayed()),
          Unit.SECONDS.text(cell.meanSeconds()),
          Unit.SECONDS.text(cell.longestSeconds()));
      html.append("</tr>");
    }
    HtmlTables.end(html);
  }
}
