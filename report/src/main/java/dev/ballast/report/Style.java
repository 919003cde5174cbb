package dev.ballast.report;

/**
 * What a terminal can show.
 *
 * @param colour whether colours are understood; without them no escape sequence is written
 * @param ascii whether only ASCII can be shown
 * @param width in columns; at least 20 are used
 */
public record Style(boolean colour, boolean ascii, int width) {
  public Style {
    width = Math.max(20, width);
  }

  /** For files and pipes. */
  public static Style plain() {
    return new Style(false, false, 100);
  }
}
