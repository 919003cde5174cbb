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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes of ballast: how they start, what they leave behind, how they end. */
class ProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String CHAIN =
      """
      ballast: 1
      system: chain
      services:
        edge:
          gateway:
            routes:
              - GET /buy -> shop.buy
        shop:
          replicas: 2
          endpoints:
            buy:
              - work: 2ms
      objectives:
        can-buy: {route: GET /buy, success: 90%%}
      experiments:
        steady:
          load: {GET /buy: 50/s}
          warm-up: 1s
          for: %s
      """;

  @TempDir private Path directory = Path.of("");
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void nothing_is_left_running() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void sigint_ends_up_frees_every_port_and_keeps_what_was_recorded() throws Exception {
    Process up = ballast("up", file(CHAIN.formatted("2s")), "--runs-dir", runs());
    List<Integer> ports = ports(up, 3);
    assertThat(get(ports.getFirst(), "/buy")).isEqualTo(200);
    interrupt(up);
    assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(ports).noneMatch(ProcessTest::isOpen);
    assertThat(directory.resolve("runs/chain/up/latest/observations.json")).isNotEmptyFile();
  }

  @Test
  void sigint_during_a_drill_stops_it_and_keeps_what_was_recorded() throws Exception {
    Process drill = ballast("drill", file(CHAIN.formatted("60s")), "steady", "--runs-dir", runs());
    until(() -> output().contains("requests"));
    interrupt(drill);
    assertThat(drill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("interrupted");
    Path latest = directory.resolve("runs/chain/steady/latest");
    assertThat(latest.resolve("observations.json")).content().contains("\"offered\"");
    assertThat(latest.resolve("verdict.json")).content().contains("INCONCLUSIVE");
  }

  @Test
  void a_drill_ends_in_a_verdict_beside_its_prediction() throws Exception {
    Process drill =
        ballast("drill", file(CHAIN.formatted("4s")), "steady", "--json", "--runs-dir", runs());
    assertThat(drill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(drill.exitValue()).as(output()).isZero();
    assertThat(output()).contains("\"predicted\"").contains("\"actual\"").contains("\"agrees\"");
  }

  @Test
  void a_port_that_is_taken_is_named() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Process up = ballast("up", file(CHAIN.formatted("2s")), "--port", Integer.toString(port - 1));
      assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).isEqualTo(ExitStatus.INCONCLUSIVE);
      assertThat(output()).contains("port " + port).doesNotContain("\tat ");
    }
  }

  @Test
  void a_program_that_dies_at_once_is_said_plainly_with_what_it_printed() throws Exception {
    String program =
        """
        ballast: 1
        system: broken
        services:
          edge:
            gateway:
              routes:
                - GET /buy -> shop.buy
          shop:
            command: sh -c "echo no database; exit 3"
            endpoints:
              buy:
                - work: 2ms
        """;
    Process up = ballast("up", file(program), "--runs-dir", runs());
    assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(ExitStatus.INCONCLUSIVE);
    assertThat(output()).contains("no database").contains("3").doesNotContain("\tat ");
  }

  private Process ballast(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    started.add(process);
    return process;
  }

  private String runs() {
    return directory.resolve("runs").toString();
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("system.yaml"), text).toString();
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output.txt"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Integer> ports(Process process, int count) throws InterruptedException {
    Pattern url = Pattern.compile("^ .*https?://127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);
    until(() -> output().contains("Ctrl-C") || !process.isAlive());
    Matcher matcher = url.matcher(output());
    Stream<Integer> found = matcher.results().map(r -> Integer.valueOf(r.group(1)));
    List<Integer> ports = found.toList();
    assertThat(ports).as(output()).hasSize(count);
    return ports;
  }

  private static int get(int port, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /** What Ctrl-C in a terminal does. */
  private static void interrupt(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain");
      }
      started.getLast().waitFor(50, TimeUnit.MILLISECONDS);
    }
  }
}
