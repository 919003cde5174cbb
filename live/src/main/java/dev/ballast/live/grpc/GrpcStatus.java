package dev.ballast.live.grpc;

import dev.ballast.kernel.Result;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * How a gRPC call ended. The ordinal is the number in {@code grpc-status} (gRPC's document on
 * status codes and their use).
 */
public enum GrpcStatus {
  OK(0),
  CANCELLED(1),
  UNKNOWN(2),
  INVALID_ARGUMENT(3),
  DEADLINE_EXCEEDED(4),
  NOT_FOUND(5),
  ALREADY_EXISTS(6),
  PERMISSION_DENIED(7),
  RESOURCE_EXHAUSTED(8),
  FAILED_PRECONDITION(9),
  ABORTED(10),
  OUT_OF_RANGE(11),
  UNIMPLEMENTED(12),
  INTERNAL(13),
  UNAVAILABLE(14),
  DATA_LOSS(15),
  UNAUTHENTICATED(16);

  private static final GrpcStatus[] ALL = values();

  private final int code;

  GrpcStatus(int code) {
    this.code = code;
  }

  /** As the field says it. */
  int code() {
    return code;
  }

  /** The status that a field tells; {@link #UNKNOWN} where it tells none that is known. */
  public static GrpcStatus of(AsciiString number) {
    int code = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = number.byteAt(i) - '0';
      if (digit < 0 || digit > 9 || i > 1) {
        return UNKNOWN;
      }
      code = code * 10 + digit;
    }
    for (GrpcStatus known : ALL) {
      if (!number.isEmpty() && known.code == code) {
        return known;
      }
    }
    return UNKNOWN;
  }

  /**
   * What it means to the caller of a service. An answer that finds fault with the request is an
   * answer, as 4xx is one in HTTP: the service did its work. A service that says that the call was
   * cancelled, when its caller has not given up, has failed.
   */
  public Result meaning() {
    return switch (this) {
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          Result.OK;
      case DEADLINE_EXCEEDED -> Result.TIMED_OUT;
      case RESOURCE_EXHAUSTED -> Result.RATE_LIMITED;
      case CANCELLED, UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS -> Result.ERROR;
    };
  }

  /** How a result is told to who asked by gRPC. */
  public static GrpcStatus of(Result result) {
    return switch (result) {
      case OK, DEGRADED -> OK;
      case ERROR -> UNKNOWN;
      case RATE_LIMITED -> RESOURCE_EXHAUSTED;
      case TOO_LATE, TIMED_OUT -> DEADLINE_EXCEEDED;
      case CANCELLED -> CANCELLED;
      case LOST, SHED, UNREACHABLE, BREAKER_OPEN, BULKHEAD_FULL, LIMIT_REACHED, THROTTLED ->
          UNAVAILABLE;
    };
  }

  /**
   * How a refusal of HTTP is told to who asked by gRPC: gRPC's mapping from HTTP, with 408 and 504
   * for what they say and 413 and 431 for a bound.
   */
  public static GrpcStatus ofHttp(int status) {
    return switch (status) {
      case 400, 415 -> INTERNAL;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      case 404, 405, 501 -> UNIMPLEMENTED;
      case 408, 504 -> DEADLINE_EXCEEDED;
      case 413, 431 -> RESOURCE_EXHAUSTED;
      case 429, 502, 503 -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }

  /** The status of an answer; null where it tells none. */
  public static @Nullable GrpcStatus of(@Nullable AsciiString inHead, @Nullable AsciiString after) {
    return after != null ? of(after) : inHead != null ? of(inHead) : null;
  }
}
