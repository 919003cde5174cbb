package dev.ballast.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Deadline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as Ballast writes it: heads go byte by byte into a {@link Draft}, without an object per
 * header. What is read goes through Netty's strict decoder.
 *
 * <p>Between hops a result travels as a status and a header: {@code x-ballast-degraded} marks an
 * answer with a fallback in it, {@code x-ballast-refused} a refusal that certainly had no effect,
 * {@code x-ballast-failed} a failure that may have had one; each says which.
 */
final class Http {
  static final AsciiString TIMEOUT = AsciiString.cached("x-ballast-timeout-ms");
  static final AsciiString ENDPOINT = AsciiString.cached("x-ballast-endpoint");
  static final AsciiString DEGRADED = AsciiString.cached("x-ballast-degraded");
  static final AsciiString REFUSED = AsciiString.cached("x-ballast-refused");
  static final AsciiString FAILED = AsciiString.cached("x-ballast-failed");
  static final AsciiString CAUSE = AsciiString.cached("x-ballast-cause");
  static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

  private static final String OWN_PREFIX = "x-ballast-";

  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

  /** Headers that concern one connection; never passed on (RFC 9110, 7.6.1), and the length. */
  private static final AsciiString[] OF_ONE_HOP = {
    HttpHeaderNames.CONNECTION,
    HttpHeaderNames.CONTENT_LENGTH,
    HttpHeaderNames.TRANSFER_ENCODING,
    KEEP_ALIVE,
    AsciiString.cached("proxy-connection"),
    HttpHeaderNames.PROXY_AUTHENTICATE,
    HttpHeaderNames.PROXY_AUTHORIZATION,
    HttpHeaderNames.TE,
    HttpHeaderNames.TRAILER,
    HttpHeaderNames.UPGRADE,
    HttpHeaderNames.EXPECT,
    REQUEST_ID,
  };

  private static final EnumMap<Result, String> WORDS = new EnumMap<>(Result.class);
  private static final byte[] COLON = ascii(": ");
  private static final byte[] END = ascii("\r\n");
  private static final byte[] LENGTH = ascii("content-length: ");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");

  static {
    for (Result result : Result.values()) {
      WORDS.put(result, result.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private Http() {}

  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /** A result as headers name it: {@code breaker-open}. */
  static String word(Result result) {
    return requireNonNull(WORDS.get(result));
  }

  /** The result that a header names, or null. */
  static @Nullable Result result(@Nullable CharSequence word) {
    if (word != null) {
      for (Map.Entry<Result, String> known : WORDS.entrySet()) {
        if (AsciiString.contentEquals(known.getValue(), word)) {
          return known.getKey();
        }
      }
    }
    return null;
  }

  /** The status that carries a result. */
  static int status(Result result) {
    return switch (result) {
      case OK, DEGRADED -> 200;
      case ERROR -> 500;
      case LOST -> 502;
      case RATE_LIMITED -> 429;
      case SHED, UNREACHABLE, BREAKER_OPEN, BULKHEAD_FULL, LIMIT_REACHED, THROTTLED, CANCELLED ->
          503;
      case TOO_LATE, TIMED_OUT -> 504;
    };
  }

  /** What an answer means to the caller of a service. */
  static Result meaning(int status, HttpHeaders headers) {
    if (status == 429) {
      return Result.RATE_LIMITED;
    }
    if (status < 500) {
      return headers.contains(DEGRADED) ? Result.DEGRADED : Result.OK;
    }
    if (status == 503 || status == 504) {
      Result refusal = result(headers.get(REFUSED));
      if (refusal == Result.SHED || refusal == Result.TOO_LATE || refusal == Result.UNREACHABLE) {
        return refusal;
      }
    }
    return Result.ERROR;
  }

  /** Whether a failure is told in our own words, so that there is nothing to pass on. */
  static boolean isOurs(HttpHeaders headers) {
    return headers.contains(REFUSED) || headers.contains(FAILED);
  }

  static void statusLine(Draft out, int status) {
    out.bytes(VERSION);
    HttpResponseStatus known = HttpResponseStatus.valueOf(status);
    out.number(status);
    out.octet(' ');
    out.text(known.reasonPhrase());
    out.bytes(END);
  }

  static void header(Draft out, CharSequence name, CharSequence value) {
    out.text(name);
    out.bytes(COLON);
    out.text(value);
    out.bytes(END);
  }

  /** A header whose value is a number that is not negative. */
  static void number(Draft out, CharSequence name, long value) {
    out.text(name);
    out.bytes(COLON);
    out.number(value);
    out.bytes(END);
  }

  static void length(Draft out, long bytes) {
    out.bytes(LENGTH);
    out.number(bytes);
    out.bytes(END);
  }

  static void end(Draft out) {
    out.bytes(END);
  }

  /** The time left until a deadline, in milliseconds with three decimals; nothing for none. */
  static void timeout(Draft out, long deadlineNanos, long nowNanos) {
    if (deadlineNanos == Deadline.NONE) {
      return;
    }
    long micros = Math.max(0, deadlineNanos - nowNanos) / Units.MICROSECOND;
    out.text(TIMEOUT);
    out.bytes(COLON);
    out.number(micros / 1_000);
    int fraction = (int) (micros % 1_000);
    out.octet('.');
    out.octet('0' + fraction / 100);
    out.octet('0' + fraction / 10 % 10);
    out.octet('0' + fraction % 10);
    out.bytes(END);
  }

  /** All headers but those of one hop, those that Connection names, and Ballast's own. */
  static void passOn(Draft out, HttpHeaders headers) {
    CharSequence named = headers.get(HttpHeaderNames.CONNECTION);
    if (named != null && KEEP_ALIVE.contentEqualsIgnoreCase(named)) {
      named = null; // names no header that is not of one hop anyway
    }
    Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      if (isPassedOn(header.getKey(), named)) {
        header(out, header.getKey(), header.getValue());
      }
    }
  }

  private static boolean isPassedOn(CharSequence name, @Nullable CharSequence named) {
    if (AsciiString.regionMatches(name, true, 0, OWN_PREFIX, 0, OWN_PREFIX.length())) {
      return false;
    }
    for (AsciiString own : OF_ONE_HOP) {
      if (own.contentEqualsIgnoreCase(name)) {
        return false;
      }
    }
    return named == null || !namesToken(named, name);
  }

  /** Whether a comma-separated list holds this token. */
  static boolean namesToken(CharSequence list, CharSequence token) {
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      if (i == list.length() || list.charAt(i) == ',') {
        if (AsciiString.contentEqualsIgnoreCase(
            AsciiString.trim(list.subSequence(start, i)), token)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /**
   * A header of milliseconds, such as {@code 12.5}, in nanoseconds.
   *
   * @return −1 when it is not a number of at most 12 digits before and 9 after the point
   */
  static long millis(CharSequence text) {
    long nanos = 0;
    long unit = 0;
    int whole = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && unit == 0 && i > 0) {
        unit = Units.MILLISECOND;
      } else if (c < '0' || c > '9' || (unit == 0 && ++whole > 12)) {
        return -1;
      } else if (unit == 0) {
        nanos = nanos * 10 + (c - '0') * Units.MILLISECOND;
      } else {
        unit /= 10;
        nanos += (c - '0') * unit;
        unit = Math.max(unit, 1);
      }
    }
    return text.isEmpty() ? -1 : nanos;
  }
}
