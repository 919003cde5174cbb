package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The path of a route, such as {@code /play/{title}}: segments that stand for themselves, segments
 * that stand for anything but nothing, and at the end perhaps one that stands for all the rest.
 * Case matters, and so does a slash at the end.
 *
 * @param text as the file says it
 */
public record PathTemplate(String text, List<Segment> segments) {
  /** The most segments of a path. */
  public static final int SEGMENTS_MAX = 64;

  /** What stands between two slashes. */
  public sealed interface Segment {
    /** Itself. */
    record Literal(String text) implements Segment {}

    /** Any segment that is not empty: {@code {title}}. */
    record Parameter(String name) implements Segment {}

    /** The rest of the path, which may be empty: {@code {rest...}}. The last segment only. */
    record Rest(String name) implements Segment {}
  }

  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static PathTemplate of(String text) {
    Checks.that(text.startsWith("/"), "a path begins with /");
    String[] parts = text.substring(1).split("/", -1);
    Checks.that(parts.length <= SEGMENTS_MAX, "a path has at most " + SEGMENTS_MAX + " segments");
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < parts.length; i++) {
      Segment segment = segment(parts[i]);
      switch (segment) {
        case Segment.Literal _ -> {}
        case Segment.Parameter(String name) -> once(names, name);
        case Segment.Rest(String name) -> {
          once(names, name);
          Checks.that(i == parts.length - 1, "nothing follows {" + name + "...} in a path");
        }
      }
      segments.add(segment);
    }
    return new PathTemplate(text, segments);
  }

  private static void once(Set<String> names, String name) {
    Checks.that(names.add(name), "a path names {" + name + "} once");
  }

  private static Segment segment(String part) {
    boolean isBraced = part.length() > 2 && part.startsWith("{") && part.endsWith("}");
    if (!isBraced) {
      Checks.that(
          part.indexOf('{') < 0 && part.indexOf('}') < 0,
          "a parameter such as {title} is a whole segment of a path");
      Checks.that(
          !part.equals(".") && !part.equals(".."), "a path has no segments . and .. of its own");
      Checks.that(
          part.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "?#\\%".indexOf(c) >= 0),
          "a path is written as it is meant, without %, ?, #, \\ and blanks");
      return new Segment.Literal(part);
    }
    String name = part.substring(1, part.length() - 1);
    boolean isRest = name.endsWith("...");
    String plain = isRest ? name.substring(0, name.length() - 3) : name;
    Checks.that(
        plain.matches("[A-Za-z0-9_-]+"),
        "a parameter's name has letters, digits, - and _: " + part);
    return isRest ? new Segment.Rest(plain) : new Segment.Parameter(plain);
  }

  /** The parameters that it names, the rest among them. */
  public List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (Segment segment : segments) {
      switch (segment) {
        case Segment.Literal _ -> {}
        case Segment.Parameter(String name) -> names.add(name);
        case Segment.Rest(String name) -> names.add(name);
      }
    }
    return names;
  }

  /** Whether every path that fits the other fits this one. */
  public boolean covers(PathTemplate other) {
    for (int i = 0; i < segments.size(); i++) {
      Segment mine = segments.get(i);
      if (mine instanceof Segment.Rest) {
        return i < other.segments.size();
      }
      if (i >= other.segments.size() || !covers(mine, other.segments.get(i))) {
        return false;
      }
    }
    return segments.size() == other.segments.size();
  }

  private static boolean covers(Segment mine, Segment theirs) {
    return switch (theirs) {
      case Segment.Literal(String text) ->
          mine instanceof Segment.Parameter ? !text.isEmpty() : mine.equals(theirs);
      case Segment.Parameter _ -> mine instanceof Segment.Parameter;
      case Segment.Rest _ -> false;
    };
  }
}
