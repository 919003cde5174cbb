package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The resident memory of a fresh process with many connections that asked once and went quiet. */
record IdleConnections(int connections) implements ProxyCase {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long QUIET_MILLIS = 3_000;

  @Override
  public String option() {
    return "idle";
  }

  @Override
  public String name() {
    return "%,d idle connections".formatted(connections);
  }

  @Override
  public String measured() {
    return "resident memory of the process";
  }

  @Override
  public String unit() {
    return "MB";
  }

  @Override
  public String goal() {
    return "256 MB and less";
  }

  @Override
  public Entrance entrance() {
    return Entrance.CLEAR;
  }

  @Override
  public SequencedMap<Contender, Double> measure(Site site, List<Contender> contenders)
      throws IOException, InterruptedException {
    SequencedMap<Contender, Double> megabytes = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      try (Server server = contender.start(site, entrance())) {
        double value = residentBytes(server) / 1e6;
        Turns.say("%s: %s %.0f MB", name(), contender.name(), value);
        megabytes.put(contender, value);
      }
    }
    return megabytes;
  }

  private long residentBytes(Server server) throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        ask(socket);
      }
      Thread.sleep(QUIET_MILLIS);
      ask(sockets.getFirst()); // it is still there
      return server.residentBytes();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void ask(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\nok") < 0) {
      int octet = in.read();
      if (octet < 0 || (answer.length() > 12 && answer.indexOf("HTTP/1.1 200") != 0)) {
        throw new IOException("not a good answer: " + answer);
      }
      answer.append((char) octet);
    }
  }
}
