package dev.ballast.report;

import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import java.util.List;
import java.util.Locale;

/**
 * How long recovery from the largest trigger takes at each load where every run recovered: the mean
 * as a line, up to the longest as a whisker. It grows without bound towards the hidden capacity.
 */
final class RecoveryChart {
  private static final double WIDTH = 720;
  private static final double LEFT = 96;
  private static final double RIGHT = 18;
  private static final double TOP = 14;
  private static final double PLOT = 130;
  private static final double BOTTOM = 24;

  private RecoveryChart() {}

  /** As inline SVG; empty where nothing recovered. */
  static String svg(StabilityFinding finding) {
    List<Cell> cells =
        finding.ofSize(finding.push().sizes().getLast()).stream().filter(Cell::recovers).toList();
    if (cells.isEmpty()) {
      return "";
    }
    double longest = cells.stream().mapToDouble(Cell::longestSeconds).max().orElse(0);
    Scale y = Scale.upTo(Math.max(longest, 1), PLOT);
    Scale x = Scale.exactly(cells.getLast().load() * 105, WIDTH - LEFT - RIGHT, 8);
    StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 ");
    svg.append(number(WIDTH)).append(' ').append(number(TOP + PLOT + BOTTOM));
    svg.append("\" role=\"img\" aria-label=\"Time to recover by load\">");
    for (double tick : y.ticks()) {
      String at = number(TOP + PLOT - y.at(tick));
      svg.append("<path class=\"grid\" d=\"M").append(number(LEFT)).append(' ').append(at);
      svg.append('H').append(number(WIDTH - RIGHT)).append("\"/>");
      text(svg, "end", LEFT - 8, TOP + PLOT - y.at(tick) + 4, StabilityReport.size(tick) + " s");
    }
    for (double tick : x.ticks()) {
      text(svg, "middle", LEFT + x.at(tick), TOP + PLOT + 18, StabilityReport.percent(tick / 100));
    }
    StringBuilder line = new StringBuilder();
    for (Cell cell : cells) {
      String at = number(LEFT + x.at(cell.load() * 100));
      String mean = number(TOP + PLOT - y.at(cell.meanSeconds()));
      line.append(line.isEmpty() ? 'M' : 'L').append(at).append(' ').append(mean);
      svg.append("<path class=\"without\" d=\"M").append(at).append(' ').append(mean).append('V');
      svg.append(number(TOP + PLOT - y.at(cell.longestSeconds()))).append("\"/>");
    }
    return svg.append("<path class=\"actual\" d=\"").append(line).append("\"/></svg>").toString();
  }

  private static void text(StringBuilder svg, String anchor, double x, double y, String words) {
    svg.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(number(x));
    svg.append("\" y=\"").append(number(y)).append("\">").append(words).append("</text>");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
