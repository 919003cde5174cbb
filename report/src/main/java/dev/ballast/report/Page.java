package dev.ballast.report;

import dev.ballast.verdict.Verdict;
import java.util.Locale;

/** What every page has: its frame, its head, facts in large letters, and how to repeat it. */
final class Page {
  /** The pattern over what failed. */
  static final String HATCH =
      "<pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\""
          + " patternTransform=\"rotate(45)\"><path d=\"M0 0V5\" stroke=\"#000\""
          + " stroke-opacity=\".45\" stroke-width=\"2\"/></pattern>";

  private Page() {}

  /** Everything before the content; the page forbids itself to load anything. */
  static String begin(String title) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        + "style-src 'unsafe-inline'\"><meta name=\"viewport\" "
        + "content=\"width=device-width,initial-scale=1\"><title>"
        + Escape.markup(title)
        + "</title><style>\n"
        + PageStyle.CSS
        + "</style></head><body><svg width=\"0\" height=\"0\" style=\"position:absolute\" "
        + "aria-hidden=\"true\"><defs>"
        + HATCH
        + "</defs></svg><main>\n";
  }

  /** The verdict, what it is about, and what it rests on. */
  static String header(Verdict verdict, String sentence, String more) {
    return "<header class=\""
        + verdict
        + "\"><div class=\"badge\">"
        + verdict
        + "</div><h1>"
        + Escape.markup(sentence)
        + "</h1><p class=\"soft\">"
        + Escape.markup(more)
        + "</p></header>\n";
  }

  /** One number in large letters. */
  static String fact(String value, String small, String what) {
    return "<div class=\"fact\"><b>"
        + Escape.markup(value)
        + "<small>"
        + Escape.markup(small)
        + "</small></b><span>"
        + Escape.markup(what)
        + "</span></div>";
  }

  /** Text that is shown on demand; empty text leaves nothing. */
  static String details(String summary, String text) {
    return text.isEmpty()
        ? ""
        : "<details><summary>"
            + Escape.markup(summary)
            + "</summary><pre>"
            + Escape.markup(text)
            + "</pre></details>";
  }

  /** Everything after the content. */
  static String end(long seed, String version, String repeatLine) {
    return "<footer>Seed "
        + seed
        + ", Ballast "
        + Escape.markup(version)
        + ". Repeat with <code>"
        + Escape.markup(repeatLine)
        + "</code></footer></main></body></html>\n";
  }

  /** A sentence with a capital, unless it begins with a name. */
  static String capital(String sentence) {
    return sentence.isEmpty() || sentence.contains(": ")
        ? sentence
        : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
