package dev.ballast.spec.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes YAML in blocks, two spaces per level. */
final class Lines {
  private static final Set<String> NOT_TEXT = Set.of("null", "true", "false", "none");

  private final StringBuilder out = new StringBuilder();
  private int depth;

  /** A key with a plain value. */
  void put(String key, String value) {
    line(key + ": " + value);
  }

  /** A line at the current depth. */
  void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  /** What is written in between stands one level deeper. */
  void below(String head, Runnable content) {
    line(head);
    depth++;
    content.run();
    depth--;
  }

  /** The same without a head of its own. */
  void deeper(Runnable content) {
    depth++;
    content.run();
    depth--;
  }

  /** {@code [a, b]}. */
  static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(Lines::text).toList()) + "]";
  }

  /** Text that reads back as it is: plain if that is safe, in double quotes otherwise. */
  static String text(String text) {
    if (text.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !NOT_TEXT.contains(text)) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain = c >= ' ' && c < '\u007f';
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (isPlain || Character.isLetterOrDigit(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
