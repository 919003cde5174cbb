package dev.ballast.live.routing;

import dev.ballast.model.PathTemplate;
import dev.ballast.model.PathTemplate.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a target from that of a request: another path with the segments that the parameters stood
 * for, as they came, and the same query. Since no segment of a request holds an encoded slash or
 * dots alone, none can reach beyond its place. Immutable.
 */
final class Target {
  /** What is written in a row: text, or from which of the request's segments. */
  private sealed interface Piece {
    record Text(String text) implements Piece {}

    record Copied(int segment, boolean isRest) implements Piece {}
  }

  private final List<Piece> pieces = new ArrayList<>();

  /**
   * A path made of another.
   *
   * @param from the path that requests fit
   * @param to names parameters of it
   */
  Target(PathTemplate from, PathTemplate to) {
    for (Segment segment : to.segments()) {
      pieces.add(
          switch (segment) {
            case Segment.Literal(String text) -> new Piece.Text(encoded(text));
            case Segment.Parameter _ -> new Piece.Copied(from.segments().indexOf(segment), false);
            case Segment.Rest _ -> new Piece.Copied(from.segments().indexOf(segment), true);
          });
    }
  }

  /** A segment with what may not stand in a path percent-encoded. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    String octets = Conditions.octets(text);
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      boolean isPlain = c > ' ' && c < 0x7f && "\"<>^`{|}".indexOf(c) < 0;
      if (isPlain) {
        encoded.append(c);
      } else {
        encoded
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return encoded.toString();
  }

  /** The target for a request's. */
  String of(String target) {
    int query = target.indexOf('?');
    int end = query < 0 ? target.length() : query;
    StringBuilder made = new StringBuilder(target.length() + 32);
    for (Piece piece : pieces) {
      made.append('/');
      switch (piece) {
        case Piece.Text(String text) -> made.append(text);
        case Piece.Copied(int segment, boolean isRest) -> {
          int from = 1;
          for (int i = 0; i < segment; i++) {
            from = target.indexOf('/', from) + 1;
          }
          int slash = target.indexOf('/', from);
          made.append(target, from, isRest || slash < 0 || slash > end ? end : slash);
        }
      }
    }
    return made.append(target, end, target.length()).toString();
  }
}
