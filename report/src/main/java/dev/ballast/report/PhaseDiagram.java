package dev.ballast.report;

import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Load against the size of the trigger, and what became of the system: a row for each size, the
 * largest above, the undisturbed system at the bottom. Between two loads that were run, the nearer
 * one counts. A load at which the system recovers from a larger trigger counts for a smaller one
 * too, so that a row which was run at few loads is drawn as sharply as what bounds it.
 */
final class PhaseDiagram {
  /** How wide the names of the rows are, as text. */
  private static final int LABEL = 14;

  private static final double WIDTH = 720;
  private static final double LEFT = 96;
  private static final double RIGHT = 18;
  private static final double TOP = 34;
  private static final double ROW = 30;
  private static final double BOTTOM = 44;
  private static final double LEGEND = 28;

  /** What the colours mean: the style, and its words. */
  private static final String[][] LEGEND_KEYS = {
    {"succeeded", "recovers, the later the darker"},
    {"degraded", "stays down in some runs"},
    {"failed", "in all runs"},
    {"overloaded", "overloaded"}
  };

  /** Recovery that takes up to this share of the watch is quick. */
  private static final double QUICK = 0.1;

  /** What the characters of {@link #lines} mean. */
  static final String MARKS =
      ". recovers at once or soon, : later, + stays down in some runs, # in all, x overloaded";

  private final StabilityReport report;
  private final StabilityFinding finding;
  private final List<Double> sizes = new ArrayList<>();

  /** The highest load drawn. */
  private final double most;

  PhaseDiagram(StabilityReport report) {
    this.report = report;
    finding = report.finding();
    sizes.addAll(finding.push().sizes().reversed());
    sizes.add(0.0);
    most =
        finding.overloaded().isSeen()
            ? 1.1 * Math.max(1, finding.overloaded().from())
            : finding.overloaded().below();
  }

