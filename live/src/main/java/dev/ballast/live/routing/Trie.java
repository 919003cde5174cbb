package dev.ballast.live.routing;

import dev.ballast.live.http.RequestHead;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.PathTemplate.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths of many routes, segment by segment, so that what they have in common is looked at once.
 * Finds the first route in the order of the file, whatever the shape of its path. A lookup visits
 * at most one node for every path that could fit so far; branches that hold later routes only are
 * left out. Immutable.
 */
final class Trie {
  static final int NONE = Integer.MAX_VALUE;

  private final @Nullable Names<Trie> literals;
  private final @Nullable Trie parameter;

  /** Routes that end here, and routes that take all the rest, in the order of the file. */
  private final int[] here;

  private final int[] rest;

  /** The first of all routes in here and below. */
  private final int least;

  private Trie(Draft draft) {
    Map<String, Trie> below = new LinkedHashMap<>();
    draft.literals.forEach((text, node) -> below.put(text, new Trie(node)));
    literals = below.isEmpty() ? null : new Names<>(below, false);
    parameter = draft.parameter == null ? null : new Trie(draft.parameter);
    here = draft.here.stream().mapToInt(i -> i).toArray();
    rest = draft.rest.stream().mapToInt(i -> i).toArray();
    least = draft.least;
  }

  /** A node while it is built. */
  private static final class Draft {
    private final Map<String, Draft> literals = new LinkedHashMap<>();
    private @Nullable Draft parameter;
    private final List<Integer> here = new ArrayList<>();
    private final List<Integer> rest = new ArrayList<>();
    private int least = NONE;

    void add(int route, List<Segment> segments) {
      least = Math.min(least, route);
      if (segments.isEmpty()) {
        here.add(route);
        return;
      }
      List<Segment> further = segments.subList(1, segments.size());
      switch (segments.getFirst()) {
        case Segment.Rest _ -> rest.add(route);
        case Segment.Parameter _ -> {
          if (parameter == null) {
            parameter = new Draft();
          }
          parameter.add(route, further);
        }
        case Segment.Literal(String text) ->
            literals.computeIfAbsent(Conditions.octets(text), t -> new Draft()).add(route, further);
      }
    }
  }

  /** The paths of routes with their numbers, which rise. */
  static Trie of(Map<Integer, PathTemplate> paths) {
    Draft root = new Draft();
    paths.forEach((route, path) -> root.add(route, path.segments()));
    return new Trie(root);
  }

  /**
   * The first route that fits, if it is before another; that other if none is.
   *
   * @param conditions by route; null where it has none
   */
  int find(RequestPath path, @Nullable Conditions[] conditions, RequestHead head, int before) {
    return find(path, 1, conditions, head, before);
  }

  private int find(
      RequestPath path, int from, @Nullable Conditions[] conditions, RequestHead head, int before) {
    if (from > path.end()) {
      return first(here, conditions, head, before);
    }
    int found = first(rest, conditions, head, before);
    int to = path.segmentEnd(from);
    Trie literal = literals == null ? null : literals.find(path.text(), from, to);
    if (literal != null && literal.least < found) {
      found = literal.find(path, to + 1, conditions, head, found);
    }
    if (parameter != null && to > from && parameter.least < found) {
      found = parameter.find(path, to + 1, conditions, head, found);
    }
    return found;
  }

  private static int first(
      int[] routes, @Nullable Conditions[] conditions, RequestHead head, int before) {
    for (int route : routes) {
      if (route >= before) {
        break;
      }
      Conditions asked = conditions[route];
      if (asked == null || asked.hold(head)) {
        return route;
      }
    }
    return before;
  }
}
