package dev.ballast.bench.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Either end of an HTTP/1.1 connection, on a socket that blocks: just what the soak's users and
 * program need, and nothing of Ballast's own.
 */
final class Http1 implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** The start line's words, and the fields by their names in lower case. */
  record Head(List<String> start, Map<String, String> fields) {
    int status() {
      return Integer.parseInt(start.get(1));
    }

    /** The value of a field; empty where there is none. */
    String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  Http1(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
  }

  /** The next head; null where the other side has ended in good order before it. */
  @Nullable Head head() throws IOException {
    String start = line(true);
    if (start == null) {
      return null;
    }
    Map<String, String> fields = new HashMap<>();
    for (String line = line(false); line != null && !line.isEmpty(); line = line(false)) {
      int colon = line.indexOf(':');
      fields.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Head(List.of(start.split(" ", 3)), fields);
  }

  private @Nullable String line(boolean mayEnd) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (mayEnd && line.isEmpty()) {
          return null;
        }
        throw new EOFException("closed within a line: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The body that follows a head; ends early with an {@link EOFException}. */
  InputStream body(Head head) {
    if (head.field("transfer-encoding").equalsIgnoreCase("chunked")) {
      return new Chunks();
    }
    String length = head.field("content-length");
    return new Part(length.isEmpty() ? 0 : Long.parseLong(length));
  }

  OutputStream out() {
    return out;
  }

  void say(String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  /** One chunk of a body. */
  void chunk(Content content, int from, int count) throws IOException {
    say(Integer.toHexString(count) + "\r\n");
    content.write(out, from, count);
    say("\r\n");
  }

  void lastChunk() throws IOException {
    say("0\r\n\r\n");
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Ends with a reset, as of a program that is killed. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** So many bytes. */
  private class Part extends InputStream {
    private long left;

    Part(long left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (left == 0 && !goesOn()) {
        return -1;
      }
      int n = in.read(bytes, from, (int) Math.min(count, left));
      if (n < 0) {
        throw new EOFException("closed within a body");
      }
      left -= n;
      return n;
    }

    /** Whether more follows; {@link #more} was called then. */
    boolean goesOn() throws IOException {
      return false;
    }

    void more(long bytes) {
      left = bytes;
    }
  }

  /** Chunks without extensions or trailers. */
  private final class Chunks extends Part {
    private boolean isBegun;
    private boolean isOver;

    Chunks() {
      super(0);
    }

    @Override
    boolean goesOn() throws IOException {
      if (isOver) {
        return false;
      }
      if (isBegun) {
        line(false);
      }
      isBegun = true;
      long size = Long.parseLong(String.valueOf(line(false)), 16);
      more(size);
      isOver = size == 0;
      if (isOver) {
        line(false);
      }
      return !isOver;
    }
  }
}
