package dev.ballast.report;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines of text for a terminal: wrapped, coloured where colours are understood. */
final class Canvas {
  static final int INDENT = 2;

  private final Style style;
  private final StringBuilder out = new StringBuilder();

  Canvas(Style style) {
    this.style = style;
  }

  /** The colours of the report; the numbers are those of ISO 6429. */
  enum Tone {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    GOOD("1;32"),
    BAD("1;31"),
    OPEN("1;33");

    private final String code;

    Tone(String code) {
      this.code = code;
    }

    static Tone of(Verdict verdict) {
      return switch (verdict) {
        case PASS -> GOOD;
        case FAIL -> BAD;
        case INCONCLUSIVE -> OPEN;
      };
    }
  }

  int width() {
    return style.width();
  }

  void blank() {
    out.append('\n');
  }

  /** A line as it is; whoever calls has made sure that it fits. */
  void line(String coloured) {
    out.append(coloured).append('\n');
  }

  /** A sentence, wrapped at the width, with all its lines but the first further in. */
  void sentence(int indent, int hanging, Tone tone, String text) {
    String margin = " ".repeat(indent);
    for (String line : wrapped(shown(text), width() - indent, hanging)) {
      out.append(margin).append(toned(tone, line)).append('\n');
    }
  }

  /** A verdict in its colour, and what it is about, wrapped behind it. */
  void verdict(Verdict verdict, String text) {
    List<String> lines = wrapped(shown(verdict.name() + "  " + text), width(), 2);
    String first = lines.getFirst().substring(verdict.name().length());
    line(toned(Tone.of(verdict), verdict.name()) + toned(Tone.BOLD, first));
    lines.subList(1, lines.size()).forEach(more -> line(toned(Tone.BOLD, more)));
  }

  /** Text in a colour; nothing is added where there is none. */
  String toned(Tone tone, String text) {
    if (!style.colour() || tone.code.isEmpty() || text.isEmpty()) {
      return text;
    }
    return "\u001b[" + tone.code + "m" + text + "\u001b[0m";
  }

  /** Text as this terminal can show it. */
  String shown(String text) {
    String safe = Escape.terminal(text);
    if (!style.ascii()) {
      return safe;
    }
    StringBuilder ascii = new StringBuilder();
    safe.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '±' -> ascii.append("+-");
                case '–', '—' -> ascii.append('-');
                case '…' -> ascii.append("...");
                default -> ascii.appendCodePoint(c < 0x80 ? c : '?');
              }
            });
    return ascii.toString();
  }

  void headline(Verdict verdict, String sentence) {
    if (width() - verdict.name().length() - INDENT < sentence.length()) {
      line(toned(Tone.of(verdict), verdict.name()));
      sentence(0, 0, Tone.BOLD, sentence);
    } else {
      line(toned(Tone.of(verdict), verdict.name()) + "  " + toned(Tone.BOLD, shown(sentence)));
    }
  }

  void heading(String text) {
    blank();
    sentence(0, INDENT, Tone.BOLD, text);
  }

  void checks(List<Diagnostic> checks) {
    if (checks.isEmpty()) {
      return;
    }
    heading("checks");
    for (Diagnostic check : checks) {
      Tone tone =
          switch (check.severity()) {
            case ERROR -> Tone.BAD;
            case WARNING -> Tone.OPEN;
            case NOTE -> Tone.DIM;
          };
      String severity = check.severity().name().toLowerCase(Locale.ROOT);
      sentence(
          INDENT,
          INDENT,
          tone,
          severity + "[" + check.code() + "] " + check.at() + ": " + check.problem());
      if (!check.fix().isEmpty()) {
        sentence(2 * INDENT, INDENT, Tone.PLAIN, "fix: " + check.fix());
      }
    }
  }

  void notes(List<String> notes) {
    notes.forEach(note -> sentence(INDENT, INDENT, Tone.OPEN, "note: " + note));
  }

  void repeat(long seed, String version, String repeatLine) {
    blank();
    sentence(0, INDENT, Tone.DIM, "seed " + seed + ", version " + version);
    sentence(0, INDENT, Tone.DIM, "repeat with: " + repeatLine);
  }

  String text() {
    return out.toString();
  }

  /** Breaks at spaces; a word that is longer than a line is cut. */
  static List<String> wrapped(String text, int width, int hanging) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    String margin = " ".repeat(Math.min(hanging, width / 2));
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!empty && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(margin);
        empty = true;
      }
      while (line.length() + rest.length() + (empty ? 0 : 1) > width) {
        int room = width - line.length();
        lines.add(line + rest.substring(0, room));
        rest = rest.substring(room);
        line.setLength(0);
        line.append(margin);
        empty = true;
      }
      line.append(empty ? "" : " ").append(rest);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
