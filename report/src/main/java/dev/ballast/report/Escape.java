package dev.ballast.report;

/** Makes text that others wrote harmless where it is shown. */
final class Escape {
  private static final char REPLACEMENT = '\uFFFD';

  private Escape() {}

  /**
   * Text for XML and HTML, in elements and in quoted attributes. Characters that XML does not allow
   * are replaced.
   */
  static String markup(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                default -> out.appendCodePoint(isCharacter(c) ? c : REPLACEMENT);
              }
            });
    return out.toString();
  }

  /** Text for a terminal: no character moves the cursor or changes a colour. */
  static String terminal(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean moves =
                  type == Character.CONTROL
                      || type == Character.FORMAT
                      || type == Character.SURROGATE
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR;
              out.appendCodePoint(moves ? '?' : c);
            });
    return out.toString();
  }

  private static boolean isCharacter(int c) {
    return (c >= 0x20 && c < 0x7F)
        || (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
