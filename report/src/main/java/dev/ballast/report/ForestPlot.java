package dev.ballast.report;

import dev.ballast.verdict.Difference;
import dev.ballast.verdict.Unit;
import java.util.List;
import java.util.Locale;

/**
 * Differences with their intervals, one below the other, as inline SVG: better lies to the right of
 * the middle whatever the measure, worse to the left, and a band shows what is too small to matter.
 * Intervals that leave the picture end in an arrow.
 */
final class ForestPlot {
  private static final double WIDTH = 720;
  private static final double LEFT = 300;
  private static final double RIGHT = 20;
  private static final double ROW = 20;
  private static final double TOP = 8;
  private static final double BOTTOM = 38;

  /** The farthest that is drawn: a latency that doubles, or a share that changes by all of it. */
  private static final double FARTHEST = 100;

  private final StringBuilder svg = new StringBuilder();
  private final List<Difference> rows;
  private final Scale scale;

  private ForestPlot(List<Difference> rows) {
    this.rows = rows;
    double farthest = 0;
    for (Difference d : rows) {
      farthest = Math.max(farthest, Math.abs(percent(d, d.difference().low())));
      farthest = Math.max(farthest, Math.abs(percent(d, d.difference().high())));
    }
    scale = Scale.upTo(Math.min(FARTHEST, farthest), (WIDTH - LEFT - RIGHT) / 2);
  }

  /** Whether a difference can be drawn: it has both ends, and something to be relative to. */
  static boolean canShow(Difference d) {
    return d.difference().hasData()
        && Double.isFinite(d.difference().low())
        && (d.unit() == Unit.SHARE || d.a() > 0);
  }

  /**
   * The picture.
   *
   * @param title what is drawn, for those who do not see it
   * @param rows all of shares, or none of them, each of which can be shown
   * @param margin the smallest difference that matters, in [0, 1]
   * @param unit what the axis counts, such as {@code %}
   */
  static String svg(String title, List<Difference> rows, double margin, String unit) {
    ForestPlot plot = new ForestPlot(rows);
    plot.draw(title, margin * 100, unit);
    return plot.svg.toString();
  }

  /** In percent of the first system's value, or in percentage points. */
  private static double percent(Difference d, double value) {
    return 100 * (d.unit() == Unit.SHARE ? value : value / d.a());
  }

  private void draw(String title, double margin, String unit) {
    double bottom = TOP + rows.size() * ROW;
    svg.append("<svg viewBox=\"0 0 ").append(number(WIDTH)).append(' ');
    svg.append(number(bottom + BOTTOM)).append("\" role=\"img\" aria-label=\"");
    svg.append(Escape.markup(title)).append("\">");
    double from = x(-margin);
    svg.append("<rect class=\"band\" x=\"").append(number(from)).append("\" y=\"");
    svg.append(number(TOP)).append("\" width=\"").append(number(x(margin) - from));
    svg.append("\" height=\"").append(number(bottom - TOP)).append("\"/>");
    for (double tick : scale.ticks()) {
      tick(tick, unit, bottom);
      if (tick > 0) {
        tick(-tick, unit, bottom);
      }
    }
    text(x(-scale.most() / 2), bottom + 32, "middle", "worse");
    text(x(scale.most() / 2), bottom + 32, "middle", "better");
    for (int i = 0; i < rows.size(); i++) {
      row(rows.get(i), TOP + (i + 0.5) * ROW);
    }
    svg.append("</svg>");
  }

  private void tick(double value, String unit, double bottom) {
    svg.append("<path class=\"grid\" d=\"M").append(number(x(value))).append(' ');
    svg.append(number(TOP)).append('V').append(number(bottom)).append("\"/>");
    String text = String.format(Locale.ROOT, "%.4f", Math.abs(value)).replaceAll("\\.?0+$", "");
    text(x(value), bottom + 16, "middle", text + unit);
  }

  private void row(Difference d, double y) {
    double sign = d.higherIsBetter() ? 1 : -1;
    double low = sign * percent(d, d.difference().low());
    double high = sign * percent(d, d.difference().high());
    String name = CompareWords.name(d);
    text(LEFT - 10, y + 4, "end", name.length() > 42 ? name.substring(0, 41) + "…" : name);
    svg.append("<g class=\"").append(d.relation().name().toLowerCase(Locale.ROOT));
    svg.append("\"><title>").append(Escape.markup(CompareWords.sentence(d))).append("</title>");
    svg.append("<path class=\"whisker\" d=\"M").append(number(x(low))).append(' ');
    svg.append(number(y)).append('H').append(number(x(high))).append("\"/>");
    end(Math.min(low, high), y);
    end(Math.max(low, high), y);
    svg.append("<path class=\"dot\" transform=\"translate(");
    svg.append(number(x(sign * percent(d, d.difference().value())))).append(' ');
    svg.append(number(y)).append(")\" d=\"").append(glyph(d.relation())).append("\"/></g>");
  }

  /** The end of an interval: a bar, or an arrow where it lies outside. */
  private void end(double value, double y) {
    boolean inside = Math.abs(value) <= scale.most();
    String shape = inside ? "m0-4v8" : value > 0 ? "m-5-4l5 4l-5 4" : "m5-4l-5 4l5 4";
    svg.append("<path class=\"whisker\" d=\"M").append(number(x(value))).append(' ');
    svg.append(number(y)).append(shape).append("\"/>");
  }

  /** Better points to the right, worse to the left; the same is a circle, what is open a square. */
  static String glyph(Difference.Relation relation) {
    return switch (relation) {
      case BETTER -> "M-4-5L6 0L-4 5Z";
      case WORSE -> "M4-5L-6 0L4 5Z";
      case SAME -> "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z";
      case OPEN -> "M-4-4H4V4H-4Z";
    };
  }

  private void text(double x, double y, String anchor, String words) {
    svg.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(number(x));
    svg.append("\" y=\"").append(number(y)).append("\">").append(Escape.markup(words));
    svg.append("</text>");
  }

  private double x(double percent) {
    double half = scale.at(Math.abs(percent));
    return LEFT + (WIDTH - LEFT - RIGHT) / 2 + (percent < 0 ? -half : half);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }
}
