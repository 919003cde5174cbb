package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Requests that came once, in order of time, to be replayed: moments, and of each the route and
 * what it was about. Immutable; 18 bytes per request.
 */
public final class Trace {
  /** The most requests of one trace. */
  public static final int SIZE_MAX = 2_000_000;

  /** The most different routes of one trace. */
  public static final int ROUTES_MAX = 1_000;

  private final String file;
  private final List<String> routes;
  private final long[] atNanos;
  private final short[] routeOf;
  private final long[] keyOf;

  /**
   * A trace.
   *
   * @param file where it was read
   * @param routes what was asked
   * @param atNanos when, from the first request's moment, never falling
   * @param routeOf an index into {@code routes} for each request; empty when there is one route
   * @param keyOf what each request was about; empty when nothing is known
   */
  public Trace(String file, List<String> routes, long[] atNanos, short[] routeOf, long[] keyOf) {
    this.file = file;
    this.routes = List.copyOf(routes);
    this.atNanos = atNanos.clone();
    this.routeOf = routeOf.clone();
    this.keyOf = keyOf.clone();
    int size = atNanos.length;
    Checks.that(size >= 1 && size <= SIZE_MAX, "a trace has 1 to " + SIZE_MAX + " requests");
    Checks.that(atNanos[0] == 0, "a trace begins with its first request");
    for (int i = 1; i < size; i++) {
      Checks.that(atNanos[i] >= atNanos[i - 1], "the requests of a trace are in order of time");
    }
    Checks.that(
        !routes.isEmpty() && routes.size() <= ROUTES_MAX,
        "a trace has 1 to " + ROUTES_MAX + " routes");
    Checks.that(
        routeOf.length == size || (routeOf.length == 0 && routes.size() == 1),
        "every request of a trace has a route");
    Checks.that(keyOf.length == size || keyOf.length == 0, "a trace has keys for all or for none");
    for (short route : routeOf) {
      Checks.that(
          route >= 0 && route < routes.size(), "a request of a trace asks one of its routes");
    }
  }

  /** Where it was read, as the system file says it. */
  public String file() {
    return file;
  }

  public List<String> routes() {
    return routes;
  }

  /** How many requests there are. */
  public int size() {
    return atNanos.length;
  }

  /** When a request came, from the first one's moment. */
  public long atNanos(int index) {
    return atNanos[index];
  }

  /** From the first request to the last. */
  public long lengthNanos() {
    return atNanos[atNanos.length - 1];
  }

  /** Which of {@link #routes} a request asked. */
  public int route(int index) {
    return routeOf.length == 0 ? 0 : routeOf[index];
  }

  public boolean hasKeys() {
    return keyOf.length > 0;
  }

  /** What a request was about; there must be keys. */
  public long key(int index) {
    return keyOf[index];
  }

  /** The first request that did not come before a moment; the size when there is none. */
  public int firstFrom(long nanos) {
    int found = Arrays.binarySearch(atNanos, nanos);
    int index = found < 0 ? -1 - found : found;
    while (index > 0 && atNanos[index - 1] >= nanos) {
      index--;
    }
    return index;
  }

  /** How many requests asked each route. */
  public int[] counts() {
    int[] counts = new int[routes.size()];
    for (int i = 0; i < atNanos.length; i++) {
      counts[route(i)]++;
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trace trace
        && file.equals(trace.file)
        && routes.equals(trace.routes)
        && Arrays.equals(atNanos, trace.atNanos)
        && Arrays.equals(routeOf, trace.routeOf)
        && Arrays.equals(keyOf, trace.keyOf);
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, routes, atNanos.length);
  }

  @Override
  public String toString() {
    return file + " with " + atNanos.length + " requests";
  }
}
