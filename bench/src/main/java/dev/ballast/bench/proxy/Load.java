package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as fast as they are answered, from a program that others wrote; every answer must be
 * good.
 */
sealed interface Load {
  /** Requests that are under way at once. */
  int concurrency();

  /** Asks for so many seconds; how many requests were answered. */
  long ask(int port, int seconds) throws IOException, InterruptedException;

  /** wrk: HTTP/1.1 with one request at a time on each connection. */
  record Wrk(String scheme) implements Load {
    private static final int CONNECTIONS = 64;

    /** A program that is not warm yet may take its time. */
    private static final int TIMEOUT_SECONDS = 60;

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx|Socket errors");

    @Override
    public int concurrency() {
      return CONNECTIONS;
    }

    @Override
    public long ask(int port, int seconds) throws IOException, InterruptedException {
      String output =
          Server.run(
              List.of(
                  "wrk",
                  "-t1",
                  "-c" + CONNECTIONS,
                  "-d" + seconds + "s",
                  "--timeout=" + TIMEOUT_SECONDS,
                  scheme + "://127.0.0.1:" + port + "/"));
      Matcher requests = REQUESTS.matcher(output);
      if (!requests.find() || requests.group(1).equals("0") || BAD.matcher(output).find()) {
        throw new IOException("wrk did not get good answers:\n" + output);
      }
      return Long.parseLong(requests.group(1));
    }
  }

  /**
   * h2load: HTTP/2 with several streams on each connection.
   *
   * @param isGrpc whether it makes unary calls of gRPC in clear text, rather than asking for a page
   *     over TLS
   */
  record H2Load(boolean isGrpc) implements Load {
    private static final int CONNECTIONS = 16;
    private static final int STREAMS = 16;
    private static final Pattern ENDED =
        Pattern.compile("(\\d+) done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored");
    private static final Pattern GOOD = Pattern.compile("status codes: (\\d+) 2xx, (.+)");
    private static final Pattern BODIES = Pattern.compile("\\((\\d+)\\) data");

    /** An empty message in the frame of gRPC. */
    private static final byte[] MESSAGE = new byte[5];

    @Override
    public int concurrency() {
      return CONNECTIONS * STREAMS;
    }

    @Override
    public long ask(int port, int seconds) throws IOException, InterruptedException {
      String output = Server.run(command(port, seconds));
      Matcher ended = ENDED.matcher(output);
      Matcher good = GOOD.matcher(output);
      Matcher bodies = BODIES.matcher(output);
      if (!ended.find() || !good.find() || !bodies.find()) {
        throw new IOException("h2load did not say how it went:\n" + output);
      }
      long answered = Long.parseLong(ended.group(1));
      // A gRPC call that failed has a good status and no message. Of answers that were under way at
      // the end the status may have come and the rest not.
      boolean isGood =
          answered > 0
              && ended.group(2).equals(ended.group(1))
              && ended.group(4).equals("0")
              && good.group(2).equals("0 3xx, 0 4xx, 0 5xx")
              && (!isGrpc || Long.parseLong(bodies.group(1)) >= answered * MESSAGE.length);
      if (!isGood) {
        throw new IOException("h2load did not get good answers:\n" + output);
      }
      return answered;
    }

    private List<String> command(int port, int seconds) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of("h2load", "-t1", "-c" + CONNECTIONS, "-m" + STREAMS, "-D" + seconds));
      if (!isGrpc) {
        command.add("https://127.0.0.1:" + port + "/");
        return command;
      }
      Path message = Files.createTempFile("ballast-bench", ".grpc");
      Files.write(message, MESSAGE);
      message.toFile().deleteOnExit();
      command.addAll(List.of("-d", message.toString()));
      command.addAll(List.of("-H", "content-type: application/grpc", "-H", "te: trailers"));
      command.add("http://127.0.0.1:" + port + "/grpc.testing.TestService/EmptyCall");
      return command;
    }
  }
}
