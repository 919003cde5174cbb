package dev.ballast.bench.soak;

import dev.ballast.bench.Server;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One role of production in a process of its own: the gateway, or the sidecar of one replica. */
final class Member {
  private static final HttpClient ADMIN = HttpClient.newHttpClient();
  private static final long LOOK_MILLIS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The options that {@code ballast} itself gives a role's JVM. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xmn32m", "-XX:+UseCompactObjectHeaders");

  private final String name;
  private final List<String> command;
  private final int port;
  private final int adminPort;
  private final Path home;
  private final List<Path> logs = new ArrayList<>();
  private volatile Server server;

  /**
   * Starts it.
   *
   * @param port where it listens
   * @param leakDetection level of Netty's leak detector
   * @param role what {@code ballast} is told, besides the administration's port
   */
  Member(String name, Path home, int port, String leakDetection, List<String> role)
      throws IOException, InterruptedException {
    this.name = name;
    this.home = home;
    this.port = port;
    adminPort = Server.freePort();
    String option = "-Dio.netty.leakDetection.level=" + leakDetection;
    String script = System.getProperty("ballast.command");
    command = new ArrayList<>();
    if (script == null) {
      List<String> options = new ArrayList<>(JVM_OPTIONS);
      options.add(option);
      command.addAll(Server.java(classPath(), options, "dev.ballast.cli.Main"));
    } else {
      command.addAll(List.of("env", "BALLAST_JAVA_OPTS=" + option, script));
    }
    command.addAll(role);
    command.addAll(List.of("--admin", Integer.toString(adminPort)));
    server = start();
  }

  /** That of this process, without what would swallow what Netty logs about leaks. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(place -> !place.contains("slf4j"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Server start() throws IOException, InterruptedException {
    Path log = home.resolve("%s-%d.log".formatted(name, logs.size() + 1));
    logs.add(log);
    Server started = Server.start(command, port, log);
    while (!Files.readString(log).contains(" is up")) {
      if (!started.process().isAlive()) {
        throw new IOException(name + " has ended:\n" + Files.readString(log));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return started;
  }

  /** Starts it once more, after it has ended. */
  void startAgain() throws IOException, InterruptedException {
    server = start();
  }

  String name() {
    return name;
  }

  Server server() {
    return server;
  }

  /** All that it has printed, also before it was started again. */
  String printed() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path log : List.copyOf(logs)) {
      all.append(Files.readString(log));
    }
    return all.toString();
  }

  /** How many programs it has started that took connections. */
  int programs() throws IOException {
    return printed().split(Program.LISTENS, -1).length - 1;
  }

  /** Asks its administration. */
  String get(String path) throws IOException, InterruptedException {
    return send(request(path).build()).body();
  }

  /** Tells its administration to do something; the status of the answer. */
  int post(String path) throws IOException, InterruptedException {
    return send(request(path).header("x-ballast-admin", "1").POST(BodyPublishers.noBody()).build())
        .statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
        .timeout(PATIENCE);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return ADMIN.send(request, BodyHandlers.ofString());
  }

  /** SIGHUP. */
  void hangUp() throws IOException, InterruptedException {
    Server.run(List.of("kill", "-HUP", Long.toString(server.process().pid())));
  }
}
