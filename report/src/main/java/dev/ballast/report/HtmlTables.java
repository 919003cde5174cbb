package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.Objective.Measure;
import dev.ballast.verdict.Agreement;
import dev.ballast.verdict.EdgeSummary;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Scope;
import dev.ballast.verdict.ServiceSummary;
import dev.ballast.verdict.TimelineEntry.Kind;
import dev.ballast.verdict.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables and lists of the page. Every cell is escaped where it is written. */
final class HtmlTables {
  private static final int STORY_MAX = 60;

  private HtmlTables() {}

  static String checks(List<Diagnostic> checks) {
    if (checks.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h3>Checks</h3>");
    for (Diagnostic check : checks) {
      html.append("<div class=\"check ").append(check.severity()).append("\"><b>");
      html.append(check.severity().name().toLowerCase(Locale.ROOT)).append(' ');
      html.append(Escape.markup(check.code())).append("</b> <code>");
      html.append(Escape.markup(check.at().toString())).append("</code> ");
      html.append(Escape.markup(check.problem()));
      if (!check.fix().isEmpty()) {
        html.append("<br><span class=\"soft\">fix: ").append(Escape.markup(check.fix()));
        html.append("</span>");
      }
      html.append("</div>");
    }
    return html.toString();
  }

  static String notes(List<String> notes) {
    StringBuilder html = new StringBuilder();
    notes.forEach(n -> html.append("<p>Note: ").append(Escape.markup(n)).append(".</p>"));
    return html.toString();
  }

  static String objectives(ExperimentVerdict experiment) {
    if (experiment.objectives().isEmpty()) {
      return "<p class=\"soft\">The experiment expects nothing.</p>";
    }
    StringBuilder html = new StringBuilder();
    begin(html, "objective", "measure", "target", "measured", "99 % interval", "verdict");
    for (ObjectiveVerdict o : experiment.objectives()) {
      html.append("<tr class=\"").append(o.verdict()).append("\" title=\"");
      html.append(Escape.markup(o.evidence())).append("\">");
      cells(
          html,
          o.name() + " on " + o.route(),
          o.measure().word(),
          o.targetText(),
          o.unit().text(o.measured().value()),
          o.unit().text(o.measured().low(), o.measured().high()));
      html.append("<td><span class=\"badge small\">")
          .append(o.verdict())
          .append("</span></td></tr>");
    }
    end(html);
    return html.toString();
  }

  static String advice(ExperimentVerdict experiment) {
    List<String> advice = Advice.on(experiment);
    if (advice.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<h3>Where to look</h3>");
    advice.forEach(a -> html.append("<p>").append(Escape.markup(a)).append(".</p>"));
    return html.toString();
  }

  static String routes(List<RouteSummary> routes) {
    StringBuilder html = new StringBuilder();
    begin(
        html,
        "route",
        "offered",
        "in full",
        "degraded",
        "failed",
        "mean",
        "p50",
        "p90",
        "p99",
        "p99.9");
    for (RouteSummary r : routes) {
      html.append("<tr>");
      cells(
          html,
          r.name(),
          Unit.count(r.offered()),
          Unit.count(r.succeeded()),
          Unit.count(r.degraded()),
          Unit.count(r.failed()));
      for (Measure measure : Measure.values()) {
        if (!measure.isShare()) {
          Estimate latency = r.latency(measure);
          html.append("<td>").append(Unit.MILLISECONDS.text(latency.value()));
          html.append("<br><small class=\"soft\">");
          html.append(Unit.MILLISECONDS.text(latency.low(), latency.high()));
          html.append("</small></td>");
        }
      }
      html.append("</tr>");
    }
    end(html);
    return html.toString();
  }

  static String edges(List<EdgeSummary> edges) {
    StringBuilder html = new StringBuilder();
    boolean shares = edges.stream().anyMatch(e -> e.fromCache() + e.shared() > 0);
    List<String> headers =
        new ArrayList<>(
            List.of(
                "caller -> callee", "calls", "attempts", "repeats", "hedges", "failed", "refused"));
    if (shares) {
      headers.addAll(List.of("from cache", "shared", "spared"));
    }
    begin(html, headers.toArray(String[]::new));
    for (EdgeSummary e : edges) {
      html.append("<tr>");
      cells(
          html,
          e.name(),
          Unit.count(e.calls()),
          Unit.count(e.attempts()),
          Unit.count(e.repeats()),
          Unit.count(e.hedges()),
          Unit.count(e.failed()),
          Unit.count(e.refused()));
      if (shares) {
        cells(html, Unit.count(e.fromCache()), Unit.count(e.shared()), Unit.SHARE.text(e.spared()));
      }
      html.append("</tr>");
    }
    end(html);
    return html.toString();
  }

  static String services(List<ServiceSummary> services) {
    StringBuilder html = new StringBuilder();
    begin(html, "service", "workers in use", "requests in it");
    for (ServiceSummary s : services) {
      html.append("<tr>");
      cells(html, s.name(), Unit.SHARE.text(s.utilisation()), Unit.mean(s.inSystem()));
      html.append("</tr>");
    }
    end(html);
    return html.toString();
  }

  static String agreement(Agreement agreement) {
    StringBuilder html = new StringBuilder();
    begin(html, "measure", "predicted", "one run, 99 %", "actual", "agrees", "tolerance");
    String subject = "";
    for (Agreement.Row row : agreement.rows()) {
      if (Sentences.isSilent(row)) {
        continue;
      }
      if (row.scope() != Scope.EXPERIMENT && !row.subject().equals(subject)) {
        subject = row.subject();
        html.append("<tr class=\"subject\"><td colspan=\"6\">");
        html.append(Escape.markup(subject));
        html.append("</td></tr>");
      }
      html.append(row.headline() ? "<tr class=\"headline\">" : "<tr>");
      cells(
          html,
          Sentences.name(row),
          row.unit().text(row.predicted()),
          row.unit().text(row.low(), row.high()),
          row.unit().text(row.actual()));
      html.append(row.agrees() ? "<td class=\"yes\">yes" : "<td class=\"no\">NO");
      html.append("</td>");
      cells(html, row.tolerance());
      html.append("</tr>");
    }
    end(html);
    return html.toString();
  }

  static String story(String caption, ExperimentVerdict experiment) {
    List<Storyline.Line> lines = Storyline.of(experiment.timeline());
    StringBuilder html = new StringBuilder("<div>");
    if (!caption.isEmpty()) {
      html.append("<p class=\"soft\">").append(Escape.markup(caption)).append("</p>");
    }
    if (lines.isEmpty()) {
      html.append("<p class=\"soft\">Nothing changed.</p>");
    }
    html.append("<ol class=\"story\">");
    for (Storyline.Line line : lines.subList(0, Math.min(STORY_MAX, lines.size()))) {
      html.append("<li><time>").append(line.at()).append("</time>").append(Chart.mark(line));
      html.append("<span>").append(Escape.markup(line.text())).append("</span></li>");
    }
    html.append("</ol>");
    long more = Math.max(0, lines.size() - STORY_MAX) + experiment.timelineCut();
    if (more > 0) {
      html.append("<p class=\"soft\">and ").append(Unit.count(more)).append(" more changes</p>");
    }
    return html.append("</div>").toString();
  }

  static String markLegend() {
    return mark(Kind.FAULT_BEGAN, "fault begins")
        + mark(Kind.FAULT_ENDED, "fault ends")
        + mark(Kind.BREAKER_OPENED, "breaker opens")
        + mark(Kind.BREAKER_CLOSED, "breaker closes")
        + mark(Kind.EJECTED, "replica ejected")
        + mark(Kind.RETURNED, "replica back")
        + mark(Kind.SHEDDING, "replica sheds")
        + mark(Kind.SHORT, "replicas short")
        + mark(Kind.LIMIT_LOWERED, "limit lowered")
        + mark(Kind.LIMIT_RAISED, "limit raised");
  }

  private static String mark(Kind kind, String text) {
    Storyline.Line line = new Storyline.Line(0, 0, kind, text);
    return "<span class=\"key\">" + Chart.mark(line) + text + "</span>";
  }

  static void begin(StringBuilder html, String... headers) {
    html.append("<div class=\"scroll\"><table><thead><tr>");
    for (String header : headers) {
      html.append("<th scope=\"col\">").append(Escape.markup(header)).append("</th>");
    }
    html.append("</tr></thead><tbody>");
  }

  static void cells(StringBuilder html, String... texts) {
    for (String text : texts) {
      html.append("<td>").append(Escape.markup(text)).append("</td>");
    }
  }

  static void end(StringBuilder html) {
    html.append("</tbody></table></div>\n");
  }
}
