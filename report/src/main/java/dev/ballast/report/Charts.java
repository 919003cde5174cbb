package dev.ballast.report;

import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.Series;
import dev.ballast.verdict.Series.Band;
import dev.ballast.verdict.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The charts of one route: what users got, and how long they waited. */
final class Charts {
  private Charts() {}

  /** One run or a study, under the name that legends give it. */
  record Source(String name, ExperimentVerdict verdict) {
    @Nullable Series series(String route) {
      return verdict.series().stream()
          .filter(s -> s.route().equals(route))
          .findFirst()
          .orElse(null);
    }
  }

  /** What users got in each source, one chart each, drawn to one scale. */
  static String outcomes(List<Source> sources, String route) {
    double largest = largestRate(sources, route);
    StringBuilder html = new StringBuilder();
    for (Source source : sources) {
      Series series = source.series(route);
      if (series != null) {
        html.append(
            figure(
                source.name() + ", requests per second",
                outcome(source, series, largest).svg(),
                ""));
      }
    }
    return html.toString();
  }

  /** The highest rate of any source on a route, so that all can be drawn to one scale. */
  static double largestRate(List<Source> sources, String route) {
    double largest = 0;
    for (Source source : sources) {
      Series series = source.series(route);
      if (series != null) {
        List<Double> ended = ended(series);
        largest = Math.max(largest, max(ended));
        largest = Math.max(largest, max(Chart.values(series.offered(), Band::mean)));
      }
    }
    return largest;
  }

  /** What users got over time. */
  static Chart outcome(Source source, Series series, double largest) {
    double length = source.verdict().lengthSeconds();
    String title = "What users of " + series.route() + " got, " + source.name();
    Chart chart = new Chart(title, length, series.sliceSeconds(), largest);
    List<Double> succeeded = Chart.values(series.succeeded(), Band::mean);
    List<Double> degraded = Chart.sum(succeeded, Chart.values(series.degraded(), Band::mean));
    List<Double> failed = ended(series);
    List<Double> offered = Chart.values(series.offered(), Band::mean);
    chart.area("succeeded", succeeded.stream().map(_ -> 0.0).toList(), succeeded);
    chart.area("degraded", succeeded, degraded);
    chart.area("failed", degraded, failed);
    chart.area("hatch", degraded, failed);
    chart.line("offered", offered);
    chart.changes(Storyline.moments(source.verdict().timeline()), length);
    chart.hints(
        offered.size(),
        i ->
            at(series, i)
                + rate(offered.get(i))
                + " offered, "
                + rate(succeeded.get(i))
                + " in full, "
                + rate(degraded.get(i) - succeeded.get(i))
                + " degraded, "
                + rate(failed.get(i) - degraded.get(i))
                + " failed per second");
    return chart;
  }

  private static List<Double> ended(Series series) {
    return Chart.sum(
        Chart.sum(
            Chart.values(series.succeeded(), Band::mean),
            Chart.values(series.degraded(), Band::mean)),
        Chart.values(series.failed(), Band::mean));
  }

