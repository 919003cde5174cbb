package dev.ballast.report;

import dev.ballast.report.Charts.Source;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Difference;
import dev.ballast.verdict.Difference.Relation;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Series;
import dev.ballast.verdict.Series.Band;
import dev.ballast.verdict.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** The page on a comparison: differences with their intervals, and the systems side by side. */
public final class ComparePage {
  /** The most routes of an experiment that are drawn. */
  private static final int ROUTES_MAX = 8;

  /** The most systems whose lines can be told apart in one chart. */
  private static final int LINES_MAX = 3;

  private final CompareReport report;
  private final StringBuilder html = new StringBuilder();

  private ComparePage(CompareReport report) {
    this.report = report;
  }

  /** The page as one document. */
  public static String html(CompareReport report) {
    ComparePage page = new ComparePage(report);
    page.draw();
    return page.html.toString();
  }

  private void draw() {
    html.append(Page.begin("Ballast comparison of " + report.systems().getLast().label()));
    html.append(
        Page.header(
            report.verdict(),
            CompareWords.headline(report),
            "Simulated on common random numbers, from seed " + report.seed() + "."));
    for (int i = 0; i < report.systems().size(); i++) {
      html.append("<p>").append(Escape.markup(CompareWords.role(report, i))).append("</p>");
    }
    html.append(HtmlTables.checks(report.checks()));
    report.experiments().forEach(this::experiment);
    if (!report.leftOut().isEmpty()) {
      html.append("<p class=\"soft\">Experiments left out: ");
      html.append(Escape.markup(String.join("; ", report.leftOut()))).append(".</p>");
    }
    for (CompareReport.Design design : report.systems()) {
      html.append(
          Page.details(
              "The system file of " + design.label() + ", with every default filled in",
              design.effectiveYaml()));
    }
    html.append(Page.end(report.seed(), report.version(), report.repeatLine()));
  }

  private void experiment(Comparison comparison) {
    html.append("<section class=\"").append(comparison.verdict()).append("\"><h2>");
    html.append("<span class=\"badge\">").append(comparison.verdict()).append("</span> ");
    html.append(Escape.markup(comparison.name())).append("</h2><p>");
    ExperimentVerdict candidate = comparison.verdicts().getLast();
    html.append(Escape.markup(Page.capital(candidate.sentence())))
        .append(".</p><p class=\"soft\">");
    html.append(Escape.markup(CompareWords.runs(comparison))).append("</p>");
    html.append(HtmlTables.notes(comparison.notes()));
    for (int i = 0; i < report.systems().size(); i++) {
      html.append("<h3>Objectives, ").append(Escape.markup(report.systems().get(i).label()));
      html.append("</h3>").append(HtmlTables.objectives(comparison.verdicts().get(i)));
    }
    for (int i = 1; i < report.systems().size(); i++) {
      differences(comparison, i);
    }
    charts(comparison);
    html.append("</section>\n");
  }

  private void differences(Comparison comparison, int system) {
    List<Difference> all = comparison.differences(system);
    html.append("<h3>").append(Escape.markup(CompareWords.against(report, comparison, system)));
    html.append("</h3><div class=\"charts\">");
    plot(
        all,
        d -> d.unit() != Unit.SHARE,
        report.margins().relative(),
        " %",
        "Latencies and attempts, in percent of a");
    plot(
        all,
        d -> d.unit() == Unit.SHARE,
        report.margins().share(),
        "",
        "Shares, in percentage points");
    html.append("</div><div class=\"legend\">");
    for (Relation relation : Relation.values()) {
      String word = relation.name().toLowerCase(Locale.ROOT);
      html.append("<span class=\"key\"><svg class=\"glyph\" viewBox=\"-8 -8 16 16\" ");
      html.append("aria-hidden=\"true\"><g class=\"")
          .append(word)
          .append("\"><path class=\"dot\" ");
      html.append("d=\"").append(ForestPlot.glyph(relation)).append("\"/></g></svg>");
      html.append(word).append("</span>");
    }
    html.append("<span class=\"key\">grey band: too small to matter</span></div>");
    table(all);
    html.append("<p class=\"soft\">").append(Escape.markup(CompareWords.pairing(all)));
    html.append(".</p>");
  }

  private void plot(
      List<Difference> all, Predicate<Difference> which, double margin, String unit, String title) {
    List<Difference> rows =
        all.stream()
            .filter(which)
            .filter(CompareWords::isTold)
            .filter(ForestPlot::canShow)
            .toList();
    if (!rows.isEmpty()) {
      html.append("<figure><figcaption>").append(title).append("</figcaption>");
      html.append(ForestPlot.svg(title, rows, margin, unit)).append("</figure>");
    }
  }

  private void table(List<Difference> all) {
    html.append("<details><summary>Every measure</summary>");
    HtmlTables.begin(html, "measure", "a", "b", "difference", "99 % interval", "b is", "pairing");
    for (Difference d : all) {
      if (!d.difference().hasData()) {
        continue;
      }
      String word = d.relation().name().toLowerCase(Locale.ROOT);
      html.append(d.isBounded() ? "<tr class=\"headline\">" : "<tr>");
      HtmlTables.cells(
          html,
          CompareWords.name(d),
          d.unit().text(d.a()),
          d.unit().text(d.b()),
          d.text(d.difference().value()),
          d.intervalText());
      html.append("<td class=\"").append(word).append("\">").append(word).append("</td>");
      HtmlTables.cells(html, Double.isFinite(d.gain()) ? Unit.RATIO.text(d.gain()) + "×" : "-");
      html.append("</tr>");
    }
    HtmlTables.end(html);
    html.append("</details>");
  }

  private void charts(Comparison comparison) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < report.systems().size(); i++) {
      sources.add(
          new Source(report.systems().get(i).label() + " (mean)", comparison.verdicts().get(i)));
    }
    List<Source> lines =
        sources.size() <= LINES_MAX ? sources : List.of(sources.getFirst(), sources.getLast());
    ExperimentVerdict candidate = comparison.verdicts().getLast();
    List<String> routes =
        candidate.routes().stream().filter(r -> r.offered() > 0).map(RouteSummary::name).toList();
    for (String route : routes.subList(0, Math.min(ROUTES_MAX, routes.size()))) {
      html.append("<h3>What users of ").append(Escape.markup(route)).append(" got</h3>");
      html.append("<div class=\"charts\">").append(Charts.outcomes(sources, route));
      html.append(overlay(lines, route, "p50", Series::p50Ms, candidate));
      html.append(overlay(lines, route, "p99", Series::p99Ms, candidate));
      html.append("</div>\n").append(Charts.outcomeLegend());
    }
    if (routes.size() > ROUTES_MAX) {
      html.append("<p class=\"soft\">Charts of the first ").append(ROUTES_MAX).append(" of ");
      html.append(routes.size()).append(" routes; the tables hold them all.</p>");
    }
  }

  private static String overlay(
      List<Source> lines,
      String route,
      String word,
      Function<Series, List<Band>> line,
      ExperimentVerdict candidate) {
    return Charts.overlay(lines, route, word, Unit.MILLISECONDS, line, candidate.objectives());
  }
}
