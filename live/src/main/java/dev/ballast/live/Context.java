package dev.ballast.live;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Units;
import dev.ballast.policy.RepeatTree;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What travels with a request from hop to hop, as headers: what it is about, how much it matters,
 * how many repeats it may cause; back with the answer how many of them are left, and with a refusal
 * how long to stay away.
 */
final class Context {
  static final AsciiString KEY = AsciiString.cached("x-ballast-key");
  static final AsciiString PRIORITY = AsciiString.cached("x-ballast-priority");
  static final AsciiString REPEATS = AsciiString.cached("x-ballast-repeats");
  static final AsciiString PROBE = AsciiString.cached("x-ballast-probe");
  static final AsciiString IN_FLIGHT = AsciiString.cached("x-ballast-in-flight");
  static final AsciiString LATENCY = AsciiString.cached("x-ballast-latency-ns");
  static final AsciiString RETRY_AFTER_MS = AsciiString.cached("x-ballast-retry-after-ms");

  /** The longest wait that is believed. */
  private static final long RETRY_AFTER_MAX_NANOS = 24 * 3600 * Units.SECOND;

  private static final int DIGITS_MAX = 18;
  private static final int REPEATS_DIGITS_MAX = 9;
  private static final EnumMap<Priority, AsciiString> WORDS = new EnumMap<>(Priority.class);

  static {
    for (Priority priority : Priority.values()) {
      WORDS.put(priority, AsciiString.cached(priority.name().toLowerCase(Locale.ROOT)));
    }
  }

  private Context() {}

  /** Takes over what the headers say; what they do not say stays as it is. */
  static void read(Inbound request) {
    CharSequence key = request.headers.get(KEY);
    if (key != null) {
      request.key = key(key, 0, key.length());
    }
    CharSequence priority = request.headers.get(PRIORITY);
    if (priority != null) {
      for (Map.Entry<Priority, AsciiString> known : WORDS.entrySet()) {
        if (known.getValue().contentEqualsIgnoreCase(priority)) {
          request.priority = known.getKey();
        }
      }
    }
  }

  static void write(Draft out, Attempt attempt) {
    if (attempt.key() != Request.NO_KEY) {
      Http.number(out, KEY, attempt.key());
    }
    if (attempt.priority() != Priority.NORMAL) {
      AsciiString word = WORDS.get(attempt.priority());
      if (word != null) {
        Http.header(out, PRIORITY, word);
      }
    }
    if (attempt.repeatsLent() != RepeatTree.UNBOUNDED) {
      Http.number(out, REPEATS, attempt.repeatsLent());
    }
  }

  /** Repeats that come with a request or back with its answer, or unbounded. */
  static int repeats(HttpHeaders headers) {
    String told = headers.get(REPEATS);
    if (told == null || told.isEmpty() || told.length() > REPEATS_DIGITS_MAX) {
      return RepeatTree.UNBOUNDED;
    }
    return told.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Math.min(Integer.parseInt(told), RepeatTree.ALLOWANCE_MAX)
        : RepeatTree.UNBOUNDED;
  }

  /** What an answer gives back of the repeats that came with the request. */
  static void repeats(Draft out, int left) {
    if (left > 0) {
      Http.number(out, REPEATS, left);
    }
  }

  /**
   * A key as a number: decimal digits stand for themselves, any other text for its 63-bit FNV-1a
   * hash.
   */
  static long key(CharSequence text, int from, int to) {
    long number = 0;
    boolean isNumber = to > from && to - from <= DIGITS_MAX;
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      isNumber &= c >= '0' && c <= '9';
      number = number * 10 + (c - '0');
      hash = (hash ^ c) * 0x100000001b3L;
    }
    return isNumber ? number : hash & Long.MAX_VALUE;
  }

  /** Answers a probe. */
  static void answerProbe(Draft out, int inFlight, long latencyNanos) {
    Http.statusLine(out, 200);
    Http.number(out, IN_FLIGHT, inFlight);
    Http.number(out, LATENCY, latencyNanos);
    Http.length(out, 0);
    Http.end(out);
  }

  /** A header of decimal digits; −1 when it is not there or is not one. */
  static long number(HttpHeaders headers, CharSequence name) {
    String text = headers.get(name);
    boolean isNumber =
        text != null
            && !text.isEmpty()
            && text.length() <= DIGITS_MAX
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Long.parseLong(text) : -1;
  }

  /** Says how long to stay away: for everybody in whole seconds, for ourselves exactly. */
  static void retryAfter(Draft out, long nanos) {
    if (nanos > 0) {
      Http.number(out, HttpHeaderNames.RETRY_AFTER, (nanos + Units.SECOND - 1) / Units.SECOND);
      Http.number(out, RETRY_AFTER_MS, (nanos + Units.MILLISECOND - 1) / Units.MILLISECOND);
    }
  }

  /** How long an answer says to stay away; 0 when it does not, or not in a way that can be read. */
  static long retryAfterNanos(HttpHeaders headers) {
    String exact = headers.get(RETRY_AFTER_MS);
    if (exact != null) {
      return Math.clamp(Http.millis(exact), 0, RETRY_AFTER_MAX_NANOS);
    }
    String told = headers.get(HttpHeaderNames.RETRY_AFTER);
    return told == null ? 0 : Math.clamp(retryAfterNanos(told), 0, RETRY_AFTER_MAX_NANOS);
  }

  private static long retryAfterNanos(String told) {
    if (told.length() <= 9 && told.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return told.isEmpty() ? 0 : Long.parseLong(told) * Units.SECOND;
    }
    try {
      Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(told));
      long leftMillis = date.toEpochMilli() - System.currentTimeMillis();
      return Math.clamp(leftMillis, 0, 24 * 3600 * 1000) * Units.MILLISECOND;
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
