package dev.ballast.report;

import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.verdict.Unit;
import dev.ballast.verdict.explore.Coverage;
import dev.ballast.verdict.explore.Exploration;
import dev.ballast.verdict.explore.FaultLine;
import dev.ballast.verdict.explore.Finding;
import dev.ballast.verdict.explore.Trial;
import java.util.ArrayList;
import java.util.List;

/** The page on a search: the smallest failures with their timelines, then what was tried. */
public final class ExplorePage {
  /** The most single faults in the table. */
  private static final int TRIALS_MAX = 500;

  private ExplorePage() {}

  /** The page. */
  public static String of(ExploreReport report) {
    Exploration exploration = report.exploration();
    StringBuilder html = new StringBuilder();
    html.append(Page.begin("Ballast search of " + report.system()));
    html.append(
        Page.header(
            report.verdict(),
            report.system() + ": " + report.headline(),
            "Simulated, from seed " + report.seed() + "."));
    html.append(facts(exploration)).append(HtmlTables.checks(report.checks()));
    exploration.findings().forEach(finding -> html.append(finding(finding)));
    html.append(Page.details("What was found, as part of a system file", report.found()));
    html.append("<h2>Single faults, the smallest first</h2>").append(trials(exploration));
    html.append("<h2>What was looked at</h2>");
    for (String sentence : ExploreReport.coverage(exploration)) {
      html.append("<p class=\"soft\">").append(Escape.markup(Page.capital(sentence)));
      html.append(".</p>");
    }
    html.append(
        Page.details("The system file, with every default filled in", report.effectiveYaml()));
    return html.append(Page.end(report.seed(), report.version(), report.repeatLine())).toString();
  }

  private static String facts(Exploration exploration) {
    Coverage coverage = exploration.coverage();
    return "<div class=\"facts\">"
        + Page.fact(
            Unit.count(exploration.findings().size()),
            " of " + exploration.objectives().size(),
            "objectives broken")
        + Page.fact(
            Unit.count(coverage.singles()),
            " of " + Unit.count(coverage.singlesOf()),
            "single faults tried")
        + Page.fact(
            Unit.count(coverage.combinations()),
            " of " + Unit.count(coverage.combinationsOf()),
            "sets of several faults tried")
        + Page.fact(Unit.count(coverage.calls()), "", "calls simulated")
        + "</div>\n";
  }

  private static String finding(Finding finding) {
    StringBuilder html = new StringBuilder("<h2>What breaks ");
    html.append(Escape.markup(finding.objective())).append("</h2><ul>");
    for (TimedFault fault : finding.experiment().faults()) {
      html.append("<li>").append(Escape.markup(FaultLine.of(fault))).append("</li>");
    }
    html.append("</ul><p class=\"soft\">");
    html.append(Escape.markup(Page.capital(ExploreText.smallness(finding)))).append(".</p>");
    return html.append(HtmlReport.section(finding.verdict())).toString();
  }

  private static String trials(Exploration exploration) {
    List<String> head = new ArrayList<>(List.of("fault", "size"));
    exploration.objectives().forEach(name -> head.add("strain on " + name));
    StringBuilder html = new StringBuilder();
    HtmlTables.begin(html, head.toArray(String[]::new));
    List<Trial> singles = exploration.singles();
    for (Trial trial : singles.subList(0, Math.min(TRIALS_MAX, singles.size()))) {
      html.append(trial.worst() > 1 ? "<tr class=\"FAIL\">" : "<tr>");
      HtmlTables.cells(html, ExploreReport.words(trial), Unit.SECONDS.text(trial.size()));
      trial.strains().forEach(s -> HtmlTables.cells(html, ExploreReport.strain(s)));
      html.append("</tr>");
    }
    HtmlTables.end(html);
    if (singles.size() > TRIALS_MAX) {
      html.append("<p class=\"soft\">and ").append(Unit.count(singles.size() - TRIALS_MAX));
      html.append(" more, which verdict.json lists.</p>");
    }
    return html.toString();
  }
}
