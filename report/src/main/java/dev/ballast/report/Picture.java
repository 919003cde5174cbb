package dev.ballast.report;

import dev.ballast.report.Charts.Source;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.ObjectiveVerdict;
import dev.ballast.verdict.RouteSummary;
import dev.ballast.verdict.Series;
import dev.ballast.verdict.Series.Band;
import dev.ballast.verdict.Unit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One experiment on two systems as one picture on its own: what users got in each, and below how
 * long they waited in both. Needs nothing else and loads nothing, so that a page can show it.
 */
public final class Picture {
  /** The most routes that are drawn, one below the other. */
  public static final int ROUTES_MAX = 2;

  private static final double COLUMN = 540;
  private static final double GAP = 20;
  private static final double CAPTION = 22;
  private static final double TITLE = 30;

  private static final String TEXT =
      """
      svg{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
      svg svg text{font-size:15px}
      text.title{font-size:17px;font-weight:600;fill:var(--ink)}
      text.caption{font-weight:600}
      .one{fill:none;stroke:var(--without);stroke-width:2;stroke-dasharray:7 4}
      .other{fill:none;stroke:var(--actual);stroke-width:2.4}
      """;

  private final StringBuilder svg = new StringBuilder();
  private final Source one;
  private final Source other;

  private Picture(Source one, Source other) {
    this.one = one;
    this.other = other;
  }

  /**
   * A picture of the same experiment on two systems.
   *
   * @param title in a few words
   * @param oneName what to call the first, such as {@code without policies}
   * @param otherName what to call the second
   * @return an SVG document
   */
  public static String svg(
      String title,
      String oneName,
      ExperimentVerdict one,
      String otherName,
      ExperimentVerdict other) {
    Picture picture = new Picture(new Source(oneName, one), new Source(otherName, other));
    picture.draw(title);
    return picture.svg.toString();
  }

  private void draw(String title) {
    List<String> routes =
        other.verdict().routes().stream()
            .filter(r -> r.offered() > 0)
            .map(RouteSummary::name)
            .limit(ROUTES_MAX)
            .toList();
    double height = TITLE + routes.size() * routeHeight() + GAP;
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    svg.append(whole(2 * COLUMN + GAP)).append(' ').append(whole(height));
    svg.append("\" role=\"img\" aria-label=\"").append(Escape.markup(title));
    svg.append("\">\n<style>\n").append(PageStyle.COLOURS).append(PageStyle.CHARTS).append(TEXT);
    svg.append("</style>\n<defs>").append(Page.HATCH).append("</defs>\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n");
    text("title", 8, TITLE - 10, title);
    double y = TITLE;
    for (String route : routes) {
      route(route, y);
      y += routeHeight();
    }
    key(y + 6);
    svg.append("</svg>\n");
  }

  private static double routeHeight() {
    return 2 * (Chart.height(COLUMN) + CAPTION);
  }

  private void route(String route, double y) {
    double largest = Charts.largestRate(List.of(one, other), route);
    outcomes(one, route, largest, 0, y);
    outcomes(other, route, largest, COLUMN + GAP, y);
    double below = y + Chart.height(COLUMN) + CAPTION;
    waits(route, "p50", Series::p50Ms, 0, below);
    waits(route, "p99", Series::p99Ms, COLUMN + GAP, below);
  }

  private void outcomes(Source source, String route, double largest, double x, double y) {
    text("caption", x + 8, y + 15, source.name() + ": " + route + ", requests per second");
    Series series = source.series(route);
    if (series != null) {
      svg.append(Charts.outcome(source, series, largest).svg(x, y + CAPTION, COLUMN)).append('\n');
    }
  }

  private void waits(
      String route, String word, Function<Series, List<Band>> line, double x, double y) {
    text("caption", x + 8, y + 15, word + " of what was answered, milliseconds");
    Series first = one.series(route);
    Series second = other.series(route);
    if (first == null || second == null) {
      return;
    }
    List<Double> ofOne = Chart.values(line.apply(first), Band::mean);
    List<Double> ofOther = Chart.values(line.apply(second), Band::mean);
    double largest = Math.max(Charts.max(ofOne), Charts.max(ofOther));
    Chart chart =
        new Chart(
            word + " of " + route + " over time",
            other.verdict().lengthSeconds(),
            second.sliceSeconds(),
            largest);
    chart.line("one", ofOne);
    chart.line("other", ofOther);
    for (ObjectiveVerdict objective : other.verdict().objectives()) {
      if (objective.route().equals(route) && objective.measure().word().equals(word)) {
        chart.bound(objective.target(), "bound " + Unit.MILLISECONDS.text(objective.target()));
      }
    }
    svg.append(chart.svg(x, y + CAPTION, COLUMN)).append('\n');
  }

  private void key(double y) {
    double x = 8;
    x = swatch("succeeded", "in full", x, y);
    x = swatch("degraded", "degraded", x, y);
    x = swatch("failed", "failed", x, y);
    x = stroke("offered", "offered", x, y);
    x = stroke("one", one.name(), x, y);
    stroke("other", other.name(), x, y);
  }

  private double swatch(String style, String name, double x, double y) {
    svg.append("<rect class=\"").append(style).append("\" x=\"").append(whole(x));
    svg.append("\" y=\"").append(whole(y - 9)).append("\" width=\"22\" height=\"11\"/>");
    return label(name, x, y);
  }

  private double stroke(String style, String name, double x, double y) {
    svg.append("<path class=\"").append(style).append("\" d=\"M").append(whole(x)).append(' ');
    svg.append(whole(y - 4)).append("h22\"/>");
    return label(name, x, y);
  }

  private double label(String name, double x, double y) {
    text("", x + 28, y, name);
    return x + 52 + 7.2 * name.length();
  }

  private void text(String style, double x, double y, String words) {
    svg.append("<text class=\"").append(style).append("\" x=\"").append(whole(x));
    svg.append("\" y=\"").append(whole(y)).append("\">").append(Escape.markup(words));
    svg.append("</text>\n");
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%d", Math.round(value));
  }
}
