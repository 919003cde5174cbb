package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.List;
import java.util.Locale;

/**
 * Which requests a route takes: all of its conditions must hold.
 *
 * @param method such as {@code GET}, or {@link #ANY_METHOD}; HEAD is a method of its own
 * @param host a name such as {@code api.example.org}, a suffix such as {@code *.example.org} (any
 *     name that ends in it and has more), or {@link #ANY_HOST}; in lower case, without a port
 * @param headers conditions on fields; names in lower case
 * @param query conditions on parameters of the query; case matters
 */
public record RequestMatch(
    String method, PathTemplate path, String host, List<Condition> headers, List<Condition> query) {
  public static final String ANY_METHOD = "ANY";
  public static final String ANY_HOST = "*";

  /** The most conditions on headers, and on the query. */
  public static final int CONDITIONS_MAX = 16;

  private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
  private static final String HOST = "(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*";
  private static final int HOST_MAX = 253;

  /** The characters of a field's name (RFC 9110, 5.6.2). */
  public static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

  /** Something that a header or a parameter of the query must be. */
  public record Condition(String name, Test test) {
    public Condition {
      Checks.that(!name.isEmpty(), "a condition names what it is about");
    }
  }

  /** What is asked of the values; where there are several, one is enough. */
  public sealed interface Test {
    record Exact(String value) implements Test {}

    record Prefix(String value) implements Test {}

    /** Any value. */
    record Present() implements Test {}

    /** No value at all. */
    record Absent() implements Test {}

    /** Whether whatever passes the other passes this one. */
    default boolean covers(Test other) {
      return switch (this) {
        case Exact _, Absent _ -> equals(other);
        case Prefix(String mine) ->
            (other instanceof Exact(String value) && value.startsWith(mine))
                || (other instanceof Prefix(String theirs) && theirs.startsWith(mine));
        case Present _ -> !(other instanceof Absent);
      };
    }
  }

  public RequestMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    Checks.that(method.matches("[A-Z]{1,20}"), "a method such as GET, not " + method);
    Checks.that(isHost(host), "a host such as api.example.org or *.example.org, not " + host);
    Checks.that(
        headers.size() <= CONDITIONS_MAX && query.size() <= CONDITIONS_MAX,
        "a route has at most " + CONDITIONS_MAX + " conditions of a kind");
    for (Condition header : headers) {
      Checks.that(
          header.name().matches(TOKEN) && header.name().equals(lower(header.name())),
          "the name of a header in lower case, not " + header.name());
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether this can be the host of a route. */
  public static boolean isHost(String host) {
    return host.equals(ANY_HOST) || (host.length() <= HOST_MAX && host.matches(HOST));
  }

  /**
   * What the name of a route without more says: {@code GET /play/{title}}, or a path alone for GET.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static RequestMatch of(String route) {
    int space = route.indexOf(' ');
    String method = space < 0 ? "GET" : route.substring(0, space);
    String path = route.substring(space + 1);
    return new RequestMatch(
        method,
        PathTemplate.of(path.startsWith("/") ? path : "/" + path),
        ANY_HOST,
        List.of(),
        List.of());
  }

  /** Whether every request that fits the other fits this one, as far as can be told. */
  public boolean covers(RequestMatch other) {
    return (method.equals(ANY_METHOD) || method.equals(other.method))
        && coversHost(other.host)
        && path.covers(other.path)
        && covers(headers, other.headers)
        && covers(query, other.query);
  }

  private boolean coversHost(String other) {
    if (host.equals(ANY_HOST) || host.equals(other)) {
      return true;
    }
    String suffix = host.startsWith("*.") ? host.substring(1) : host;
    return host.startsWith("*.") && !other.equals(ANY_HOST) && other.endsWith(suffix);
  }

  private static boolean covers(List<Condition> mine, List<Condition> theirs) {
    return mine.stream()
        .allMatch(
            one ->
                theirs.stream()
                    .anyMatch(
                        other ->
                            one.name().equals(other.name()) && one.test().covers(other.test())));
  }
}
