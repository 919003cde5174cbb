package dev.ballast.spec.text;

/** Words of the user in a sentence of ours. */
public final class Quoted {
  private static final int LENGTH_MAX = 60;

  private Quoted() {}

  /** In back quotes, on one line and not too long. */
  public static String of(String text) {
    return "`" + plain(text) + "`";
  }

  /** Without quotes, on one line and not too long. */
  public static String plain(String text) {
    StringBuilder shown = new StringBuilder();
    int shownPoints = 0;
    for (int i = 0; i < text.length(); ) {
      if (shownPoints++ == LENGTH_MAX) {
        return shown + "…";
      }
      int point = text.codePointAt(i);
      shown.appendCodePoint(isShowable(point) ? point : ' ');
      i += Character.charCount(point);
    }
    return shown.toString();
  }

  /** Whether a terminal shows this character as one cell or so, and does nothing else with it. */
  static boolean isShowable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
