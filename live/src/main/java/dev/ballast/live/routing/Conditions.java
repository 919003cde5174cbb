package dev.ballast.live.routing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.RequestMatch.Test;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route asks of a request besides its method, its path and an exact host. */
final class Conditions {
  private record Header(AsciiString name, Test test, AsciiString wanted) {}

  private final @Nullable String hostSuffix;
  private final List<Header> headers;
  private final List<Condition> query;

  private Conditions(RequestMatch match) {
    hostSuffix = match.host().startsWith("*.") ? match.host().substring(1) : null;
    headers = match.headers().stream().map(Conditions::header).toList();
    query =
        match.query().stream().map(c -> new Condition(octets(c.name()), octets(c.test()))).toList();
  }

  /** The conditions of a route; null where it has none. */
  static @Nullable Conditions of(RequestMatch match) {
    boolean hasNone =
        match.headers().isEmpty() && match.query().isEmpty() && !match.host().startsWith("*.");
    return hasNone ? null : new Conditions(match);
  }

  private static Header header(Condition condition) {
    String wanted =
        switch (condition.test()) {
          case Test.Exact(String value) -> value;
          case Test.Prefix(String value) -> value;
          case Test.Present _, Test.Absent _ -> "";
        };
    return new Header(
        new AsciiString(condition.name()),
        condition.test(),
        new AsciiString(wanted.getBytes(UTF_8), false));
  }

  private static Test octets(Test test) {
    return switch (test) {
      case Test.Exact(String value) -> new Test.Exact(octets(value));
      case Test.Prefix(String value) -> new Test.Prefix(octets(value));
      case Test.Present _, Test.Absent _ -> test;
    };
  }

  /** A character for each octet of the text in UTF-8, as paths and queries are decoded. */
  static String octets(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  boolean hold(RequestHead head) {
    if (hostSuffix != null && !endsWith(head.authority(), hostSuffix)) {
      return false;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (!holds(headers.get(i), head.fields())) {
        return false;
      }
    }
    for (int i = 0; i < query.size(); i++) {
      if (!Query.holds(query.get(i), head.target())) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsWith(String authority, String suffix) {
    int end = Router.hostEnd(authority);
    return end > suffix.length()
        && authority.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length());
  }

  private static boolean holds(Header header, Fields fields) {
    int at = fields.find(header.name(), 0);
    if (header.test() instanceof Test.Absent) {
      return at < 0;
    }
    while (at >= 0) {
      boolean passes =
          switch (header.test()) {
            case Test.Present _ -> true;
            case Test.Exact _ -> fields.value(at).equals(header.wanted());
            case Test.Prefix _ -> fields.value(at).startsWith(header.wanted());
            case Test.Absent _ -> false;
          };
      if (passes) {
        return true;
      }
      at = fields.find(header.name(), at + 1);
    }
    return false;
  }
}
