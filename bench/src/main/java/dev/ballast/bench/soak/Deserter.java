package dev.ballast.bench.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Goes away in the midst of things, again and again: within a long answer, or with half of a body
 * sent; in good order or with a reset. Has a thread of its own.
 */
final class Deserter implements Runnable {
  private static final Kind[] BEGUN = {Kind.STREAM, Kind.FILE, Kind.FREIGHT, Kind.PAGE};
  private static final int TAKEN = 5_000;
  private static final long PAUSE_MILLIS = 50;

  private final Users users;
  private final int port;

  Deserter(Users users, int port) {
    this.users = users;
    this.port = port;
  }

  @Override
  public void run() {
    for (int turn = 0; users.goOn(); turn++) {
      Ask ask = users.next(BEGUN[turn % BEGUN.length]);
      try (Http1 open = new Http1(new Socket(InetAddress.getLoopbackAddress(), port))) {
        if (ask.kind().isKept()) {
          Http1User.send(open, ask);
          Http1.Head head = open.head();
          if (head != null && ask.kind() != Kind.PAGE) {
            takeSome(open.body(head));
          }
        } else {
          open.say("POST %s HTTP/1.1\r\nhost: soak\r\n".formatted(ask.path()));
          open.say("transfer-encoding: chunked\r\n\r\n");
          open.chunk(ask.sent(), 0, TAKEN);
          open.flush();
        }
        Thread.sleep(PAUSE_MILLIS);
        if (turn / BEGUN.length % 2 == 0) {
          open.reset();
        }
      } catch (IOException e) {
        // it wanted to go anyway
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
      users.tally().left();
    }
  }

  private static void takeSome(InputStream body) throws IOException {
    byte[] buffer = new byte[TAKEN];
    int read = body.read(buffer);
    if (read < 0) {
      throw new IOException("nothing in it");
    }
  }
}
