package dev.ballast.report;

import dev.ballast.report.Charts.Source;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Series;
import dev.ballast.verdict.Series.Band;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One page that needs nothing but itself: no script, no request, charts as inline SVG. Whatever
 * comes from a system file is escaped, and the page forbids itself to load anything.
 */
public final class HtmlReport {
  /** The most routes of an experiment that are drawn. */
  private static final int ROUTES_MAX = 8;

  private final StringBuilder html = new StringBuilder();

  private HtmlReport() {}

  /** The page on a proof. */
  public static String prove(ProveReport report) {
    HtmlReport page = new HtmlReport();
    List<ExperimentVerdict> experiments = report.experiments();
    page.html.append(Page.begin("Ballast proof of " + report.system()));
    long good = experiments.stream().filter(e -> e.verdict() == Verdict.PASS).count();
    page.header(
        report.verdict(),
        report.system() + ": " + good + " of " + experiments.size() + " experiments hold",
        "Simulated, from seed " + report.seed() + ".");
    page.html.append(HtmlTables.checks(report.checks()));
    experiments.forEach(page::experiment);
    page.end(report.effectiveYaml(), report.seed(), report.version(), report.repeatLine());
    return page.html.toString();
  }

  /** The page on a drill. */
  public static String drill(DrillReport report) {
    HtmlReport page = new HtmlReport();
    DrillReport.Side side = report.withPolicies();
    page.html.append(Page.begin("Ballast drill of " + report.system()));
    page.header(
        report.verdict(),
        report.system() + ", " + side.actual().name() + ": " + side.actual().sentence(),
        Page.capital(Sentences.agreement(side)) + ".");
    page.drillFacts(report);
    page.html.append(HtmlTables.checks(report.checks()));
    page.html.append("<h3>Objectives</h3>").append(HtmlTables.objectives(side.actual()));
    page.html.append(HtmlTables.advice(side.actual()));
    page.drillCharts(report);
    page.html.append("<h3>What happened</h3><div class=\"columns\">");
    page.html.append(HtmlTables.story("in the drill", side.actual()));
    page.html.append(HtmlTables.story("as predicted, first run", side.predicted()));
    page.html.append("</div>");
    page.html.append("<h3>Predicted and actual</h3>");
    page.html.append(HtmlTables.agreement(side.agreement()));
    page.html.append("<details><summary>Routes and calls of the drill</summary>");
    page.html.append(HtmlTables.routes(side.actual().routes()));
    page.html.append(HtmlTables.services(side.actual().services()));
    page.html.append(HtmlTables.edges(side.actual().edges())).append("</details>");
    DrillReport.Side without = report.withoutPolicies();
    if (without != null) {
      page.html.append("<details><summary>Predicted and actual without the policies</summary>");
      page.html.append(HtmlTables.agreement(without.agreement())).append("</details>");
    }
    page.end(report.effectiveYaml(), report.seed(), report.version(), report.repeatLine());
    return page.html.toString();
  }

  private void header(Verdict verdict, String sentence, String more) {
    html.append(Page.header(verdict, sentence, more));
  }

  private void fact(String value, String small, String what) {
    html.append(Page.fact(value, small, what));
  }

  private void end(String effectiveYaml, long seed, String version, String repeatLine) {
    html.append(Page.details("The system file, with every default filled in", effectiveYaml));
    html.append(Page.end(seed, version, repeatLine));
  }

  /** What a page shows of one experiment. */
  static String section(ExperimentVerdict experiment) {
    HtmlReport page = new HtmlReport();
    page.experiment(experiment);
    return page.html.toString();
  }