  /** As lines of text. */
  List<String> lines(int width) {
    int columns = Math.max(10, Math.min(60, width - LABEL - 2));
    List<String> lines = new ArrayList<>();
    for (double size : sizes) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%12s  ", label(size)));
      for (int i = 0; i < columns; i++) {
        line.append(mark(size, (i + 0.5) / columns * most));
      }
      lines.add(line.toString());
    }
    int file = Math.min((int) (columns / most), columns - 1);
    String before = file >= columns / 2 ? "100 % " : "";
    lines.add(
        " ".repeat(LABEL + file - before.length()) + before + (before.isEmpty() ? "^ 100 %" : "^"));
    lines.add(" ".repeat(LABEL) + "load from 0 to " + StabilityReport.percent(most));
    return lines;
  }

  private char mark(double size, double load) {
    if (isOverloaded(load)) {
      return 'x';
    }
    Cell cell = nearest(size, load);
    if (cell == null) {
      return ' ';
    }
    if (cell.stayed() > 0) {
      return cell.stayed() == cell.runs() ? '#' : '+';
    }
    return cell.meanSeconds() <= QUICK * finding.push().watchSeconds() ? '.' : ':';
  }

  private boolean isOverloaded(double load) {
    return finding.overloaded().isSeen()
        && load > (finding.overloaded().below() + finding.overloaded().from()) / 2;
  }

  private @Nullable Cell nearest(double size, double load) {
    Cell nearest = null;
    for (Cell cell : known(size)) {
      if (nearest == null || Math.abs(cell.load() - load) < Math.abs(nearest.load() - load)) {
        nearest = cell;
      }
    }
    return nearest;
  }

  /**
   * What was run with this trigger; with the highest load at which a larger one is recovered from,
   * where that narrows down from which load on this one is not.
   */
  private List<Cell> known(double size) {
    List<Cell> cells = new ArrayList<>(finding.ofSize(size));
    int down = 0;
    while (down < cells.size() && cells.get(down).recovers()) {
      down++;
    }
    if (down == 0 || down == cells.size()) {
      return cells;
    }
    Cell last = cells.get(down - 1);
    double narrowed = last.load();
    for (Cell cell : finding.cells()) {
      boolean says = cell.size() > size && cell.recovers();
      if (says && cell.load() > narrowed && cell.load() < cells.get(down).load()) {
        narrowed = cell.load();
      }
    }
    if (narrowed > last.load()) {
      cells.add(
          down,
          new Cell(narrowed, size, last.runs(), 0, last.meanSeconds(), last.longestSeconds()));
    }
    return cells;
  }

  /** As inline SVG, for a page that says what the colours mean. */
  String svg() {
    return svg(false);
  }

  /** As SVG that stands for itself. */
  String svgWithLegend() {
    return svg(true);
  }

  private String svg(boolean hasLegend) {
    double height = TOP + sizes.size() * ROW + BOTTOM + (hasLegend ? LEGEND : 0);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 ").append(number(WIDTH)).append(' ').append(number(height));
    svg.append("\" role=\"img\" aria-label=\"Load against the size of the trigger: ");
    svg.append(Escape.markup(report.headline())).append("\">\n");
    for (int row = 0; row < sizes.size(); row++) {
      row(svg, sizes.get(row), TOP + row * ROW);
    }
    double bottom = TOP + sizes.size() * ROW;
    Scale scale = Scale.exactly(most * 100, WIDTH - LEFT - RIGHT, 8);
    for (double tick : scale.ticks()) {
      text(svg, "middle", x(tick / 100), bottom + 16, StabilityReport.percent(tick / 100));
    }
    text(svg, "end", WIDTH - RIGHT, bottom + 36, "load, of what the file says");
    text(svg, "start", 8, bottom + 36, finding.push().unit());
    rule(svg, 1, "the load of the file", bottom);
    if (hasLegend) {
      legend(svg, bottom + BOTTOM + 8);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void legend(StringBuilder svg, double y) {
    double x = 40;
    for (String[] key : LEGEND_KEYS) {
      for (String layer : key[0].equals("failed") ? List.of(key[0], "hatch") : List.of(key[0])) {
        svg.append("<rect class=\"").append(layer).append("\" x=\"").append(number(x));
        svg.append("\" y=\"").append(number(y)).append("\" width=\"12\" height=\"12\"/>");
      }
      text(svg, "start", x + 18, y + 11, key[1]);
      x += 38 + 6.6 * key[1].length();
    }
  }

  private void row(StringBuilder svg, double size, double y) {
    text(svg, "end", LEFT - 8, y + ROW / 2 + 4, label(size));
    List<Cell> cells = known(size);
    double end = finding.overloaded().isSeen() ? overloadedFrom() : most;
    double from = 0;
    for (int i = 0; i < cells.size() && from < end; i++) {
      Cell cell = cells.get(i);
      double to = i + 1 < cells.size() ? (cell.load() + cells.get(i + 1).load()) / 2 : most;
      rectangle(svg, style(cell), shade(cell), from, Math.min(to, end), y, report.words(cell));
      from = to;
    }
    if (end < most) {
      rectangle(svg, "overloaded", 1, end, most, y, "overloaded without any trigger");
    }
  }

  private double overloadedFrom() {
    return (finding.overloaded().below() + finding.overloaded().from()) / 2;
  }

  private static String style(Cell cell) {
    return cell.recovers() ? "succeeded" : cell.stayed() == cell.runs() ? "failed" : "degraded";
  }

  /** The longer recovery takes, the darker. */
  private double shade(Cell cell) {
    return cell.recovers()
        ? 0.25 + 0.75 * Math.min(1, 2 * cell.meanSeconds() / finding.push().watchSeconds())
        : 1;
  }

  private void rectangle(
      StringBuilder svg,
      String style,
      double shade,
      double from,
      double to,
      double y,
      String hint) {
    for (String layer : style.equals("failed") ? List.of(style, "hatch") : List.of(style)) {
      svg.append("<rect class=\"").append(layer).append("\" x=\"").append(number(x(from)));
      svg.append("\" y=\"").append(number(y + 1)).append("\" width=\"");
      svg.append(number(x(to) - x(from))).append("\" height=\"").append(number(ROW - 2));
      if (shade < 1) {
        svg.append("\" fill-opacity=\"").append(number(shade));
      }
      svg.append("\"><title>").append(Escape.markup(hint)).append("</title></rect>\n");
    }
  }

  private void rule(StringBuilder svg, double load, String label, double bottom) {
    svg.append("<path class=\"rule faultbegan\" d=\"M").append(number(x(load))).append(' ');
    svg.append(number(TOP - 10)).append('V').append(number(bottom)).append("\"/>");
    text(svg, load > most / 2 ? "end" : "start", x(load), TOP - 16, label);
  }

  private static void text(StringBuilder svg, String anchor, double x, double y, String words) {
    svg.append("<text text-anchor=\"").append(anchor).append("\" x=\"").append(number(x));
    svg.append("\" y=\"").append(number(y)).append("\">").append(Escape.markup(words));
    svg.append("</text>\n");
  }

  private double x(double load) {
    return LEFT + load / most * (WIDTH - LEFT - RIGHT);
  }

  private static String label(double size) {
    return size == 0 ? "undisturbed" : StabilityReport.size(size);
  }

  private static String number(double value) {
    long hundredths = Math.round(value * 100);
    return hundredths % 100 == 0
        ? Long.toString(hundredths / 100)
        : String.format(Locale.ROOT, "%.2f", hundredths / 100.0);
  }
}
