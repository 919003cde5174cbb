package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The opening story with every role in a process of its own. */
final class RolesTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final String STREAMING =
      """
      ballast: 1
      system: streaming
      services:
        edge:
          gateway:
            routes:
              - GET /play/{title} -> playback.start
        playback:
          endpoints:
            start:
              - work: 2ms
              - call: license.issue
                else: standard-definition
        license:
          replicas: 2
      %s    endpoints:
            issue:
              - work: 3ms
      policies:
        "* -> *":
          timeout: 2s
          retry: {attempts: 2, budget: 50%%}
        "playback -> license":
          timeout: 2s
          retry: {attempts: 2, budget: 50%%}
          balance: round-robin
          eject: {consecutive-failures: 3, for: 2s, ceiling: 50%%}
      """;

  @TempDir private Path directory = Path.of("");
  private final List<Process> started = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  @AfterEach
  void nothing_is_left_running() {
    client.close();
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void a_bad_release_of_one_replica_is_isolated_and_users_barely_notice() throws Exception {
    String good = file("good.yaml", STREAMING.formatted(""));
    String bad = file("bad.yaml", STREAMING.formatted("    command: " + badProgram() + "\n"));
    int[] ports = freePorts(6);
    String license = "license=" + ports[0] + "," + ports[1];
    Process first = license(good, 1, ports[0]);
    license(good, 2, ports[1]);
    role(
        "sidecar", good, "--service", "playback", "--at", license, port(ports[2]), admin(ports[3]));
    Process gateway =
        role("gateway", good, "--at", "playback=" + ports[2], port(ports[4]), admin(ports[5]));
    for (int i = 0; i < started.size(); i++) {
      isUp(i);
    }
    AtomicBoolean stops = new AtomicBoolean();
    Thread users = Thread.ofVirtual().start(() -> play(ports[4], stops));
    until("users are answered", () -> answered.get() > 20);

    end(first);
    Process released = license(bad, 1, ports[0]);
    until(
        "the bad replica is ejected",
        () -> {
          String state = get(ports[3], "/policies");
          return state.contains("\"why\": \"consecutive-failures\"")
              && state.contains("\"result\": \"error\"");
        });
    assertThat(get(ports[3], "/metrics"))
        .contains("server_replica=\"1\"} 1")
        .contains("ballast_requests_total{service=\"playback\",replica=\"1\",endpoint=\"start\"");

    end(released);
    license(good, 1, ports[0]);
    isUp(started.size() - 1);
    until(
        "the first replica is back",
        () -> !get(ports[3], "/policies").contains("consecutive-failures"));
    int before = answered.get();
    until("users go on", () -> answered.get() > before + 20);

    stops.set(true);
    users.join();
    assertThat(failed.get()).as("of %d", answered.get()).isLessThanOrEqualTo(answered.get() / 50);
    end(gateway);
  }

  private void play(int port, AtomicBoolean stops) {
    while (!stops.get()) {
      try {
        boolean isGood = status(port, "/play/7") == 200;
        (isGood ? answered : failed).incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (IOException e) {
        failed.incrementAndGet();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Test
  void a_changed_file_is_taken_over_and_a_wrong_one_refused_without_a_failed_request()
      throws Exception {
    String file = file("system.yaml", STREAMING.formatted(""));
    int[] ports = freePorts(3);
    role(
        "sidecar",
        file,
        "--service",
        "license",
        port(ports[0]),
        admin(ports[1]),
        "--access-log",
        directory.resolve("access.log").toString());
    isUp(0);
    assertThat(status(ports[0], "/issue")).isEqualTo(200);
    assertThat(status(ports[0], "/nothing")).isEqualTo(404);

    file("system.yaml", STREAMING.formatted("").replace("3ms", "4ms"));
    until("the change is taken over", () -> get(ports[1], "/config").contains("4ms"));
    assertThat(status(ports[0], "/issue")).isEqualTo(200);

    file("system.yaml", STREAMING.formatted("").replace("3ms", "4 parsecs"));
    HttpResponse<String> refused = post(ports[1], "/reload");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("parsecs").contains("system.yaml:");
    assertThat(get(ports[1], "/config")).contains("4ms");
    assertThat(status(ports[0], "/issue")).isEqualTo(200);

    assertThat(get(ports[1], "/metrics"))
        .contains("endpoint=\"issue\",result=\"ok\"} 3")
        .contains("ballast_refused_total{service=\"license\",replica=\"1\",status=\"404\"} 1")
        .contains("ballast_config_reloads_total{result=\"taken\"} 1");
    assertThat(post(ports[1], "/drain").statusCode()).isEqualTo(202);
    assertThat(started.getFirst().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(started.getFirst().exitValue()).as(output(0)).isZero();
    assertThat(Files.readAllLines(directory.resolve("access.log")))
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).contains("\"status\":404", "\"reason\":\"no endpoint"))
        .anySatisfy(line -> assertThat(line).contains("\"endpoint\":\"issue\"", "\"status\":200"));
  }

  @Test
  void a_file_that_changes_while_a_process_starts_is_taken_over_when_it_is_up() throws Exception {
    int[] ports = freePorts(3);
    String license = STREAMING.formatted("    port: " + ports[2] + "\n");
    String file = file("system.yaml", license);
    role("sidecar", file, "--service", "license", port(ports[0]), admin(ports[1]));
    until("it listens, and waits for its program", () -> listens(ports[0]));
    file("system.yaml", license.replace("3ms", "4ms"));
    new ProcessBuilder("kill", "-HUP", Long.toString(started.getFirst().pid())).start().waitFor();
    try (ServerSocket _ = new ServerSocket(ports[2], 1, InetAddress.getLoopbackAddress())) {
      isUp(0);
      until("the change is taken over", () -> get(ports[1], "/config").contains("4ms"));
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String badProgram() throws Exception {
    Path classes =
        Path.of(BadProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return "%s -Xshare:auto -XX:TieredStopAtLevel=1 -cp %s %s"
        .formatted(java(), classes, BadProgram.class.getName());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Process license(String file, int replica, int port) throws IOException {
    return role("sidecar", file, "--service", "license", "--replica=" + replica, port(port));
  }

  private static String port(int port) {
    return "--port=" + port;
  }

  private static String admin(int port) {
    return "--admin=" + port;
  }

  private Process role(String role, String file, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                role,
                "--system",
                file));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(outputFile(started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private Path outputFile(int process) {
    return directory.resolve("output-" + process + ".txt");
  }

  private String output(int process) throws IOException {
    return Files.readString(outputFile(process));
  }

  private void isUp(int process) throws Exception {
    until(
        "a process is up",
        () -> {
          assertThat(started.get(process).isAlive()).as(output(process)).isTrue();
          return output(process).contains(" is up");
        });
  }

  /** What a supervisor does; the process finishes what it has and ends well. */
  private void end(Process process) throws Exception {
    process.destroy();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output(started.indexOf(process))).isZero();
  }

  private String get(int port, String path) throws IOException, InterruptedException {
    return client.send(request(port, path).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private int status(int port, String path) throws IOException, InterruptedException {
    return client
        .send(request(port, path).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private HttpResponse<String> post(int port, String path)
      throws IOException, InterruptedException {
    HttpRequest post =
        request(port, path)
            .header("x-ballast-admin", "1")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(post, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private static int[] freePorts(int count) throws IOException {
    int[] ports = new int[count];
    List<ServerSocket> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      ports[i] = open.getLast().getLocalPort();
    }
    for (ServerSocket socket : open) {
      socket.close();
    }
    return ports;
  }

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
