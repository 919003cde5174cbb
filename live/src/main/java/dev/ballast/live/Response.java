package dev.ballast.live;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * What a real program answered, on its way back to whoever asked. The body is on the heap, so that
 * an answer nobody waits for any more costs the collector's time and no buffer.
 */
final class Response {
  static final byte[] EMPTY = {};

  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  Response(int status, HttpHeaders headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  int status() {
    return status;
  }

  HttpHeaders headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
