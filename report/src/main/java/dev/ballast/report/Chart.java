package dev.ballast.report;

import dev.ballast.verdict.Series.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A chart over time as inline SVG: stacked areas, lines and bands over one another, and above them
 * a strip with a mark for each change. Colours come from the page's style sheet, so that a chart
 * follows its theme; every series has a shape of its own besides its colour.
 */
final class Chart {
  /** What one slice shows when it is pointed at. */
  interface Hint {
    String of(int slice);
  }

  private static final double WIDTH = 720;
  private static final double LEFT = 52;
  private static final double RIGHT = 18;
  private static final double LANE = 12;
  private static final double STRIP = 3 * LANE + 4;
  private static final double PLOT = 150;
  private static final double BOTTOM = 24;

  private final String title;
  private final double sliceSeconds;
  private final Scale x;
  private final Scale y;
  private final StringBuilder marks = new StringBuilder();
  private final StringBuilder plot = new StringBuilder();
  private final StringBuilder hints = new StringBuilder();

  /**
   * @param title what is drawn, for those who do not see it
   * @param largest the largest value drawn
   */
  Chart(String title, double lengthSeconds, double sliceSeconds, double largest) {
    this.title = title;
    this.sliceSeconds = sliceSeconds;
    x = Scale.exactly(lengthSeconds, WIDTH - LEFT - RIGHT, 9);
    y = Scale.upTo(largest, PLOT);
  }

  /** The area between two lines, which touch where a value is missing. */
  void area(String style, List<Double> from, List<Double> to) {
    StringBuilder path = new StringBuilder();
    int start = 0;
    while (start < to.size()) {
      int end = start;
      while (end < to.size() && isDrawn(from.get(end)) && isDrawn(to.get(end))) {
        end++;
      }
      if (end > start) {
        path.append(steps('M', to, start, end));
        path.append(back(from, start, end)).append('Z');
      }
      start = Math.max(end, start + 1);
    }
    append(style, path);
  }

