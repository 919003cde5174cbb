package dev.ballast.report;

import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.explore.SensitivityFinding.Effect;
import java.util.List;
import java.util.Locale;

/**
 * Effects of numbers as bars to both sides of the middle, the longest first, each with its
 * interval, as inline SVG.
 */
final class Tornado {
  private static final double WIDTH = 720;
  private static final double LEFT = 280;
  private static final double ROW = 26;
  private static final double MIDDLE = (WIDTH + LEFT) / 2;
  private static final double HALF = (WIDTH - LEFT) / 2 - 10;

  private final StringBuilder svg = new StringBuilder();
  private final double most;

  private Tornado(double most) {
    this.most = most;
  }

  /** The picture. */
  static String svg(String objective, List<Effect> effects) {
    double most = 1e-9;
    for (Effect effect : effects) {
      most = Math.max(most, Math.max(reach(effect.less()), reach(effect.more())));
    }
    Tornado tornado = new Tornado(most);
    tornado.draw(objective, effects);
    return tornado.svg.toString();
  }

  private static double reach(Estimate change) {
    return change.hasData() ? Math.max(Math.abs(change.low()), Math.abs(change.high())) : 0;
  }

  private void draw(String objective, List<Effect> effects) {
    double height = effects.size() * ROW + 30;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"What moves %s\">",
            WIDTH,
            height,
            Escape.markup(objective)));
    for (int i = 0; i < effects.size(); i++) {
      double top = 4 + i * ROW;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 8,
              top + 14,
              Escape.markup(effects.get(i).parameter())));
      bar(top, effects.get(i).less(), "10 % less", "#4477aa");
      bar(top + 10, effects.get(i).more(), "10 % more", "#cc6677");
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f 0V%.1f\" stroke=\"currentColor\"/>",
            MIDDLE,
            effects.size() * ROW + 4));
    label(MIDDLE - HALF, -most, effects.size());
    label(MIDDLE, 0, effects.size());
    label(MIDDLE + HALF, most, effects.size());
    svg.append(
        "</svg><p class=\"soft\">Upper bars: 10 % less of the number; lower bars: 10 % more.</p>");
  }

  private void bar(double top, Estimate change, String what, String colour) {
    if (!change.hasData()) {
      return;
    }
    double end = x(change.value());
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\" fill=\"%s\"><title>%s:"
                + " %+.3f</title></rect>",
            Math.min(MIDDLE, end),
            top,
            Math.abs(end - MIDDLE),
            colour,
            what,
            change.value()));
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fH%.1f\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
            x(change.low()),
            top + 4,
            x(change.high())));
  }

  private void label(double x, double value, int rows) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%+.2f</text>",
            x,
            rows * ROW + 22,
            value < 0 ? "start" : value > 0 ? "end" : "middle",
            value));
  }

  private double x(double value) {
    return MIDDLE + Math.clamp(value / most, -1, 1) * HALF;
  }
}
