package dev.ballast.live.http1;

import dev.ballast.live.http.Authority;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a message say of the message itself: how long its body is, and whether the
 * connection goes on (RFC 9112, 6 and 9). Whatever two readers could take for two lengths is wrong.
 */
final class Framing {
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString EXPECT = AsciiString.cached("expect");
  private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
  private static final AsciiString CONNECTION = AsciiString.cached("connection");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
  private static final AsciiString CHUNKED = AsciiString.cached("chunked");
  private static final AsciiString CLOSE = AsciiString.cached("close");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
  private static final AsciiString CONTINUE = AsciiString.cached("100-continue");
  private static final int DIGITS_MAX = 18;

  /** The body's length in bytes; −1 where nobody said. */
  long length;

  boolean isChunked;
  boolean saysClose;
  boolean saysKeepAlive;
  boolean saysUpgrade;
  boolean expectsContinue;
  int hosts;
  int hostFrom;
  int hostTo;
  int upgradeFrom;
  int upgradeTo;

  /** What is wrong, or null; and the status that says so. */
  @Nullable String problem;

  int status;

  void clear() {
    length = -1;
    isChunked = false;
    saysClose = false;
    saysKeepAlive = false;
    saysUpgrade = false;
    expectsContinue = false;
    hosts = 0;
    hostFrom = 0;
    hostTo = 0;
    upgradeFrom = 0;
    upgradeTo = 0;
    problem = null;
  }

  /** Whether anything was said of the message itself. */
  boolean isSaid() {
    return length >= 0 || isChunked || hosts > 0 || saysClose || saysKeepAlive || saysUpgrade;
  }

  /** Takes note of a field; true where it is the Host. */
  boolean notes(byte[] bytes, int from, int to, int valueFrom, int valueTo) {
    switch (to - from) { // few names have these lengths
      case 4 -> {
        if (is(HOST, bytes, from, to)) {
          host(bytes, valueFrom, valueTo);
          return true;
        }
      }
      case 6 -> {
        if (is(EXPECT, bytes, from, to)) {
          expect(bytes, valueFrom, valueTo);
        }
      }
      case 7 -> {
        if (is(UPGRADE, bytes, from, to)) {
          upgradeFrom = valueFrom;
          upgradeTo = valueTo;
        }
      }
      case 10 -> {
        if (is(CONNECTION, bytes, from, to)) {
          connection(bytes, valueFrom, valueTo);
        }
      }
      case 14 -> {
        if (is(CONTENT_LENGTH, bytes, from, to)) {
          length(bytes, valueFrom, valueTo);
        }
      }
      case 17 -> {
        if (is(TRANSFER_ENCODING, bytes, from, to)) {
          coding(bytes, valueFrom, valueTo);
        }
      }
      default -> {} // says nothing of the message itself
    }
    return false;
  }

  private void host(byte[] bytes, int from, int to) {
    hosts++;
    hostFrom = from;
    hostTo = to;
    if (!Authority.isFine(bytes, from, to)) {
      wrong(400, "the Host is not one");
    }
  }

  private void expect(byte[] bytes, int from, int to) {
    if (is(CONTINUE, bytes, from, to)) {
      expectsContinue = true;
    } else {
      wrong(417, "the only Expect met is 100-continue");
    }
  }

  private void connection(byte[] bytes, int from, int to) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || bytes[i] == ',') {
        option(bytes, start, i);
        start = i + 1;
      }
    }
  }

  private void option(byte[] bytes, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && (bytes[from] == ' ' || bytes[from] == '\t')) {
      from++;
    }
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    saysClose |= is(CLOSE, bytes, from, to);
    saysKeepAlive |= is(KEEP_ALIVE, bytes, from, to);
    saysUpgrade |= is(UPGRADE, bytes, from, to);
  }

  private void length(byte[] bytes, int from, int to) {
    if (length >= 0) {
      wrong(400, "there is more than one Content-Length");
      return;
    }
    long number = 0;
    boolean isNumber = to > from && to - from <= DIGITS_MAX;
    for (int i = from; i < to && isNumber; i++) {
      int digit = bytes[i] - '0';
      isNumber = digit >= 0 && digit <= 9;
      number = number * 10 + digit;
    }
    if (isNumber) {
      length = number;
    } else {
      wrong(400, "the Content-Length is not a number");
    }
    if (isChunked) {
      wrong(400, "there are both Content-Length and Transfer-Encoding");
    }
  }

  private void coding(byte[] bytes, int from, int to) {
    if (isChunked || !is(CHUNKED, bytes, from, to)) {
      wrong(400, "the only Transfer-Encoding taken is chunked, alone");
    } else if (length >= 0) {
      wrong(400, "there are both Content-Length and Transfer-Encoding");
    }
    isChunked = true;
  }

  private void wrong(int refusal, String reason) {
    if (problem == null) {
      problem = reason;
      status = refusal;
    }
  }

  private static boolean is(AsciiString word, byte[] bytes, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < to - from; i++) {
      int c = bytes[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word.byteAt(i)) {
        return false;
      }
    }
    return true;
  }
}
