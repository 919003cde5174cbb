package dev.ballast.live;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.policy.RepeatTree;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What travels with a request from hop to hop, as headers: what it is about, how much it matters,
 * how many repeats it may cause, whether it is a copy; back with the answer how many of them are
 * left, and with a refusal how long to stay away.
 */
final class Context {
  static final AsciiString KEY = AsciiString.cached("x-ballast-key");
  static final AsciiString PRIORITY = AsciiString.cached("x-ballast-priority");
  static final AsciiString REPEATS = AsciiString.cached("x-ballast-repeats");
  static final AsciiString PROBE = AsciiString.cached("x-ballast-probe");
  static final AsciiString MIRRORED = AsciiString.cached("x-ballast-mirrored");
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
    CharSequence key = request.head.fields().get(KEY);
    if (key != null) {
      request.key = key(key, 0, key.length());
    }
    CharSequence priority = request.head.fields().get(PRIORITY);
    if (priority != null) {
      for (Map.Entry<Priority, AsciiString> known : WORDS.entrySet()) {
        if (known.getValue().contentEqualsIgnoreCase(priority)) {
          request.priority = known.getKey();
        }
      }
    }
  }

  static void write(Fields out, Attempt attempt) {
    if (attempt.key() != Request.NO_KEY) {
      out.add(KEY, attempt.key());
    }
    if (attempt.priority() != Priority.NORMAL) {
      AsciiString word = WORDS.get(attempt.priority());
      if (word != null) {
        out.add(PRIORITY, word);
      }
    }
    if (attempt.repeatsLent() != RepeatTree.UNBOUNDED) {
      out.add(REPEATS, attempt.repeatsLent());
    }
    if (attempt.isMirrored()) {
      out.add(MIRRORED, 1);
    }
  }

  /** Repeats that come with a request or back with its answer, or unbounded. */
  static int repeats(Fields fields) {
    AsciiString told = fields.get(REPEATS);
    if (told == null || told.isEmpty() || told.length() > REPEATS_DIGITS_MAX) {
      return RepeatTree.UNBOUNDED;
    }
    return told.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Math.min(told.parseInt(), RepeatTree.ALLOWANCE_MAX)
        : RepeatTree.UNBOUNDED;
  }

  /** What an answer gives back of the repeats that came with the request. */
  static void repeats(Fields out, int left) {
    if (left > 0) {
      out.add(REPEATS, left);
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

  /** The answer to a probe. */
  static ResponseHead answerToProbe(int inFlight, long latencyNanos) {
    Fields out = new Fields(2, 80);
    out.add(IN_FLIGHT, inFlight);
    out.add(LATENCY, latencyNanos);
    return new ResponseHead(200, out);
  }

  /** A header of decimal digits; −1 when it is not there or is not one. */
  static long number(Fields fields, AsciiString name) {
    AsciiString text = fields.get(name);
    if (text == null || text.isEmpty() || text.length() > DIGITS_MAX) {
      return -1;
    }
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text.parseLong() : -1;
  }

  /** Says how long to stay away: for everybody in whole seconds, for ourselves exactly. */
  static void retryAfter(Fields out, long nanos) {
    if (nanos > 0) {
      out.add(HttpHeaderNames.RETRY_AFTER, (nanos + Units.SECOND - 1) / Units.SECOND);
      out.add(RETRY_AFTER_MS, (nanos + Units.MILLISECOND - 1) / Units.MILLISECOND);
    }
  }

  /** How long an answer says to stay away; 0 when it does not, or not in a way that can be read. */
  static long retryAfterNanos(Fields fields) {
    AsciiString exact = fields.get(RETRY_AFTER_MS);
    if (exact != null) {
      return Math.clamp(Http.millis(exact), 0, RETRY_AFTER_MAX_NANOS);
    }
    AsciiString told = fields.get(HttpHeaderNames.RETRY_AFTER);
    return told == null
        ? 0
        : Math.clamp(retryAfterNanos(told.toString()), 0, RETRY_AFTER_MAX_NANOS);
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
