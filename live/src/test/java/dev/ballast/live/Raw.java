package dev.ballast.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;

/** A connection on which a test says exactly what it wants. */
final class Raw implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 15_000;

  private final Socket socket;

  Raw(String url) throws IOException {
    URI uri = URI.create(url);
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  Raw say(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Says that nothing more will be said. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Everything until the other side closes. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Everything until the other side closes or resets the connection. */
  String restUntilBroken() throws IOException {
    StringBuilder heard = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int c = in.read(); c >= 0; c = in.read()) {
        heard.append((char) c);
      }
    } catch (SocketException e) {
      // what was heard until then is all
    }
    return heard.toString();
  }

  /** Reads until this has been said, and returns all of it. */
  String until(String said) throws IOException {
    StringBuilder heard = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (heard.indexOf(said) < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after: " + heard);
      }
      heard.append((char) c);
    }
    return heard.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
