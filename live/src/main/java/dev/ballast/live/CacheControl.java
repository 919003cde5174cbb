package dev.ballast.live;

import dev.ballast.kernel.Units;
import dev.ballast.policy.cache.Lifetime;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shared cache may do with an answer (RFC 9111). How long answers are fresh is said by the
 * system file; what an answer says can only shorten it. <i>Departures:</i> an answer with {@code
 * no-cache} is not kept, since nothing here revalidates with conditions; {@code Expires} counts
 * only where it lies in the past of {@code Date} or cannot be read.
 */
final class CacheControl {
  private static final int SECONDS_DIGITS_MAX = 10;

  private CacheControl() {}

  /** Whether a request asks not to be answered from a cache, or not to be kept in one. */
  static boolean forbids(HttpHeaders request) {
    return has(request, "no-store") || has(request, "no-cache");
  }

  /** How long an answer may be given again; null when it is for whoever asked alone. */
  static @Nullable Lifetime lifetime(int status, HttpHeaders headers) {
    boolean isForOne =
        status != 200
            || has(headers, "no-store")
            || has(headers, "no-cache")
            || has(headers, "private")
            || headers.contains(HttpHeaderNames.SET_COOKIE)
            || headers.contains(HttpHeaderNames.PRAGMA)
            || headers.contains(HttpHeaderNames.CONTENT_RANGE)
            || headers.contains(HttpHeaderNames.WWW_AUTHENTICATE)
            || variesBeyondLikeness(headers);
    if (isForOne) {
      return null;
    }
    long age = Math.max(0, seconds(headers.get(HttpHeaderNames.AGE)));
    long shared = seconds(argument(headers, "s-maxage"));
    long own = seconds(argument(headers, "max-age"));
    boolean isOver = own < 0 && shared < 0 && hasExpired(headers);
    long fresh = shared >= 0 ? shared : own;
    boolean mayBeStale =
        !isOver
            && shared < 0
            && !has(headers, "must-revalidate")
            && !has(headers, "proxy-revalidate");
    return new Lifetime(
        age * Units.SECOND,
        isOver ? 0 : fresh < 0 ? Long.MAX_VALUE : fresh * Units.SECOND,
        mayBeStale);
  }

  /** Whether the answer depends on something of the request that likeness does not look at. */
  private static boolean variesBeyondLikeness(HttpHeaders headers) {
    for (String line : headers.getAll(HttpHeaderNames.VARY)) {
      for (String name : line.split(",", -1)) {
        String varied = name.strip();
        if (varied.equals("*") || (!varied.isEmpty() && !Likeness.covers(varied))) {
          return true;
        }
      }
    }
    return false;
  }

  /** An {@code Expires} that is no date, such as 0, means that the answer has expired. */
  private static boolean hasExpired(HttpHeaders headers) {
    String expires = headers.get(HttpHeaderNames.EXPIRES);
    if (expires == null) {
      return false;
    }
    Long until = headers.getTimeMillis(HttpHeaderNames.EXPIRES);
    Long made = headers.getTimeMillis(HttpHeaderNames.DATE);
    return until == null || (made != null && until <= made);
  }

  private static boolean has(HttpHeaders headers, String directive) {
    for (String line : headers.getAll(HttpHeaderNames.CACHE_CONTROL)) {
      for (String part : line.split(",", -1)) {
        String name = part.strip();
        int equals = name.indexOf('=');
        if (AsciiString.contentEqualsIgnoreCase(
            equals < 0 ? name : name.substring(0, equals).strip(), directive)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The argument of a directive, without quotes; null when it is not there. */
  private static @Nullable String argument(HttpHeaders headers, String directive) {
    List<String> lines = headers.getAll(HttpHeaderNames.CACHE_CONTROL);
    for (String line : lines) {
      for (String part : line.split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals > 0
            && AsciiString.contentEqualsIgnoreCase(part.substring(0, equals).strip(), directive)) {
          return part.substring(equals + 1).replace('"', ' ').strip();
        }
      }
    }
    return null;
  }

  /** −1 for none; 0, which is the careful reading, for what is no number of seconds. */
  private static long seconds(@Nullable String text) {
    if (text == null) {
      return -1;
    }
    boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      return 0;
    }
    return text.length() > SECONDS_DIGITS_MAX - 1 ? 999_999_999 : Long.parseLong(text);
  }
}
