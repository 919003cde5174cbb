package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ballast.live.http.Body;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The lines of a head that say how the message is sent. */
final class Lines {
  private static final int STATUS_END = 600;
  private static final byte[][] STATUS = new byte[STATUS_END][];
  private static final byte[] LENGTH = bytes("content-length: ");
  private static final byte[] CHUNKED = bytes("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = bytes("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = bytes("connection: keep-alive\r\n");
  private static final byte[] UPGRADE = bytes("connection: upgrade\r\n");

  static {
    for (int i = 100; i < STATUS_END; i++) {
      STATUS[i] =
          bytes("HTTP/1.1 " + i + " " + HttpResponseStatus.valueOf(i).reasonPhrase() + "\r\n");
    }
  }

  private Lines() {}

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  static void status(Draft out, int status) {
    out.bytes(STATUS[status]);
  }

  static void close(Draft out) {
    out.bytes(CLOSE);
  }

  static void keepAlive(Draft out) {
    out.bytes(KEEP_ALIVE);
  }

  static void upgrade(Draft out) {
    out.bytes(UPGRADE);
  }

  /**
   * Says how long the body is.
   *
   * @return its length as {@link Outgoing} counts it
   */
  static long framing(Draft out, Body body, boolean knowsChunks) {
    long length =
        switch (body) {
          case Body.Whole whole when whole.trailers().count() > 0 && knowsChunks -> -1;
          case Body.Whole whole -> whole.bytes().length;
          case Body.Arriving arriving -> arriving.length();
        };
    if (length >= 0) {
      out.bytes(LENGTH);
      out.number(length);
      out.lineEnd();
      return length;
    }
    if (knowsChunks) {
      out.bytes(CHUNKED);
      return Outgoing.CHUNKED;
    }
    return Outgoing.UNTIL_CLOSE;
  }

  /** A body that is here, after its head. */
  static void whole(Draft out, Body.Whole body, long framing) {
    if (framing != Outgoing.CHUNKED) {
      out.body(body.bytes());
      return;
    }
    if (body.bytes().length > 0) {
      out.hex(body.bytes().length);
      out.lineEnd();
      out.bytes(body.bytes());
      out.lineEnd();
    }
    out.octet('0');
    out.lineEnd();
    out.fields(body.trailers());
    out.lineEnd();
  }
}
