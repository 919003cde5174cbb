package dev.ballast.live;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;

/** Writes a request that arrived as the request that it becomes for the next hop. */
final class Requests {
  private static final byte[] VERSION = Http.ascii(" HTTP/1.1\r\n");

  private Requests() {}

  static void line(Draft out, Inbound request) {
    out.text(request.method.asciiName());
    out.octet(' ');
    out.text(request.uri);
    out.bytes(VERSION);
    if (!request.headers.contains(HttpHeaderNames.HOST)) {
      Http.header(out, HttpHeaderNames.HOST, "127.0.0.1"); // it came as HTTP/1.0
    }
  }

  /** Its own headers, its length and its body. */
  static void rest(Draft out, Inbound request) {
    Http.passOn(out, request.headers);
    if (request.id != null) {
      Http.header(out, Http.REQUEST_ID, request.id);
    }
    if (request.body.length > 0 || expectsBody(request.method)) {
      Http.length(out, request.body.length);
    }
    Http.end(out);
    out.body(request.body);
  }

  private static boolean expectsBody(HttpMethod method) {
    return method.equals(HttpMethod.POST)
        || method.equals(HttpMethod.PUT)
        || method.equals(HttpMethod.PATCH);
  }
}