  /** A line, broken where a value is missing. */
  void line(String style, List<Double> values) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < values.size(); i++) {
      if (isDrawn(values.get(i))) {
        path.append(pen ? 'L' : 'M').append(number(middle(i))).append(' ');
        path.append(number(top(values.get(i))));
        pen = true;
      } else {
        pen = false;
      }
    }
    append(style, path);
  }

  /** A horizontal line, such as the bound of an objective. */
  void bound(double value, String label) {
    if (value > y.most()) {
      return;
    }
    String at = number(top(value));
    plot.append("<path class=\"bound\" d=\"M").append(number(LEFT)).append(' ').append(at);
    plot.append('H').append(number(WIDTH - RIGHT)).append("\"/>");
    plot.append("<text class=\"boundlabel\" text-anchor=\"end\" x=\"");
    plot.append(number(WIDTH - RIGHT - 4)).append("\" y=\"").append(number(top(value) - 4));
    plot.append("\">").append(Escape.markup(label)).append("</text>");
  }

  /** Marks what changed: in the strip each line of the story, through the plot each fault. */
  void changes(List<Storyline.Line> story, double lengthSeconds) {
    for (Storyline.Line change : story) {
      if (change.atSeconds() < 0 || change.atSeconds() > lengthSeconds) {
        continue;
      }
      String at = number(LEFT + x.at(change.atSeconds()));
      String kind = kind(change);
      if (kind.startsWith("fault")) {
        marks.append("<path class=\"rule ").append(kind).append("\" d=\"M").append(at);
        marks
            .append(' ')
            .append(number(LANE))
            .append('V')
            .append(number(STRIP + PLOT))
            .append("\"/>");
      }
      marks.append("<path class=\"mark ").append(kind).append("\" transform=\"translate(");
      marks.append(at).append(' ').append(number(lane(change)));
      marks.append(")\" d=\"").append(glyph(change)).append("\"><title>");
      marks.append(Escape.markup(change.at() + ": " + change.text())).append("</title></path>");
    }
  }

  /** What to say about each slice. */
  void hints(int slices, Hint hint) {
    for (int i = 0; i < slices; i++) {
      double from = LEFT + x.at(i * sliceSeconds);
      double to = LEFT + x.at((i + 1) * sliceSeconds);
      hints.append("<rect class=\"hint\" x=\"").append(number(from)).append("\" y=\"");
      hints.append(number(STRIP)).append("\" width=\"").append(number(to - from));
      hints.append("\" height=\"").append(number(PLOT)).append("\"><title>");
      hints.append(Escape.markup(hint.of(i))).append("</title></rect>");
    }
  }

  /** The finished picture, as wide as where it stands. */
  String svg() {
    return svg("", hints);
  }

  /** The finished picture within another one, which nobody can point at. */
  String svg(double atX, double atY, double width) {
    return svg(
        " x=\""
            + number(atX)
            + "\" y=\""
            + number(atY)
            + "\" width=\""
            + number(width)
            + "\" height=\""
            + number(height(width))
            + '"',
        "");
  }

  /** How high a picture of this width is. */
  static double height(double width) {
    return width * (STRIP + PLOT + BOTTOM) / WIDTH;
  }

  private String svg(String place, CharSequence pointed) {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg").append(place).append(" viewBox=\"0 0 ").append(number(WIDTH)).append(' ');
    svg.append(number(STRIP + PLOT + BOTTOM)).append("\" role=\"img\" aria-label=\"");
    svg.append(Escape.markup(title)).append("\">");
    for (double tick : y.ticks()) {
      String at = number(top(tick));
      svg.append("<path class=\"grid\" d=\"M").append(number(LEFT)).append(' ').append(at);
      svg.append('H').append(number(WIDTH - RIGHT)).append("\"/><text text-anchor=\"end\" x=\"");
      svg.append(number(LEFT - 6)).append("\" y=\"").append(number(top(tick) + 3.5)).append("\">");
      svg.append(label(tick)).append("</text>");
    }
    for (double tick : x.ticks()) {
      svg.append("<text text-anchor=\"middle\" x=\"").append(number(LEFT + x.at(tick)));
      svg.append("\" y=\"").append(number(STRIP + PLOT + 16)).append("\">").append(label(tick));
      svg.append(" s</text>");
    }
    return svg.append(plot).append(pointed).append(marks).append("</svg>").toString();
  }

  /** One line of a band. */
  static List<Double> values(List<Band> bands, ToDoubleFunction<Band> line) {
    return bands.stream().map(line::applyAsDouble).toList();
  }

  /** Sums, slice by slice. */
  static List<Double> sum(List<Double> one, List<Double> other) {
    List<Double> sums = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      sums.add(one.get(i) + other.get(i));
    }
    return sums;
  }

  private void append(String style, StringBuilder path) {
    if (!path.isEmpty()) {
      plot.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>");
    }
  }

  private String steps(char first, List<Double> values, int start, int end) {
    StringBuilder path = new StringBuilder();
    for (int i = start; i < end; i++) {
      path.append(i == start ? first : 'L').append(number(middle(i))).append(' ');
      path.append(number(top(values.get(i))));
    }
    return path.toString();
  }

  private String back(List<Double> values, int start, int end) {
    StringBuilder path = new StringBuilder();
    for (int i = end - 1; i >= start; i--) {
      path.append('L').append(number(middle(i))).append(' ').append(number(top(values.get(i))));
    }
    return path.toString();
  }

  private double middle(int slice) {
    return LEFT + x.at((slice + 0.5) * sliceSeconds);
  }

  private double top(double value) {
    return STRIP + PLOT - y.at(value);
  }

  private static boolean isDrawn(double value) {
    return Double.isFinite(value);
  }

  /** Faults, breakers and replicas have a lane each, so that what follows at once can be seen. */
  private static double lane(Storyline.Line change) {
    return switch (change.kind()) {
      case FAULT_BEGAN, FAULT_ENDED -> LANE * 0.5 + 2;
      case BREAKER_OPENED, BREAKER_PROBING, BREAKER_CLOSED -> LANE * 1.5 + 2;
      case EJECTED,
          RETURNED,
          LIMIT_RAISED,
          LIMIT_LOWERED,
          SHEDDING,
          SHEDDING_ENDED,
          SHORT,
          ENOUGH,
          PROGRAM ->
          LANE * 2.5 + 2;
    };
  }

  private static String kind(Storyline.Line change) {
    return switch (change.kind()) {
      case FAULT_BEGAN -> "faultbegan";
      case FAULT_ENDED -> "faultended";
      case BREAKER_OPENED, BREAKER_PROBING -> "opened";
      case BREAKER_CLOSED -> "closed";
      case EJECTED, SHEDDING, LIMIT_LOWERED, SHORT -> "ejected";
      case RETURNED, SHEDDING_ENDED, LIMIT_RAISED, ENOUGH -> "returned";
      case PROGRAM -> "program";
    };
  }

  /**
   * Faults are triangles, breakers diamonds, ejections squares, sheds bars, limits small triangles,
   * programs crosses.
   */
  static String glyph(Storyline.Line change) {
    return switch (change.kind()) {
      case FAULT_BEGAN -> "M-6-6H6L0 6Z";
      case FAULT_ENDED -> "M-6 6H6L0-6Z";
      case BREAKER_OPENED, BREAKER_CLOSED -> "M0-6L5 0L0 6L-5 0Z";
      case BREAKER_PROBING -> "M0-3L3 0L0 3L-3 0Z";
      case EJECTED, RETURNED, SHORT, ENOUGH -> "M-4-4H4V4H-4Z";
      case SHEDDING, SHEDDING_ENDED -> "M-6-2H6V2H-6Z";
      case LIMIT_RAISED -> "M-5 4H5L0-5Z";
      case LIMIT_LOWERED -> "M-5-4H5L0 5Z";
      case PROGRAM -> "M-5-3L-3-5L0-2L3-5L5-3L2 0L5 3L3 5L0 2L-3 5L-5 3L-2 0Z";
    };
  }

  /** A mark on its own, for legends and lists. */
  static String mark(Storyline.Line change) {
    return "<svg class=\"glyph\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\"><path class=\"mark "
        + kind(change)
        + "\" d=\""
        + glyph(change)
        + "\"/></svg>";
  }

  private static String label(double value) {
    String text = String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.2f", value);
    while (text.endsWith("0")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }
}
