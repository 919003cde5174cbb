package dev.ballast.live;

import dev.ballast.engine.Request;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests for a real program one: method, target and every header that may decide
 * what is answered. Two requests are alike only if all of them are equal; a header that nothing is
 * known of counts as one that decides. A request whose answer may be meant for one user, that asks
 * for a part or under a condition, or that is no plain reading, is like no other.
 */
final class Likeness {
  /** Headers that do not decide what is answered: who carries the request, and how it is traced. */
  private static final AsciiString[] INDIFFERENT = {
    HttpHeaderNames.CONNECTION,
    HttpHeaderNames.CONTENT_LENGTH,
    HttpHeaderNames.USER_AGENT,
    HttpHeaderNames.REFERER,
    HttpHeaderNames.VIA,
    HttpHeaderNames.TE,
    HttpHeaderNames.UPGRADE_INSECURE_REQUESTS,
    AsciiString.cached("keep-alive"),
    AsciiString.cached("x-request-id"),
    AsciiString.cached("traceparent"),
    AsciiString.cached("tracestate"),
    AsciiString.cached("baggage"),
    AsciiString.cached("b3"),
    AsciiString.cached("x-forwarded-for"),
    AsciiString.cached("x-real-ip"),
    AsciiString.cached("dnt"),
    AsciiString.cached("priority"),
  };

  private static final String[] INDIFFERENT_PREFIXES = {"x-ballast-", "x-b3-", "sec-fetch-"};

  /** Headers by which a request is like no other. */
  private static final AsciiString[] PERSONAL = {
    HttpHeaderNames.AUTHORIZATION,
    HttpHeaderNames.PROXY_AUTHORIZATION,
    HttpHeaderNames.COOKIE,
    HttpHeaderNames.RANGE,
    HttpHeaderNames.IF_MATCH,
    HttpHeaderNames.IF_NONE_MATCH,
    HttpHeaderNames.IF_MODIFIED_SINCE,
    HttpHeaderNames.IF_UNMODIFIED_SINCE,
    HttpHeaderNames.IF_RANGE,
    HttpHeaderNames.EXPECT,
    HttpHeaderNames.UPGRADE,
    HttpHeaderNames.TRANSFER_ENCODING,
    HttpHeaderNames.PRAGMA,
  };

  private Likeness() {}

  /** Null where nothing is passed on; {@link Request#ALONE} for a request that is like no other. */
  static @Nullable Object of(Inbound request) {
    if (!request.isPassedOn) {
      return null;
    }
    boolean isEmpty = request.body instanceof Body.Whole whole && whole.bytes().length == 0;
    return isEmpty ? of(request.head) : Request.ALONE;
  }

  static Object of(RequestHead request) {
    Fields fields = request.fields();
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (!reads || request.upgrade() != null || CacheControl.forbids(fields)) {
      return Request.ALONE;
    }
    StringBuilder likeness = new StringBuilder(128);
    likeness.append(request.method()).append(' ').append(request.authority());
    likeness.append(' ').append(request.target());
    for (int i = 0; i < fields.count(); i++) {
      AsciiString name = fields.name(i);
      if (isOneOf(name, PERSONAL)) {
        return Request.ALONE;
      }
      if (!isIndifferent(name)) {
        likeness
            .append('\n')
            .append(name.toString().toLowerCase(Locale.ROOT))
            .append(':')
            .append(fields.value(i));
      }
    }
    return likeness.toString();
  }

  /** Whether a header of this name is part of every likeness that it occurs in. */
  static boolean covers(CharSequence name) {
    return !isIndifferent(name);
  }

  private static boolean isIndifferent(CharSequence name) {
    for (String prefix : INDIFFERENT_PREFIXES) {
      if (AsciiString.regionMatches(name, true, 0, prefix, 0, prefix.length())) {
        return true;
      }
    }
    return AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.CACHE_CONTROL)
        || isOneOf(name, INDIFFERENT);
  }

  private static boolean isOneOf(CharSequence name, AsciiString[] names) {
    for (AsciiString known : names) {
      if (known.contentEqualsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** What a head costs to keep, about. */
  static long bytes(Fields fields) {
    return 256 + fields.size() + 64L * fields.count();
  }
}
