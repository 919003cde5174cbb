package dev.ballast.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;

/** Writes a request that arrived as the request that it becomes for the next hop. */
final class Requests {
  private static final byte[] VERSION = Http.ascii(" HTTP/1.1\r\n");

  private Requests() {}

  static int size(Inbound request) {
    return 1_024 + request.body.length;
  }

  static void line(ByteBuf out, Inbound request) {
    ByteBufUtil.writeAscii(out, request.method.asciiName());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, request.uri);
    out.writeBytes(VERSION);
    if (!request.headers.contains(HttpHeaderNames.HOST)) {
      Http.header(out, HttpHeaderNames.HOST, "127.0.0.1"); // it came as HTTP/1.0
    }
  }

  /** Its own headers, its length and its body. */
  static void rest(ByteBuf out, Inbound request) {
    Http.passOn(out, request.headers);
    if (request.id != null) {
      Http.header(out, Http.REQUEST_ID, request.id);
    }
    if (request.body.length > 0 || expectsBody(request.method)) {
      Http.length(out, request.body.length);
    }
    Http.end(out);
    out.writeBytes(request.body);
  }

  private static boolean expectsBody(HttpMethod method) {
    return method.equals(HttpMethod.POST)
        || method.equals(HttpMethod.PUT)
        || method.equals(HttpMethod.PATCH);
  }
}
