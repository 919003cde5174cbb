package dev.ballast.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.engine.Request;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.model.PathTemplate.Segment;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.RequestMatch.Test;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that fits a route, around what it is about. */
final class UserTemplate {
  private static final String ANYTHING = "1";
  private static final String ANY_HOST = "ballast";

  private final String method;
  private final String authority;
  private final List<Condition> headers;

  /** Up to the first parameter; the whole target where there is none. */
  private final String before;

  /** The rest of the target. */
  private final String after;

  private final boolean hasParameter;

  /** The request that is the same each time. */
  private final RequestHead plain;

  private UserTemplate(RequestMatch match, String before, @Nullable String after) {
    method = match.method().equals(RequestMatch.ANY_METHOD) ? "GET" : match.method();
    authority =
        match.host().equals(RequestMatch.ANY_HOST) ? ANY_HOST : match.host().replace("*.", "any.");
    headers = match.headers().stream().filter(h -> !(h.test() instanceof Test.Absent)).toList();
    this.before = before;
    this.after = after == null ? "" : after;
    hasParameter = after != null;
    plain = head(before + (hasParameter ? ANYTHING : "") + this.after, Request.NO_KEY);
  }

  /** Requests that fit. */
  static UserTemplate of(RequestMatch match) {
    StringBuilder text = new StringBuilder();
    String before = null;
    for (Segment segment : match.path().segments()) {
      text.append('/');
      switch (segment) {
        case Segment.Literal(String literal) -> text.append(encoded(literal));
        case Segment.Rest _ -> text.append(ANYTHING);
        case Segment.Parameter _ -> {
          if (before == null) {
            before = text.toString();
            text.setLength(0);
          } else {
            text.append(ANYTHING);
          }
        }
      }
    }
    text.append(query(match.query()));
    return before == null
        ? new UserTemplate(match, text.toString(), null)
        : new UserTemplate(match, before, text.toString());
  }

  private static String query(List<Condition> conditions) {
    List<String> pairs = new ArrayList<>();
    for (Condition condition : conditions) {
      if (!(condition.test() instanceof Test.Absent)) {
        pairs.add(encoded(condition.name()) + "=" + encoded(value(condition.test())));
      }
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String value(Test test) {
    return switch (test) {
      case Test.Exact(String value) -> value;
      case Test.Prefix(String value) -> value;
      case Test.Present _, Test.Absent _ -> ANYTHING;
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private RequestHead head(String target, long key) {
    boolean tellsKey = key != Request.NO_KEY && !hasParameter;
    if (headers.isEmpty() && !tellsKey) {
      return new RequestHead(method, "http", authority, target, Fields.NONE);
    }
    Fields fields = new Fields(headers.size() + 1, 64);
    for (Condition header : headers) {
      fields.add(header.name(), value(header.test()));
    }
    if (tellsKey) {
      fields.add(Context.KEY, key);
    }
    return new RequestHead(method, "http", authority, target, fields);
  }

  /** A request about this, or about nothing in particular. */
  RequestHead head(long key) {
    return key == Request.NO_KEY ? plain : head(hasParameter ? before + key + after : before, key);
  }
}
