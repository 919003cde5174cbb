package dev.ballast.bench.soak;

import dev.ballast.kernel.RandomStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP/1.1, one request after the other, on a connection that is kept for some time. Has
 * a thread of its own.
 */
final class Http1User implements Runnable {
  /** Of 100,000 bytes, in pieces of that. */
  private static final int CHUNK = 8_000;

  private final Users users;
  private final int port;
  private final Supplier<Kind> kinds;
  private final RandomStream random;
  private final long pauseMillis;
  private final byte[] buffer = new byte[16 << 10];
  private @Nullable Http1 connection;

  /**
   * A user who has not asked yet.
   *
   * @param port of the gateway, in the clear
   * @param kinds what is asked for
   * @param pauseMillis after each piece of an answer, for those who read slowly
   */
  Http1User(Users users, int port, Supplier<Kind> kinds, RandomStream random, long pauseMillis) {
    this.users = users;
    this.port = port;
    this.kinds = kinds;
    this.random = random;
    this.pauseMillis = pauseMillis;
  }

  @Override
  public void run() {
    while (users.goOn()) {
      Ask ask = users.next(kinds.get());
      long began = System.nanoTime();
      Outcome outcome = outcome(ask);
      users.tally().ended(ask, outcome, began, System.nanoTime());
      if (!(outcome instanceof Outcome.Whole) || random.nextUnit() < Users.RECONNECTS) {
        hangUp();
      }
    }
    hangUp();
  }

  private Outcome outcome(Ask ask) {
    try {
      Http1 open = open();
      send(open, ask);
      Http1.Head head = open.head();
      return head == null ? new Outcome.Unanswered("closed") : received(open, head, ask);
    } catch (IOException e) {
      return new Outcome.Unanswered(e.toString());
    }
  }

  private Outcome received(Http1 open, Http1.Head head, Ask ask) {
    Content.Check body = ask.answer().check();
    boolean isComplete = true;
    try {
      body.takeAll(open.body(head), buffer, pauseMillis);
    } catch (IOException e) {
      isComplete = false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    return Outcome.of(
        head.status(),
        Outcome.why(head.field("x-ballast-refused"), head.field("x-ballast-cause")),
        Outcome.why(head.field("x-ballast-failed"), head.field("x-ballast-cause")),
        body,
        isComplete);
  }

  private Http1 open() throws IOException {
    Http1 open = connection;
    if (open == null) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(Users.PATIENCE_MILLIS);
      open = new Http1(socket);
      connection = open;
    }
    return open;
  }

  static void send(Http1 open, Ask ask) throws IOException {
    open.say("%s %s HTTP/1.1\r\nhost: soak\r\n".formatted(ask.kind().method(), ask.path()));
    Content body = ask.sent();
    if (ask.kind().isKept()) {
      open.say(body.length() > 0 ? "content-length: " + body.length() + "\r\n\r\n" : "\r\n");
      body.write(open.out(), 0, body.length());
    } else {
      open.say("transfer-encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length(); at += CHUNK) {
        open.chunk(body, at, Math.min(CHUNK, body.length() - at));
      }
      open.lastChunk();
    }
    open.flush();
  }

  private void hangUp() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // it is closed all the same
    }
    connection = null;
  }
}
