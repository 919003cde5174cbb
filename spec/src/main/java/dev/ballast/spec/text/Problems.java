package dev.ballast.spec.text;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, all of it, up to a bound. */
public final class Problems {
  /** Problems that are kept; a file with more has one thing wrong with it, many times. */
  public static final int KEPT_MAX = 1000;

  /** Problems for which a nearest name is looked up; nobody reads further. */
  private static final int NEAREST_MAX = 200;

  private final List<Diagnostic> found = new ArrayList<>();
  private int nearestLookups;
  private boolean hasErrors;

  /** Adds a problem; beyond the bound only the existence of an error is remembered. */
  public void add(Code code, Position at, String problem, String expected, String fix) {
    hasErrors |= code.severity() == Severity.ERROR;
    if (found.size() < KEPT_MAX) {
      found.add(new Diagnostic(code.name(), code.severity(), at, problem, expected, fix));
    }
  }

  /** The nearest known name, or null; not looked up any more once there are many problems. */
  public @Nullable String nearest(String name, Collection<String> known) {
    return nearestLookups++ < NEAREST_MAX ? Nearest.of(name, known) : null;
  }

  /** Adds that nothing of a kind has a name, and proposes the nearest one. */
  public void unknownName(String kind, String name, Collection<String> known, Position at) {
    String nearest = nearest(name, known);
    String fix = "write `" + nearest + "`";
    if (nearest == null) {
      fix =
          known.isEmpty()
              ? "there is no " + kind + " yet: add one"
              : "name one of " + Quoted.plain(oneOf(known.stream().limit(20).toList()));
    }
    String article = kind.matches("[aeiou].*") ? "an " : "a ";
    add(
        Code.CHECK001,
        at,
        "no " + kind + " is called " + Quoted.of(name),
        "expected the name of " + article + kind,
        fix);
  }

  /** Whether an error is among the problems. */
  public boolean hasErrors() {
    return hasErrors;
  }

  /** Whether nothing was found. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Errors first, then warnings, then notes, each in the order of the file. */
  public List<Diagnostic> sorted() {
    return found.stream()
        .sorted(
            Comparator.comparing(Diagnostic::severity)
                .thenComparingInt(d -> d.at().line())
                .thenComparingInt(d -> d.at().column())
                .thenComparing(Diagnostic::code))
        .toList();
  }

  /** {@code a, b or c}. */
  public static String oneOf(Collection<String> words) {
    List<String> all = List.copyOf(words);
    if (all.size() < 2) {
      return String.join("", all);
    }
    return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
  }
}
