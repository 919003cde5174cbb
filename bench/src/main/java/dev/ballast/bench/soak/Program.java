package dev.ballast.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The backend: a program of its own that answers what an {@link Ask} says, and writes down every
 * order before it answers, so that what was done is known when it has been killed.
 */
final class Program {
  /** What it prints when it takes connections. */
  static final String LISTENS = "takes connections";

  private static final int PARTS = 16;
  private static final long PART_MILLIS = 20;
  private static final int CHUNK = 3_000;
  private static final int BACKLOG = 1_000;

  private final FileChannel orders;

  private Program(FileChannel orders) {
    this.orders = orders;
  }

  /** Listens where the environment says, and notes orders in the folder that is the argument. */
  public static void main(String[] args) throws IOException {
    String name =
        "%s-%d".formatted(System.getenv("BALLAST_REPLICA"), ProcessHandle.current().pid());
    Path file = Path.of(args[0], name + ".orders");
    Program program =
        new Program(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
    int port = Integer.parseInt(System.getenv("PORT"));
    try (ServerSocket server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
      System.out.println(LISTENS);
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> program.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (Http1 connection = new Http1(socket)) {
      byte[] buffer = new byte[16 << 10];
      for (Http1.Head head = connection.head(); head != null; head = connection.head()) {
        answer(connection, head, buffer);
      }
    } catch (IOException e) {
      // the caller has gone
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void answer(Http1 connection, Http1.Head head, byte[] buffer)
      throws IOException, InterruptedException {
    Ask ask = Ask.ofPath(head.start().get(1));
    Content.Check body = ask.sent().check();
    body.takeAll(connection.body(head), buffer, 0);
    if (!body.isWhole() || !head.start().get(0).equals(ask.kind().method())) {
      connection.say("HTTP/1.1 422 No\r\ncontent-length: 0\r\n\r\n");
      connection.flush();
      return;
    }
    if (!ask.kind().isIdempotent()) {
      note(ask.id());
    }
    Content answer = ask.answer();
    connection.say("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n");
    switch (ask.kind().framing()) {
      case LENGTH -> {
        connection.say("content-length: " + answer.length() + "\r\n\r\n");
        answer.write(connection.out(), 0, answer.length());
      }
      case CHUNKS -> chunks(connection, answer, CHUNK, 0);
      case PARTS -> chunks(connection, answer, answer.length() / PARTS, PART_MILLIS);
    }
    connection.flush();
  }

  private static void chunks(Http1 connection, Content answer, int size, long pauseMillis)
      throws IOException, InterruptedException {
    connection.say("transfer-encoding: chunked\r\n\r\n");
    for (int at = 0; at < answer.length(); at += size) {
      connection.chunk(answer, at, Math.min(size, answer.length() - at));
      if (pauseMillis > 0) {
        connection.flush();
        Thread.sleep(pauseMillis);
      }
    }
    connection.lastChunk();
  }

  /** In the kernel's hands when this returns: a process that is killed then forgets nothing. */
  private synchronized void note(long id) {
    try {
      orders.write(ByteBuffer.allocate(Long.BYTES).putLong(0, id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
