package dev.ballast.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.policy.Deadline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Ballast says in HTTP, whatever its version.
 *
 * <p>Between hops a result travels as a status and a header: {@code x-ballast-degraded} marks an
 * answer with a fallback in it, {@code x-ballast-refused} a refusal that certainly had no effect,
 * {@code x-ballast-failed} a failure that may have had one; each says which.
 */
final class Http {
  static final AsciiString TIMEOUT = AsciiString.cached("x-ballast-timeout-ms");
  static final AsciiString ENDPOINT = AsciiString.cached("x-ballast-endpoint");
  static final AsciiString DEGRADED = AsciiString.cached("x-ballast-degraded");
  static final AsciiString REFUSED = Refusal.FIELD;
  static final AsciiString FAILED = AsciiString.cached("x-ballast-failed");
  static final AsciiString CAUSE = AsciiString.cached("x-ballast-cause");
  static final AsciiString CACHE = AsciiString.cached("x-ballast-cache");
  static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

  private static final AsciiString OWN_PREFIX = AsciiString.cached("x-ballast-");
  private static final AsciiString CLOSE = AsciiString.cached("close");

  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

  /**
   * Headers that concern one connection; never passed on (RFC 9110, 7.6.1), the length, and those
   * that each hop says anew.
   */
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
    Grpc.TIMEOUT,
  };

  private static final EnumMap<Result, String> WORDS = new EnumMap<>(Result.class);

  /** The same, by the length of their names. */
  private static final AsciiString[][] OF_ONE_HOP_BY_LENGTH = new AsciiString[20][];

  static {
    for (int length = 0; length < OF_ONE_HOP_BY_LENGTH.length; length++) {
      int wanted = length;
      OF_ONE_HOP_BY_LENGTH[length] =
          Arrays.stream(OF_ONE_HOP)
              .filter(name -> name.length() == wanted)
              .toArray(AsciiString[]::new);
    }
    for (Result result : Result.values()) {
      WORDS.put(result, result.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private Http() {}

  /**
   * How many bytes of an answer are collected before it is given.
   *
   * @param small of one that is short, or that fails
   * @param shared of one that serves others too
   */
  record Kept(int small, int shared) {
    static Kept of(Limits limits) {
      return new Kept(limits.message().keptMax(), limits.message().answerMax());
    }
  }

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
  static Result meaning(ResponseHead head, @Nullable Fields trailers) {
    int status = head.status();
    Fields fields = head.fields();
    if (Grpc.isGrpc(fields)) {
      return grpcMeaning(status, fields, trailers);
    }
    if (status == 429) {
      return Result.RATE_LIMITED;
    }
    if (status < 500) {
      return fields.contains(DEGRADED) ? Result.DEGRADED : Result.OK;
    }
    return status == 503 || status == 504 ? refusal(fields, Result.ERROR) : Result.ERROR;
  }

  /** What an answer means whose end has come: gRPC says only there what came of it. */
  static Result meaning(ResponseHead head, Fields trailers, Result begun) {
    return Grpc.isGrpc(head.fields()) ? meaning(head, trailers) : begun;
  }

  private static Result grpcMeaning(int status, Fields fields, @Nullable Fields trailers) {
    boolean isOpen = trailers == null && status == 200 && !fields.contains(Grpc.STATUS);
    Result told =
        isOpen
            ? Result.OK
            : Grpc.meaning(status, fields, trailers == null ? Fields.NONE : trailers);
    return told != Result.OK
        ? refusal(fields, told)
        : fields.contains(DEGRADED) ? Result.DEGRADED : Result.OK;
  }

  /** The refusal that a replica names, which certainly had no effect. */
  private static Result refusal(Fields fields, Result otherwise) {
    Result refusal = result(fields.get(REFUSED));
    boolean isOne =
        refusal == Result.SHED || refusal == Result.TOO_LATE || refusal == Result.UNREACHABLE;
    return refusal != null && isOne ? refusal : otherwise;
  }

  /** Whether a failure is told in our own words, so that there is nothing to pass on. */
  static boolean isOurs(Fields fields) {
    return fields.contains(REFUSED) || fields.contains(FAILED);
  }

  /** The time left until a deadline, in milliseconds with three decimals; nothing for none. */
  static void timeout(Fields out, long deadlineNanos, long nowNanos) {
    if (deadlineNanos != Deadline.NONE) {
      out.addThousandths(TIMEOUT, Math.max(0, deadlineNanos - nowNanos) / Units.MICROSECOND);
    }
  }

  /**
   * All fields but those of one hop, those that any Connection names, Ballast's own, and some more.
   */
  static void passOn(Fields out, Fields fields, AsciiString[] but) {
    boolean areNamed = namesFields(fields);
    for (int i = 0; i < fields.count(); i++) {
      boolean isPassedOn =
          !isOfOneHop(fields, i)
              && !fields.isPrefixed(i, OWN_PREFIX)
              && !isNamed(fields, i, but)
              && !(areNamed && isNamedByConnection(fields, fields.name(i)));
      if (isPassedOn) {
        out.add(fields, i);
      }
    }
  }

  private static boolean isOfOneHop(Fields fields, int index) {
    int length = fields.nameLength(index);
    if (length < OF_ONE_HOP_BY_LENGTH.length) {
      return isNamed(fields, index, OF_ONE_HOP_BY_LENGTH[length]);
    }
    return false;
  }

  private static boolean isNamed(Fields fields, int index, AsciiString[] names) {
    for (AsciiString name : names) {
      if (fields.isNamed(index, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether Connection names more than what is of one hop anyway. */
  private static boolean namesFields(Fields fields) {
    for (int i = fields.find(HttpHeaderNames.CONNECTION, 0);
        i >= 0;
        i = fields.find(HttpHeaderNames.CONNECTION, i + 1)) {
      AsciiString value = fields.value(i);
      if (!value.contentEqualsIgnoreCase(KEEP_ALIVE) && !value.contentEqualsIgnoreCase(CLOSE)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamedByConnection(Fields fields, AsciiString name) {
    for (int i = fields.find(HttpHeaderNames.CONNECTION, 0);
        i >= 0;
        i = fields.find(HttpHeaderNames.CONNECTION, i + 1)) {
      if (namesToken(fields.value(i), name)) {
        return true;
      }
    }
    return false;
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
