package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;

/** The health check of gRPC servers, {@code grpc.health.v1}, of which two bytes matter. */
final class GrpcHealth {
  static final String PATH = "/grpc.health.v1.Health/Check";

  /** A frame has a byte that says whether it is compressed, and four that say how long it is. */
  private static final int FRAME_HEAD = 5;

  /** The first field of a HealthCheckResponse, a number. */
  private static final int STATUS = 1 << 3;

  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;

  /** The answer of a server that is well. */
  static final Body.Whole SERVING_ANSWER = answer(SERVING);

  /** The answer of a server that wants no more calls. */
  static final Body.Whole NOT_SERVING_ANSWER = answer(NOT_SERVING);

  private GrpcHealth() {}

  private static Body.Whole answer(int status) {
    Fields trailers = new Fields(1, 16);
    trailers.add("grpc-status", "0");
    return new Body.Whole(new byte[] {0, 0, 0, 0, 2, STATUS, (byte) status}, trailers);
  }

  /** Whether the answer is one message, not compressed, that says so. */
  static boolean isServing(Body body) {
    byte[] bytes = body instanceof Body.Whole whole ? whole.bytes() : new byte[0];
    return bytes.length == FRAME_HEAD + 2
        && bytes[0] == 0
        && bytes[FRAME_HEAD - 1] == 2
        && bytes[FRAME_HEAD] == STATUS
        && bytes[FRAME_HEAD + 1] == SERVING;
  }
}
