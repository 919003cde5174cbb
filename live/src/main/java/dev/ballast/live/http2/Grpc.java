package dev.ballast.live.http2;

import dev.ballast.live.http.Fields;
import io.netty.util.AsciiString;

/** What of gRPC over HTTP/2 a hop has to know. */
final class Grpc {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString PREFIX = AsciiString.cached("application/grpc");

  private Grpc() {}

  /** Whether these are the fields of a gRPC request or answer. */
  static boolean isGrpc(Fields fields) {
    AsciiString type = fields.get(CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }
}
