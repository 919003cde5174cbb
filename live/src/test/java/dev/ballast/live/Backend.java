package dev.ballast.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ballast.live.http.Limits;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A program of which a test says byte by byte what it answers. */
final class Backend implements AutoCloseable {
  /** What is done with one connection. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Talk talk) throws Exception;
  }

  /**
   * One connection to the program.
   *
   * @param number 1 for the first
   */
  record Talk(int number, InputStream in, OutputStream out) {
    /** Reads a head, and returns it. */
    String head() throws IOException {
      return until("\r\n\r\n");
    }

    String until(String said) throws IOException {
      StringBuilder heard = new StringBuilder();
      while (heard.indexOf(said) < 0) {
        int c = in.read();
        if (c < 0) {
          throw new EOFException("closed after: " + heard);
        }
        heard.append((char) c);
      }
      return heard.toString();
    }

    Talk say(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
      return this;
    }
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  final CountDownLatch told = new CountDownLatch(1);

  Backend(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      behaviour.serve(new Talk(number, socket.getInputStream(), socket.getOutputStream()));
    } catch (Exception e) {
      told.countDown(); // the other side has gone, which some tests are about
    }
  }

  int connections() {
    return connections.get();
  }

  /** A gateway with one route, {@code /play/{title}}, to this program. */
  LiveSystem behindGateway(String method, CallPolicy policy) {
    return behindGateway(method, policy, Limits.DEFAULT);
  }

  /** The same within these bounds. */
  LiveSystem behindGateway(String method, CallPolicy policy, Limits limits) {
    return behindGateway(method, policy, limits, LiveOptions.of(1).withLoops(1));
  }

  LiveSystem behindGateway(String method, CallPolicy policy, Limits limits, LiveOptions options) {
    Service back =
        new Service(
            "back",
            1,
            8,
            8,
            false,
            false,
            List.of(new Endpoint("go", true, List.of())),
            new Service.Program(List.of(), server.getLocalPort()));
    SystemModel model =
        Systems.gateway(method + " /play/{title}").add(back).policy("edge", "back", policy).model();
    LiveSystem system = LiveSystem.start(model, options, limits).withoutWarmUp();
    system.observe(observation -> {});
    return system;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
