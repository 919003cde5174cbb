package dev.ballast.spec.text;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import java.util.List;
import java.util.Locale;

/** Diagnostics as people read them: the problem, the line it is in, a caret, one fix. */
public final class DiagnosticText {
  /** How many diagnostics are written out before the rest is only counted. */
  public static final int SHOWN_MAX = 50;

  private static final int WIDTH_MAX = 140;
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String BLUE = "\u001b[1;34m";

  private DiagnosticText() {}

  /** The first {@link #SHOWN_MAX} diagnostics with an empty line between them, then a count. */
  public static String of(List<Diagnostic> diagnostics, SourceText source, boolean colour) {
    StringBuilder out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics.subList(0, Math.min(SHOWN_MAX, diagnostics.size()))) {
      out.append(out.isEmpty() ? "" : "\n").append(of(diagnostic, source, colour));
    }
    if (diagnostics.size() > SHOWN_MAX) {
      int more = diagnostics.size() - SHOWN_MAX;
      out.append("\nand ").append(more).append(" more\n");
    }
    return out.toString();
  }

  /** One diagnostic, ending in a line end. */
  public static String of(Diagnostic diagnostic, SourceText source, boolean colour) {
    Style style = new Style(colour, colourOf(diagnostic.severity()));
    StringBuilder out = new StringBuilder();
    String kind = diagnostic.severity().name().toLowerCase(Locale.ROOT);
    out.append(style.loud(kind + "[" + diagnostic.code() + "]"))
        .append(style.bold(": " + diagnostic.problem()))
        .append('\n');
    Position at = diagnostic.at();
    String number = Integer.toString(at.line());
    String margin = " ".repeat(at.line() == 0 ? 2 : number.length());
    out.append(margin).append(style.blue("-->")).append(' ').append(at).append('\n');
    if (at.line() > 0) {
      snippet(diagnostic, source, style, number, margin, out);
    } else if (!diagnostic.expected().isEmpty()) {
      out.append(margin).append(' ').append(diagnostic.expected()).append('\n');
    }
    if (!diagnostic.fix().isEmpty()) {
      out.append(style.bold("fix:")).append(' ').append(diagnostic.fix()).append('\n');
    }
    return out.toString();
  }

  private static void snippet(
      Diagnostic diagnostic,
      SourceText source,
      Style style,
      String number,
      String margin,
      StringBuilder out) {
    int[] line = source.line(diagnostic.at().line()).codePoints().toArray();
    int start = Math.clamp(diagnostic.at().column() - 1L, 0, line.length);
    int from = start < WIDTH_MAX - 20 ? 0 : start - 40;
    int to = Math.min(line.length, from + WIDTH_MAX);
    StringBuilder shown = new StringBuilder(from > 0 ? "…" : "");
    for (int i = from; i < to; i++) {
      shown.appendCodePoint(Quoted.isShowable(line[i]) ? line[i] : ' ');
    }
    shown.append(to < line.length ? "…" : "");
    int carets = Math.clamp(diagnostic.at().length(), 1, Math.max(1, to - start));
    String bar = style.blue("|");
    out.append(margin).append(' ').append(bar).append('\n');
    out.append(style.blue(number)).append(' ').append(bar).append(' ').append(shown).append('\n');
    out.append(margin)
        .append(' ')
        .append(bar)
        .append(' ')
        .append(" ".repeat(start - from + (from > 0 ? 1 : 0)))
        .append(style.loud("^".repeat(carets)));
    if (!diagnostic.expected().isEmpty()) {
      out.append(' ').append(style.loud(diagnostic.expected()));
    }
    out.append('\n');
  }

  private static String colourOf(Severity severity) {
    return switch (severity) {
      case ERROR -> "\u001b[1;31m";
      case WARNING -> "\u001b[1;33m";
      case NOTE -> "\u001b[1;36m";
    };
  }

  private record Style(boolean colour, String loudColour) {
    String loud(String text) {
      return in(loudColour, text);
    }

    String bold(String text) {
      return in(BOLD, text);
    }

    String blue(String text) {
      return in(BLUE, text);
    }

    private String in(String start, String text) {
      return colour ? start + text + RESET : text;
    }
  }
}