  /**
   * One measure of several sources over time: the first as a band with its mean, the others as
   * lines.
   *
   * @param word the measure as objectives name it, or in words
   */
  static String overlay(
      List<Source> sources,
      String route,
      String word,
      Unit unit,
      Function<Series, List<Band>> line,
      List<ObjectiveVerdict> objectives) {
    double largest = 0;
    List<Series> all = new ArrayList<>();
    List<Source> drawn = new ArrayList<>();
    for (Source source : sources) {
      Series series = source.series(route);
      if (series != null) {
        all.add(series);
        drawn.add(source);
        largest = Math.max(largest, max(Chart.values(line.apply(series), Band::high)));
      }
    }
    if (all.isEmpty()) {
      return "";
    }
    largest = withBounds(largest, route, word, objectives);
    double length = drawn.getFirst().verdict().lengthSeconds();
    Chart chart =
        new Chart(
            word + " of " + route + " over time", length, all.getFirst().sliceSeconds(), largest);
    StringBuilder legend = new StringBuilder();
    boolean banded = drawn.getFirst().verdict().runs() > 1;
    for (int i = 0; i < all.size(); i++) {
      List<Band> bands = line.apply(all.get(i));
      if (i == 0 && banded) {
        chart.area("band", Chart.values(bands, Band::low), Chart.values(bands, Band::high));
        legend.append(
            key(
                "band",
                "smallest to largest of " + Unit.count(drawn.get(i).verdict().runs()) + " runs"));
      }
      String style = lineStyle(i, banded);
      chart.line(style, Chart.values(bands, Band::mean));
      legend.append(key(style, drawn.get(i).name()));
    }
    for (ObjectiveVerdict objective : objectives) {
      if (objective.route().equals(route) && objective.measure().word().equals(word)) {
        chart.bound(objective.target(), "bound " + Unit.MILLISECONDS.text(objective.target()));
      }
    }
    chart.changes(
        Storyline.moments(drawn.get(Math.min(1, drawn.size() - 1)).verdict().timeline()), length);
    chart.hints(
        all.getFirst().offered().size(),
        i -> at(all.getFirst(), i) + values(drawn, all, unit, line, i));
    return figure(
        word + (unit == Unit.MILLISECONDS ? ", milliseconds" : ", requests per second"),
        chart.svg(),
        legend.toString());
  }

  /** A bound is drawn where it does not press what was measured flat. */
  private static double withBounds(
      double largest, String route, String word, List<ObjectiveVerdict> objectives) {
    return objectives.stream()
        .filter(o -> o.route().equals(route) && o.measure().word().equals(word))
        .mapToDouble(ObjectiveVerdict::target)
        .filter(bound -> bound <= 3 * largest)
        .reduce(largest, Math::max);
  }

  private static String values(
      List<Source> sources,
      List<Series> all,
      Unit unit,
      Function<Series, List<Band>> line,
      int slice) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      List<Band> bands = line.apply(all.get(i));
      if (slice < bands.size()) {
        parts.add(sources.get(i).name() + " " + unit.text(bands.get(slice).mean()));
      }
    }
    return String.join(", ", parts);
  }

  private static String lineStyle(int index, boolean banded) {
    if (index == 0) {
      return banded ? "predicted" : "actual";
    }
    return index == 1 && banded ? "actual" : "without";
  }

  /** What the colours and marks of {@link #outcomes} mean. */
  static String outcomeLegend() {
    return "<div class=\"legend\">"
        + key("succeeded", "answered in full")
        + key("degraded", "degraded")
        + key("failed", "failed")
        + key("offered", "offered")
        + HtmlTables.markLegend()
        + "</div>";
  }

  static String key(String style, String text) {
    return "<span class=\"key\"><svg viewBox=\"0 0 24 12\" aria-hidden=\"true\">"
        + (List.of("band", "succeeded", "degraded", "overloaded").contains(style)
            ? "<path class=\"" + style + "\" d=\"M0 0H24V12H0Z\"/>"
            : style.equals("failed")
                ? "<path class=\"failed\" d=\"M0 0H24V12H0Z\"/><path class=\"hatch\" d=\"M0"
                    + " 0H24V12H0Z\"/>"
                : "<path class=\"" + style + "\" d=\"M0 6H24\"/>")
        + "</svg>"
        + Escape.markup(text)
        + "</span>";
  }

  private static String figure(String caption, String svg, String legend) {
    return "<figure><figcaption>"
        + Escape.markup(caption)
        + "</figcaption>"
        + svg
        + (legend.isEmpty() ? "" : "<div class=\"legend\">" + legend + "</div>")
        + "</figure>";
  }

  private static String at(Series series, int slice) {
    return Unit.SECONDS.text(slice * series.sliceSeconds())
        + " to "
        + Unit.SECONDS.text((slice + 1) * series.sliceSeconds())
        + ": ";
  }

  private static String rate(double perSecond) {
    return Unit.count(Math.round(perSecond));
  }

  static double max(List<Double> values) {
    return values.stream().filter(Double::isFinite).mapToDouble(v -> v).max().orElse(0);
  }
}
