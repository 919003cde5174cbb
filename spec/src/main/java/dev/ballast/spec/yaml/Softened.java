package dev.ballast.spec.yaml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets people write three things that YAML would take apart, by putting stand-in characters of the
 * same length in their place before YAML is parsed, and the originals back afterwards; so every
 * position stays exact.
 *
 * <ul>
 *   <li>a path's parameters: {@code {route: GET /play/{title}, p99: 1s}}, whose inner braces would
 *       begin a map;
 *   <li>a pattern's star: {@code * -> license: ...}, which would be an alias;
 *   <li>a distribution's commas and colons: {@code {work: uniform(1ms, 5ms)}}, {@code empirical(0%:
 *       1ms, 100%: 5ms)}.
 * </ul>
 *
 * What is replaced could not have been valid YAML in flow context, or is plain text anyway, so the
 * meaning of no valid file changes.
 */
final class Softened {
  private static final char OPEN = '\ue000';
  private static final char CLOSE = '\ue001';
  private static final char STAR = '\ue002';
  private static final char COMMA = '\ue003';
  private static final char COLON = '\ue004';

  private static final Pattern PARAMETER =
      Pattern.compile("(?<=[A-Za-z0-9/._~}-])\\{[A-Za-z_][A-Za-z0-9_-]{0,63}+\\}");
  private static final Pattern LEADING_STAR = Pattern.compile("\\*(?=[ \\t]{0,16}+<?->)");
  private static final Pattern ARGUMENTS =
      Pattern.compile("(?<=[A-Za-z])\\([^()\\r\\n\"'#{}\\[\\]]{0,4000}+\\)");

  private Softened() {}

  /** Whether the text already holds a character that stands in for another. */
  static int indexOfReserved(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= OPEN && text.charAt(i) <= COLON) {
        return i;
      }
    }
    return -1;
  }

  /** The text with stand-ins, of the same length. */
  static String of(String text) {
    char[] softened = text.toCharArray();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      softened[parameter.start()] = OPEN;
      softened[parameter.end() - 1] = CLOSE;
    }
    Matcher star = LEADING_STAR.matcher(text);
    while (star.find()) {
      softened[star.start()] = STAR;
    }
    Matcher arguments = ARGUMENTS.matcher(text);
    while (arguments.find()) {
      for (int i = arguments.start(); i < arguments.end(); i++) {
        softened[i] =
            switch (softened[i]) {
              case ',' -> COMMA;
              case ':' -> COLON;
              default -> softened[i];
            };
      }
    }
    return new String(softened);
  }

  /** The original characters again. */
  static String undo(String text) {
    return text.replace(OPEN, '{')
        .replace(CLOSE, '}')
        .replace(STAR, '*')
        .replace(COMMA, ',')
        .replace(COLON, ':');
  }
}
