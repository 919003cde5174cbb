package dev.ballast.live;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.policy.cache.Lifetime;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shared cache may do with an answer (RFC 9111). How long answers are fresh is said by the
 * system file; what an answer says can only shorten it. <i>Departures:</i> an answer with {@code
 * no-cache} is not kept, since nothing here revalidates with conditions; {@code Expires} counts
 * from the answer's own {@code Date}, and not where there is none.
 */
final class CacheControl {
  /** More than any system file can ask for. */
  private static final long SECONDS_MAX = 999_999_999;

  private static final int DIGITS_MAX = 9;

  private CacheControl() {}

  /** Whether a request asks not to be answered from a cache, or not to be kept in one. */
  static boolean forbids(Fields request) {
    return has(request, "no-store") || has(request, "no-cache");
  }

  /** How long an answer may be given again; null when it is for whoever asked alone. */
  static @Nullable Lifetime lifetime(int status, Fields fields) {
    boolean isForOne =
        status != 200
            || has(fields, "no-store")
            || has(fields, "no-cache")
            || has(fields, "private")
            || fields.contains(HttpHeaderNames.SET_COOKIE)
            || fields.contains(HttpHeaderNames.PRAGMA)
            || fields.contains(HttpHeaderNames.CONTENT_RANGE)
            || fields.contains(HttpHeaderNames.WWW_AUTHENTICATE)
            || variesBeyondLikeness(fields);
    if (isForOne) {
      return null;
    }
    long age = Math.max(0, seconds(fields.get(HttpHeaderNames.AGE)));
    long shared = seconds(argument(fields, "s-maxage"));
    long own = seconds(argument(fields, "max-age"));
    long fresh = shared >= 0 ? shared : own >= 0 ? own : expires(fields);
    boolean mayBeStale =
        shared < 0 && !has(fields, "must-revalidate") && !has(fields, "proxy-revalidate");
    return new Lifetime(
        age * Units.SECOND,
        fresh < 0 ? Long.MAX_VALUE : Math.min(fresh, SECONDS_MAX) * Units.SECOND,
        mayBeStale);
  }

  /** Whether the answer depends on something of the request that likeness does not look at. */
  private static boolean variesBeyondLikeness(Fields fields) {
    for (String line : all(fields, HttpHeaderNames.VARY)) {
      for (String name : line.split(",", -1)) {
        String varied = name.strip();
        if (varied.equals("*") || (!varied.isEmpty() && !Likeness.covers(varied))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The lifetime that {@code Expires} gives, in seconds from {@code Date}; −1 where it says
   * nothing. What is no date, such as 0, has expired (RFC 9111, 5.3).
   */
  @SuppressWarnings("JavaUtilDate") // it is what Netty reads dates of HTTP into
  private static long expires(Fields fields) {
    AsciiString expires = fields.get(HttpHeaderNames.EXPIRES);
    AsciiString date = fields.get(HttpHeaderNames.DATE);
    if (expires == null) {
      return -1;
    }
    @Nullable Date until = DateFormatter.parseHttpDate(expires);
    @Nullable Date made = date == null ? null : DateFormatter.parseHttpDate(date);
    if (until == null) {
      return 0;
    }
    return made == null ? -1 : Math.max(0, (until.getTime() - made.getTime()) / 1_000);
  }

  private static List<String> all(Fields fields, AsciiString name) {
    List<String> values = new ArrayList<>();
    for (int i = fields.find(name, 0); i >= 0; i = fields.find(name, i + 1)) {
      values.add(fields.value(i).toString());
    }
    return values;
  }

  private static boolean has(Fields fields, String directive) {
    for (String line : all(fields, HttpHeaderNames.CACHE_CONTROL)) {
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
  private static @Nullable String argument(Fields fields, String directive) {
    List<String> lines = all(fields, HttpHeaderNames.CACHE_CONTROL);
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
  private static long seconds(@Nullable CharSequence text) {
    if (text == null) {
      return -1;
    }
    boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      return 0;
    }
    return text.length() > DIGITS_MAX ? SECONDS_MAX : Long.parseLong(text, 0, text.length(), 10);
  }
}
