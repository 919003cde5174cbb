package dev.ballast.spec.yaml;

import dev.ballast.kernel.Position;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import dev.ballast.spec.text.SourceText;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Parses YAML into {@link Node}s. The tree is built from the parser's events by a loop of our own,
 * so that depth and size are bounded, whatever the input, and aliases are never followed.
 */
public final class Yaml {
  /** How deeply lists and maps may be nested; a system file needs about ten. */
  public static final int DEPTH_MAX = 40;

  /** The longest line, in characters: it keeps the time for hopeless input short. */
  public static final int LINE_MAX = 100_000;

  private Yaml() {}

  /** The one document in the text; null when there is none, with the reason among the problems. */
  public static @Nullable Node parse(SourceText source, Problems problems) {
    if (!isPlainText(source, problems) || !hasShortLines(source, problems)) {
      return null;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.file())
            .setCodePointLimit(Math.max(1, source.text().length()))
            .build();
    TreeBuilder tree = new TreeBuilder(source, problems);
    try {
      Iterator<Event> events =
          new Parse(settings).parseString(Softened.of(source.text())).iterator();
      while (events.hasNext()) {
        if (!tree.accept(events.next())) {
          return null;
        }
      }
    } catch (MarkedYamlEngineException e) {
      report(e, source, problems);
      return null;
    } catch (YamlEngineException | IndexOutOfBoundsException | IllegalStateException e) {
      // The last two are defects of the parser on strange input; to the user it is bad YAML too.
      problems.add(Code.SPEC004, Position.ofFile(source.file()), "the text is not YAML", "", "");
      return null;
    }
    Node root = tree.root();
    boolean saysNothing = root == null || (root instanceof Node.Scalar s && s.isNothing());
    if (saysNothing && problems.isEmpty()) {
      problems.add(
          Code.SPEC003,
          Position.ofFile(source.file()),
          "the file says nothing",
          "expected a system",
          "start with `ballast: 1`");
    }
    return saysNothing ? null : root;
  }

  private static boolean isPlainText(SourceText source, Problems problems) {
    String text = source.text();
    int reserved = Softened.indexOfReserved(text);
    int found = reserved;
    for (int i = 0; i < text.length() && (found < 0 || i < found); i++) {
      char c = text.charAt(i);
      boolean isControl =
          (c < ' ' && c != '\n' && c != '\r' && c != '\t')
              || (c >= '\u007f' && c < '\u00a0')
              || c == '\ufeff'
              || c >= '\ufffe';
      if (isControl) {
        found = i;
      }
    }
    if (found < 0) {
      return true;
    }
    problems.add(
        Code.SPEC002,
        source.at(found, 1),
        String.format(
            Locale.ROOT,
            "the file is not text: it holds the character U+%04X",
            (int) text.charAt(found)),
        "expected text",
        "save the file as plain UTF-8 text");
    return false;
  }

  private static boolean hasShortLines(SourceText source, Problems problems) {
    for (int i = 0; i < source.lines(); i++) {
      int end = i + 1 < source.lines() ? source.lineStarts().get(i + 1) : source.text().length();
      if (end - source.lineStarts().get(i) > LINE_MAX) {
        problems.add(
            Code.SPEC007,
            new Position(source.file(), i + 1, 1, 1),
            "this line is longer than " + LINE_MAX + " characters",
            "expected a system file",
            "name the right file, or break the line");
        return false;
      }
    }
    return true;
  }

  private static void report(MarkedYamlEngineException e, SourceText source, Problems problems) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    Position at =
        mark.map(m -> new Position(source.file(), m.getLine() + 1, m.getColumn() + 1, 1))
            .orElse(Position.ofFile(source.file()));
    String problem = e.getProblem() == null ? "" : Softened.undo(e.getProblem());
    problems.add(Code.SPEC004, at, "the text is not YAML here", expected(problem), fix(problem));
  }

  private static String expected(String problem) {
    int end = problem.indexOf('\n');
    String line = end < 0 ? problem : problem.substring(0, end);
    return Quoted.plain(line);
  }

  private static String fix(String problem) {
    if (problem.contains("TAB")) {
      return "indent with spaces, never with tabs";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "put a value that holds `: ` in quotes, or check the indentation of this line";
    }
    if (problem.contains("end of stream")) {
      return "close the quote or the bracket that is still open";
    }
    if (problem.contains("expected ':'")) {
      return "write a key as `key: value`, and everything below it with deeper indentation";
    }
    if (problem.contains("<block end>")) {
      return "give this line the same indentation as its neighbours";
    }
    if (problem.contains("',' or")) {
      return "separate the values in brackets by commas, and close the bracket";
    }
    if (problem.contains("cannot start any token")) {
      return "put a value that begins with this character in quotes";
    }
    return "check the brackets, the quotes and the indentation around this place";
  }
}
