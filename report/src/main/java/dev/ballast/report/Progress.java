package dev.ballast.report;

import dev.ballast.verdict.Unit;

/** One line that says how far a run is. Whoever owns the terminal overwrites it with the next. */
public final class Progress {
  private static final int BAR = 20;

  private Progress() {}

  /**
   * The line, at most as wide as the terminal.
   *
   * @param what such as the experiment's name
   * @param share done, in [0, 1]
   * @param detail such as {@code 47 s of 90 s}; may be empty
   */
  public static String line(String what, double share, String detail, Style style) {
    Canvas canvas = new Canvas(style);
    double done = Math.max(0, Math.min(1, share));
    int full = (int) Math.round(done * BAR);
    String bar =
        style.ascii()
            ? "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]"
            : "\u2588".repeat(full) + "\u2591".repeat(BAR - full);
    String percent = Math.round(done * 100) + " %";
    String text =
        canvas.shown(what) + "  " + percent + (detail.isEmpty() ? "" : "  " + canvas.shown(detail));
    String withBar = bar + "  " + text;
    String fitting = withBar.length() <= style.width() ? withBar : text;
    return fitting.length() <= style.width() ? fitting : fitting.substring(0, style.width());
  }

  /** How fast a simulation goes, such as {@code 1,203,000 calls, 1,050,000 per second}. */
  public static String calls(long calls, double seconds) {
    return Unit.count(calls)
        + " calls"
        + (seconds > 0 ? ", " + Unit.count(Math.round(calls / seconds)) + " per second" : "");
  }
}
