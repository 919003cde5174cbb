package dev.ballast.live.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import io.netty.util.AsciiString;

/** What of gRPC over HTTP/2 a hop has to know (gRPC's document "gRPC over HTTP2"). */
public final class Grpc {
  /** The number that tells how a call ended: in the trailers, or in a head without a body. */
  public static final AsciiString STATUS = AsciiString.cached("grpc-status");

  /** Why, for people; percent-encoded UTF-8. */
  public static final AsciiString MESSAGE = AsciiString.cached("grpc-message");

  /** How long the call may take: at most eight digits and a unit. */
  public static final AsciiString TIMEOUT = AsciiString.cached("grpc-timeout");

  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString TYPE = AsciiString.cached("application/grpc");
  private static final int TIMEOUT_DIGITS_MAX = 8;
  private static final long TIMEOUT_MAX = 99_999_999;

  /** 73 years: nobody waits longer, and a clock can be added to it. */
  private static final long NANOS_MAX = Long.MAX_VALUE / 4;

  private static final int OK = 200;

  /** A message with no field set, as a body: no compression and a length of 0. */
  private static final byte[] EMPTY_MESSAGE = new byte[5];

  private Grpc() {}

  /** Whether these are the fields of a gRPC request or answer. */
  public static boolean isGrpc(Fields fields) {
    AsciiString type = fields.get(CONTENT_TYPE);
    if (type == null || !type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      return false;
    }
    byte next = type.length() == TYPE.length() ? (byte) ';' : type.byteAt(TYPE.length());
    return next == ';' || next == '+'; // grpc-web is another protocol
  }

  /**
   * What an answer over HTTP/2 means to the caller of a service.
   *
   * @param trailers those after the body; {@link Fields#NONE} where there were none
   */
  public static Result meaning(int status, Fields head, Fields trailers) {
    GrpcStatus told = GrpcStatus.of(head.get(STATUS), trailers.get(STATUS));
    if (told != null) {
      return told.meaning();
    }
    return status == OK ? Result.ERROR : GrpcStatus.ofHttp(status).meaning();
  }

  /**
   * The time that a call may take, in nanoseconds; at most 73 years.
   *
   * @return −1 where it is not at most eight digits and one of the units H, M, S, m, u and n
   */
  public static long timeoutNanos(AsciiString told) {
    int digits = told.length() - 1;
    if (digits < 1 || digits > TIMEOUT_DIGITS_MAX) {
      return -1;
    }
    long amount = 0;
    for (int i = 0; i < digits; i++) {
      int digit = told.byteAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      amount = amount * 10 + digit;
    }
    long unit =
        switch (told.charAt(digits)) {
          case 'H' -> 3_600 * Units.SECOND;
          case 'M' -> 60 * Units.SECOND;
          case 'S' -> Units.SECOND;
          case 'm' -> Units.MILLISECOND;
          case 'u' -> Units.MICROSECOND;
          case 'n' -> 1;
          default -> -1;
        };
    return unit < 0 ? -1 : amount > NANOS_MAX / unit ? NANOS_MAX : amount * unit;
  }

  /** The time that is left to a call, as exactly as the field can say it, and never longer. */
  public static String timeout(long nanos) {
    long left = Math.max(0, nanos);
    if (left <= TIMEOUT_MAX) {
      return left + "n";
    } else if (left / Units.MICROSECOND <= TIMEOUT_MAX) {
      return left / Units.MICROSECOND + "u";
    } else if (left / Units.MILLISECOND <= TIMEOUT_MAX) {
      return left / Units.MILLISECOND + "m";
    }
    return Math.min(TIMEOUT_MAX, left / Units.SECOND) + "S";
  }

  /**
   * Makes of fields the head of an answer without a body that tells a status (trailers-only).
   *
   * @param fields without a content type
   */
  public static ResponseHead refusal(Fields fields, GrpcStatus status, String why) {
    fields.add(CONTENT_TYPE, TYPE);
    fields.add(STATUS, Integer.toString(status.code()));
    fields.add(MESSAGE, encoded(why));
    return new ResponseHead(OK, fields);
  }

  /** Makes of fields the head of the answer of a stand-in; {@link #empty} follows. */
  public static ResponseHead head(Fields fields) {
    fields.add(CONTENT_TYPE, TYPE);
    return new ResponseHead(OK, fields);
  }

  /** One message with nothing in it, and the status OK: what a stand-in answers. */
  public static Body.Whole empty() {
    Fields trailers = new Fields(1, 16);
    trailers.add(STATUS, "0");
    return new Body.Whole(EMPTY_MESSAGE, trailers);
  }

  /** What is not visible ASCII, and the percent sign, as percent and two digits. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(UTF_8)) {
      if (octet >= ' ' && octet < 0x7f && octet != '%') {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(hex(octet >> 4)).append(hex(octet));
      }
    }
    return encoded.toString();
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit & 15);
  }
}