  private void experiment(ExperimentVerdict experiment) {
    html.append("<section class=\"").append(experiment.verdict()).append("\"><h2>");
    html.append("<span class=\"badge\">").append(experiment.verdict()).append("</span> ");
    html.append(Escape.markup(experiment.name())).append("</h2><p>");
    html.append(Escape.markup(Page.capital(experiment.sentence()))).append(".</p>");
    html.append(HtmlTables.notes(experiment.notes())).append("<div class=\"facts\">");
    fact(Unit.SHARE.text(experiment.noticed().value()), "", "of users noticed");
    fact(
        Unit.count(experiment.runs()),
        " × " + Unit.SECONDS.text(experiment.lengthSeconds()),
        "repetitions");
    fact(Unit.count(experiment.calls()), "", "calls simulated");
    experiment.openings().stream()
        .limit(2)
        .forEach(
            o ->
                fact(
                    Unit.SECONDS.text(o.atSeconds().value()),
                    " in " + Unit.SHARE.text(o.share()) + " of runs",
                    "first opening, " + o.edge()));
    html.append("</div>\n<h3>Objectives</h3>").append(HtmlTables.objectives(experiment));
    html.append(HtmlTables.advice(experiment));
    List<Source> source = List.of(new Source("mean of the repetitions", experiment));
    charts(source, source, experiment);
    html.append("<h3>What happened in the first run</h3>");
    html.append(HtmlTables.story("", experiment));
    html.append("<h3>Routes</h3>").append(HtmlTables.routes(experiment.routes()));
    html.append("<h3>Services</h3>").append(HtmlTables.services(experiment.services()));
    html.append("<h3>Calls between services</h3>").append(HtmlTables.edges(experiment.edges()));
    html.append("</section>\n");
  }

  private void drillFacts(DrillReport report) {
    DrillReport.Side side = report.withPolicies();
    html.append("<div class=\"facts\">");
    noticed(side, "of users noticed with the policies");
    DrillReport.Side without = report.withoutPolicies();
    if (without != null) {
      noticed(without, "of users noticed without them");
    }
    List<Agreement.Row> rows = Sentences.loud(side.agreement());
    fact(
        Unit.count(rows.stream().filter(Agreement.Row::agrees).count()),
        " of " + rows.size(),
        "measures agree with the prediction");
    Agreement.Row opening = rows.getFirst();
    if (!opening.subject().isEmpty()) {
      fact(
          Unit.SECONDS.text(opening.actual()),
          " predicted " + Unit.SECONDS.text(opening.predicted()),
          "first opening, " + opening.subject());
    }
    html.append("</div>\n");
  }

  private void noticed(DrillReport.Side side, String of) {
    fact(
        Unit.SHARE.text(side.actual().noticed().value()),
        " predicted " + Unit.SHARE.text(side.predicted().noticed().value()),
        of);
  }

  private void drillCharts(DrillReport report) {
    DrillReport.Side side = report.withPolicies();
    Source predicted = new Source("predicted (mean)", side.predicted());
    Source actual = new Source("actual", side.actual());
    List<Source> overlays = new ArrayList<>(List.of(predicted, actual));
    List<Source> outcomes = new ArrayList<>(List.of(actual, predicted));
    DrillReport.Side without = report.withoutPolicies();
    if (without != null) {
      overlays.add(new Source("actual without the policies", without.actual()));
      outcomes.add(new Source("actual without the policies", without.actual()));
      outcomes.add(new Source("predicted without the policies (mean)", without.predicted()));
    }
    charts(outcomes, overlays, side.actual());
  }

  private void charts(List<Source> outcomes, List<Source> overlays, ExperimentVerdict judged) {
    List<String> loaded =
        judged.routes().stream().filter(r -> r.offered() > 0).map(RouteSummary::name).toList();
    for (String route : loaded.subList(0, Math.min(ROUTES_MAX, loaded.size()))) {
      html.append("<h3>What users of ").append(Escape.markup(route)).append(" got</h3>");
      html.append("<div class=\"charts\">").append(Charts.outcomes(outcomes, route));
      if (overlays.size() > 1) {
        html.append("</div>");
        legend();
        html.append("<h3>Predicted and actual over time</h3><div class=\"charts\">");
        html.append(overlay(overlays, route, "degraded", Unit.COUNT, Series::degraded, judged));
      }
      html.append(overlay(overlays, route, "failed", Unit.COUNT, Series::failed, judged));
      html.append(overlay(overlays, route, "p50", Unit.MILLISECONDS, Series::p50Ms, judged));
      html.append(overlay(overlays, route, "p99", Unit.MILLISECONDS, Series::p99Ms, judged));
      html.append("</div>\n");
      if (overlays.size() == 1) {
        legend();
      }
    }
    if (loaded.size() > ROUTES_MAX) {
      html.append("<p class=\"soft\">Charts of the first ").append(ROUTES_MAX).append(" of ");
      html.append(loaded.size()).append(" routes; the tables hold them all.</p>");
    }
  }

  private static String overlay(
      List<Source> sources,
      String route,
      String word,
      Unit unit,
      Function<Series, List<Band>> line,
      ExperimentVerdict judged) {
    return Charts.overlay(sources, route, word, unit, line, judged.objectives());
  }

  private void legend() {
    html.append(Charts.outcomeLegend());
  }
}
