package dev.ballast.live.routing;

import dev.ballast.live.http.RequestHead;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.PathTemplate.Segment;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: the first that fits, in the order of the file. Routes of one exact
 * host, and of one method, are looked up together, so that the cost follows the length of the path
 * and not the number of routes; only conditions on headers, the query and the ends of hosts are
 * tried one after the other. Nothing is allocated where routes have no such conditions. Immutable.
 */
public final class Router {
  /** No route fits. */
  public static final int NONE = -1;

  private final @Nullable Conditions[] conditions;
  private final int[] keySegments;
  private final ByMethod anyHost;

  /** Null where no route names a host. */
  private final @Nullable Names<ByMethod> hosts;

  private Router(List<Route> routes) {
    conditions = new Conditions[routes.size()];
    keySegments = new int[routes.size()];
    Map<String, Map<Integer, RequestMatch>> byHost = new HashMap<>();
    for (int i = 0; i < conditions.length; i++) {
      RequestMatch match = routes.get(i).match();
      conditions[i] = Conditions.of(match);
      keySegments[i] = keySegment(match.path());
      String host = match.host().startsWith("*") ? RequestMatch.ANY_HOST : match.host();
      byHost.computeIfAbsent(host, h -> new TreeMap<>()).put(i, match);
    }
    Map<Integer, RequestMatch> ofAny = byHost.remove(RequestMatch.ANY_HOST);
    anyHost = ByMethod.of(ofAny == null ? Map.of() : ofAny);
    Map<String, ByMethod> exact = new HashMap<>();
    byHost.forEach((host, matches) -> exact.put(host, ByMethod.of(matches)));
    hosts = exact.isEmpty() ? null : new Names<>(exact, true);
  }

  /** Finds among these routes; their numbers are their places in the list. */
  public static Router of(List<Route> routes) {
    return new Router(routes);
  }

  private static int keySegment(PathTemplate path) {
    for (int i = 0; i < path.segments().size(); i++) {
      if (path.segments().get(i) instanceof Segment.Parameter) {
        return i;
      }
    }
    return NONE;
  }

  /** The routes of one host by their methods. */
  private record ByMethod(Map<String, Trie> named, Trie other) {
    static ByMethod of(Map<Integer, RequestMatch> routes) {
      Map<String, Map<Integer, PathTemplate>> named = new HashMap<>();
      Map<Integer, PathTemplate> any = new TreeMap<>();
      routes.forEach(
          (number, match) -> {
            if (match.method().equals(RequestMatch.ANY_METHOD)) {
              any.put(number, match.path());
            } else {
              named.computeIfAbsent(match.method(), m -> new TreeMap<>()).put(number, match.path());
            }
          });
      Map<String, Trie> tries = new HashMap<>();
      named.forEach(
          (method, paths) -> {
            paths.putAll(any);
            tries.put(method, Trie.of(paths));
          });
      return new ByMethod(tries, Trie.of(any));
    }

    Trie of(String method) {
      Trie trie = named.get(method);
      return trie == null ? other : trie;
    }
  }

  /**
   * The route that a request takes, or {@link #NONE}.
   *
   * @param path of its target
   */
  public int find(RequestHead head, RequestPath path) {
    int found = anyHost.of(head.method()).find(path, conditions, head, Trie.NONE);
    if (hosts != null) {
      ByMethod own = hosts.find(head.authority(), 0, hostEnd(head.authority()));
      if (own != null) {
        found = own.of(head.method()).find(path, conditions, head, found);
      }
    }
    return found == Trie.NONE ? NONE : found;
  }

  /** Where the host ends in host and port. A dot at its end does not count. */
  static int hostEnd(String authority) {
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', Math.max(0, bracket));
    int end = colon < 0 ? authority.length() : colon;
    return end > 0 && authority.charAt(end - 1) == '.' ? end - 1 : end;
  }

  /** Reads a key from a part of a text. */
  @FunctionalInterface
  public interface KeyOf {
    long part(String text, int from, int to);
  }

  /**
   * What a request on a route is about: what the first parameter of the route stands for.
   *
   * @param path that fits the route
   * @param otherwise where it has no parameter
   */
  public long key(int route, RequestPath path, KeyOf keyOf, long otherwise) {
    int segment = keySegments[route];
    if (segment == NONE) {
      return otherwise;
    }
    int from = 1;
    for (int i = 0; i < segment; i++) {
      from = path.segmentEnd(from) + 1;
    }
    return keyOf.part(path.text(), from, path.segmentEnd(from));
  }
}
