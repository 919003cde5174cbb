package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * Reads the heads of messages, and trailers, as RFC 9112 and RFC 9110 (5.5, 5.6) have them, without
 * the repairs that they allow: no bare LF, no folded lines, no space before a colon, no control
 * characters in values. What arrived is copied into one array, which a loop uses again and again,
 * and read there in one pass; what is kept of it is copied once more. One message at a time on a
 * loop.
 */
final class HeadReader {
  /** What came of reading. */
  enum Progress {
    /** Everything is there, and was taken from what arrived. */
    DONE,
    /** The end has not arrived; nothing was taken. */
    MORE,
    /** It is refused: {@link #status} and {@link #why} say how and for what. */
    WRONG
  }

  private static final FastThreadLocal<HeadReader> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected HeadReader initialValue() {
          return new HeadReader();
        }
      };

  /** Bytes that most heads fit in. */
  private static final int COMMON = 2_048;

  private static final int METHOD_MAX = 24;
  private static final byte[] VERSION = "HTTP/1.".getBytes(ISO_8859_1);

  /** For each byte whether a name may have it (RFC 9110, 5.6.2). */
  private static final boolean[] TOKEN = new boolean[256];

  /** For each byte whether a value may have it: text, spaces, and what is beyond ASCII. */
  private static final boolean[] VALUE = new boolean[256];

  static {
    for (int c = 0; c < 256; c++) {
      TOKEN[c] =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
      VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7f);
    }
  }

  private byte[] bytes = new byte[4_096];
  private int size;
  private int at;
  private int[] spans = new int[64];
  private int count;
  private int fieldsFrom;
  private int targetFrom;
  private int targetTo;
  private int methodFrom;
  private int methodTo;

  /** The minor version: 0 or 1. */
  int minor;

  /** The status of an answer, or of the refusal of what is wrong. */
  int status;

  /** What is wrong. */
  String why = "";

  /** What the fields say of the message itself. */
  final Framing framing = new Framing();

  private HeadReader() {}

  static HeadReader get() {
    return OF_LOOP.get();
  }

  /** Reads a request's line and fields. */
  Progress request(ByteBuf in, Limits.Message limits) {
    return read(in, limits, true);
  }

  /** Reads the line and fields of an answer. */
  Progress response(ByteBuf in, Limits.Message limits) {
    return read(in, limits, false);
  }

  /** Looks at what most heads take, and only where that is not enough at all that there may be. */
  private Progress read(ByteBuf in, Limits.Message limits, boolean isRequest) {
    int max = limits.lineMax() + limits.fieldBytesMax();
    load(in, Math.min(max, COMMON));
    Progress progress = parse(limits, isRequest);
    if (progress == Progress.MORE && size < in.readableBytes() && size < max) {
      load(in, max);
      progress = parse(limits, isRequest);
    }
    if (progress == Progress.DONE) {
      in.skipBytes(at);
    }
    return progress;
  }

  private Progress parse(Limits.Message limits, boolean isRequest) {
    Progress line = isRequest ? requestLine(limits.lineMax()) : statusLine(limits.lineMax());
    return line == Progress.DONE ? fields(limits.fieldsMax(), limits.fieldBytesMax()) : line;
  }

  /** Reads the fields after a chunked body, and the empty line. */
  Progress trailers(ByteBuf in, Limits.Message limits) {
    int bytesMax = limits.fieldBytesMax() / 4;
    load(in, bytesMax);
    Progress all = fields(limits.fieldsMax(), bytesMax);
    if (all == Progress.DONE) {
      in.skipBytes(at);
      return framing.isSaid() ? wrong(400, "a trailer says how the message is sent") : all;
    }
    return all;
  }

  private void load(ByteBuf in, int max) {
    size = Math.min(in.readableBytes(), max + 4);
    if (size > bytes.length) {
      bytes = new byte[Math.max(size, bytes.length * 2)];
    }
    in.getBytes(in.readerIndex(), bytes, 0, size);
    at = 0;
    count = 0;
    framing.clear();
  }

  private Progress requestLine(int max) {
    if (size >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
      at = 2; // RFC 9112, 2.2: an empty line after a body is forgiven
    }
    if (size == 1 && bytes[0] == '\r') {
      return Progress.MORE;
    }
    methodFrom = at;
    while (at < size && bytes[at] != ' ') {
      byte c = bytes[at];
      if (((c < 'A' || c > 'Z') && c != '-') || at - methodFrom == METHOD_MAX) {
        return wrong(400, "the method is not one");
      }
      at++;
    }
    methodTo = at;
    targetFrom = at + 1;
    at = targetFrom;
    while (at < size && bytes[at] > ' ' && bytes[at] < 0x7f) {
      at++;
    }
    targetTo = at;
    if (targetTo - methodFrom > max) {
      return wrong(414, "the request line is longer than " + max + " bytes");
    }
    if (at >= size) {
      return Progress.MORE;
    }
    if (bytes[at] != ' ' || targetTo == targetFrom || methodTo == methodFrom) {
      return wrong(400, "the request line is not method, target and version");
    }
    at++;
    return version('\r', 505);
  }

  private Progress statusLine(int max) {
    Progress version = version(' ', 502);
    if (version != Progress.DONE) {
      return version;
    }
    if (size - at < 4) {
      return Progress.MORE;
    }
    status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = bytes[at++] - '0';
      if (digit < 0 || digit > 9) {
        return wrong(502, "the status is not a number");
      }
      status = status * 10 + digit;
    }
    boolean isThreeDigits = bytes[at] == ' ' || bytes[at] == '\r';
    if (!isThreeDigits || status < 100 || status > 599) {
      return wrong(502, "the status is none");
    }
    while (at < size && VALUE[bytes[at] & 0xff]) {
      at++;
    }
    if (at > max) {
      return wrong(502, "the status line is longer than " + max + " bytes");
    }
    return lineEnd();
  }

  /** The version, and the byte after it; at a request's end its line ends with it. */
  private Progress version(int after, int refusal) {
    for (byte expected : VERSION) {
      if (at >= size) {
        return Progress.MORE;
      }
      if (bytes[at++] != expected) {
        return wrong(refusal, "the version is neither HTTP/1.1 nor HTTP/1.0");
      }
    }
    if (at >= size) {
      return Progress.MORE;
    }
    minor = bytes[at++] - '0';
    if (minor != 0 && minor != 1) {
      return wrong(refusal, "the version is neither HTTP/1.1 nor HTTP/1.0");
    }
    if (after == '\r') {
      return lineEnd();
    }
    if (at >= size) {
      return Progress.MORE;
    }
    return bytes[at++] == after ? Progress.DONE : wrong(refusal, "the first line is not HTTP/1");
  }

  private Progress lineEnd() {
    if (at + 1 >= size) {
      return at < size && bytes[at] != '\r' ? wrongEnd() : Progress.MORE;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      return wrongEnd();
    }
    at += 2;
    return Progress.DONE;
  }

  private Progress wrongEnd() {
    return wrong(
        400,
        switch (bytes[at]) {
          case '\n' -> "a line ends with LF alone";
          case '\r' -> "a CR stands alone";
          default -> "a line has a control character";
        });
  }

  private Progress fields(int countMax, int bytesMax) {
    fieldsFrom = at;
    while (at < size) {
      if (bytes[at] == '\r') {
        int end = at;
        Progress ended = lineEnd();
        if (ended == Progress.DONE) {
          size = end; // what the fields take
          return framing.problem == null ? ended : wrong(framing.status, framing.problem);
        }
        return ended;
      }
      if (count == countMax) {
        return wrong(431, "there are more than " + countMax + " fields");
      }
      Progress line = field();
      if (at - fieldsFrom > bytesMax) {
        return wrong(431, "the fields are longer than " + bytesMax + " bytes");
      }
      if (line != Progress.DONE) {
        return line;
      }
    }
    return at - fieldsFrom > bytesMax
        ? wrong(431, "the fields are longer than " + bytesMax + " bytes")
        : Progress.MORE;
  }

  private Progress field() {
    int from = at;
    while (at < size && TOKEN[bytes[at] & 0xff]) {
      at++;
    }
    if (at >= size) {
      return Progress.MORE;
    }
    if (bytes[at] != ':' || at == from) {
      return wrong(400, wrongName(from));
    }
    int nameTo = at++;
    while (at < size && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    int valueFrom = at;
    while (at < size && VALUE[bytes[at] & 0xff]) {
      at++;
    }
    int valueTo = at;
    Progress ended = lineEnd();
    if (ended == Progress.DONE) {
      while (valueTo > valueFrom && (bytes[valueTo - 1] == ' ' || bytes[valueTo - 1] == '\t')) {
        valueTo--;
      }
      keep(from, nameTo, valueFrom, valueTo);
    }
    return ended;
  }

  private String wrongName(int from) {
    int c = bytes[at];
    if (c == ' ' || c == '\t') {
      return at == from ? "a line is folded" : "there is a space before a colon";
    }
    return c == '\n' ? "a line ends with LF alone" : "a field's name is not a token";
  }

  private void keep(int from, int nameTo, int valueFrom, int valueTo) {
    if (framing.notes(bytes, from, nameTo, valueFrom, valueTo)) {
      return; // Host stands in the head itself
    }
    int next = count * 4;
    if (next == spans.length) {
      spans = Arrays.copyOf(spans, next * 2);
    }
    spans[next] = from - fieldsFrom;
    spans[next + 1] = nameTo - fieldsFrom;
    spans[next + 2] = valueFrom - fieldsFrom;
    spans[next + 3] = valueTo - fieldsFrom;
    count++;
  }

  private Progress wrong(int refusal, String reason) {
    status = refusal;
    why = reason;
    return Progress.WRONG;
  }

  /** The fields that were read. */
  Fields takeFields() {
    return count == 0
        ? Fields.NONE
        : Fields.read(
            Arrays.copyOfRange(bytes, fieldsFrom, size), Arrays.copyOf(spans, count * 4), count);
  }

  /** The method, the same object as before where it is the same. */
  String method(String before) {
    return text(methodFrom, methodTo, before);
  }

  /** The target, the same object as before where it is the same. */
  String target(String before) {
    return text(targetFrom, targetTo, before);
  }

  /** The value of Host, the same object as before where it is the same. */
  String host(String before) {
    return text(framing.hostFrom, framing.hostTo, before);
  }

  private String text(int from, int to, String before) {
    int length = to - from;
    if (before.length() == length) {
      int i = 0;
      while (i < length && before.charAt(i) == (bytes[from + i] & 0xff)) {
        i++;
      }
      if (i == length) {
        return before;
      }
    }
    return new String(bytes, from, length, ISO_8859_1);
  }

  /** The value of Upgrade. */
  AsciiString upgrade() {
    return new AsciiString(
        bytes, framing.upgradeFrom, framing.upgradeTo - framing.upgradeFrom, true);
  }
}
