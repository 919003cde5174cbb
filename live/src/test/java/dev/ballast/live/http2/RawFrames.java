package dev.ballast.live.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A client of HTTP/2 that says exactly what it wants, frame by frame. */
final class RawFrames implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** GET http://a/ */
  static final byte[] GET = HexFormat.of().parseHex("8286840101" + "61");

  /** POST http://a/ */
  static final byte[] POST = HexFormat.of().parseHex("8386840101" + "61");

  private static final int TIMEOUT_MILLIS = 15_000;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A connection that has said its preface and empty settings. */
  RawFrames(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out.writeBytes(Http2Server.PREFACE);
    frame(SETTINGS, 0, 0);
  }

  RawFrames frame(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return frame(type, flags, stream, bytes);
  }

  RawFrames frame(int type, int flags, int stream, byte[] payload) {
    number(payload.length, 3);
    out.write(type);
    out.write(flags);
    number(stream, 4);
    out.writeBytes(payload);
    return this;
  }

  private void number(int value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write(value >> (8 * i));
    }
  }

  /** A block of literal fields that enter no table: names and values by turns. */
  static byte[] fields(byte[] first, String... pairs) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(first);
    for (int i = 0; i < pairs.length; i += 2) {
      block.write(0);
      string(block, pairs[i]);
      string(block, pairs[i + 1]);
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length - 127;
    block.write(rest < 0 ? bytes.length : 127);
    if (rest >= 0) {
      while (rest >= 128) {
        block.write((rest & 127) | 128);
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** Sends what was said. */
  RawFrames send() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    out.reset();
    return this;
  }

  /** The same, when the other side may have closed already. */
  RawFrames sendAnyway() {
    try {
      send();
    } catch (IOException e) {
      out.reset(); // what it said before is what counts
    }
    return this;
  }

  /** One frame in words: its type, its stream, and what of it matters; "closed" at the end. */
  String next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      return switch (type) {
        case DATA -> "DATA " + stream + " " + length + (flags == END_STREAM ? " end" : "");
        case HEADERS -> "HEADERS " + stream;
        case RST_STREAM -> "RST_STREAM " + stream + " " + ErrorCode.of(payload[3]);
        case SETTINGS -> flags == 1 ? "SETTINGS ACK" : "SETTINGS";
        case PING -> flags == 1 ? "PING ACK" : "PING";
        case GOAWAY ->
            "GOAWAY %s %s"
                .formatted(
                    ErrorCode.of(payload[7]),
                    new String(Arrays.copyOfRange(payload, 8, length), StandardCharsets.US_ASCII));
        case WINDOW_UPDATE -> "WINDOW_UPDATE " + stream;
        default -> "type " + type;
      };
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }

  /** The first frame that begins so. */
  String until(String beginning) throws IOException {
    StringBuilder heard = new StringBuilder();
    for (String next = next(); ; next = next()) {
      if (next.startsWith(beginning)) {
        return next;
      }
      heard.append(next).append('\n');
      if (next.equals("closed")) {
        throw new IOException("no " + beginning + " but\n" + heard);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
