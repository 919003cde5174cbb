package dev.ballast.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Identities;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real programs in the place of stand-ins. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class ProgramTest {
  private static final String SOURCE =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.net.URI;
      import java.net.http.*;

      void main() throws Exception {
        var client = HttpClient.newHttpClient();
        var server = HttpServer.create(
            new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
          if (exchange.getRequestURI().getPath().startsWith("/play/die")) {
            Runtime.getRuntime().halt(3);
          }
          String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI()
              + " " + exchange.getRequestHeaders().getFirst("X-Mine")
              + " " + new String(exchange.getRequestBody().readAllBytes());
          String below;
          try {
            below = client.send(
                HttpRequest.newBuilder(URI.create(System.getenv("DEEP_DOWN_URL") + "/go")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
          } catch (InterruptedException e) {
            below = "interrupted";
          }
          byte[] body = (asked + " below: " + below).getBytes();
          exchange.getResponseHeaders().add("X-From", System.getenv("BALLAST_SERVICE") + "/"
              + System.getenv("BALLAST_REPLICA"));
          exchange.sendResponseHeaders(201, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
        server.start();
        System.out.println("ready");
      }
      """;

  @TempDir Path folder;

  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();

  private LiveOptions options() {
    return LiveOptions.of(1).withLoops(1).withLog(log::add);
  }

  private static List<String> java(String... arguments) {
    String java = ProcessHandle.current().info().command().orElse("java");
    return Stream.concat(Stream.of(java, "-XX:TieredStopAtLevel=1"), Stream.of(arguments)).toList();
  }

  private static SystemModel model(List<String> command) {
    Service back =
        new Service(
            "back",
            1,
            8,
            8,
            false,
            false,
            List.of(
                new Endpoint(
                    "go",
                    true,
                    List.of(new Step.Call(new EndpointRef("deep-down", "go"), null, 1, 1)))),
            new Service.Program(command, 0));
    return Systems.gateway().add(back).service("deep-down", 1, 8, 8, Systems.work(1)).model();
  }

  private SystemModel echo() throws Exception {
    Path source = Files.writeString(folder.resolve("Echo.java"), SOURCE);
    return model(java(source.toString()));
  }

  private static String ask(LiveSystem system, String request) throws Exception {
    try (Raw raw = new Raw(system.addresses().getFirst().url())) {
      return raw.say(request).rest();
    }
  }

  private static String get(LiveSystem system, String path) throws Exception {
    return ask(
        system, "GET " + path + " HTTP/1.1\r\nHost: a\r\nX-Mine: m\r\nConnection: close\r\n\r\n");
  }

  @Test
  void until_its_program_listens_a_replica_refuses_and_makes_nothing_up() throws Exception {
    int wanted = Ports.free();
    int port = Ports.free(); // of the gateway; the replica's is the next
    Service back =
        new Service(
            "back",
            1,
            8,
            8,
            false,
            false,
            List.of(new Endpoint("go", true, List.of())),
            new Service.Program(List.of(), wanted));
    SystemModel model = Systems.gateway().add(back).model().with(Identities.NONE);
    var started = new FutureTask<>(() -> LiveSystem.start(model, options().withBasePort(port)));
    Thread.ofVirtual().start(started); // for as long as the program does not listen
    String url = "http://127.0.0.1:" + (port + 1);
    Until.holds("the replica listens", () -> started.isDone() || accepts(port + 1));
    assertThat(started).as("the start, which is to wait for the program").isNotDone();
    try (Raw raw = new Raw(url)) {
      assertThat(raw.say("POST /go HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest())
          .startsWith("HTTP/1.1 503")
          .contains("x-ballast-refused: unreachable");
    }
    try (ServerSocket program = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      started.get().close();
      assertThat(program.isBound()).isTrue();
    }
  }

  /** By a connection: to try to bind the port could take it from who is about to listen. */
  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_program_gets_the_users_request_and_reaches_its_callee_through_its_sidecar()
      throws Exception {
    try (LiveSystem system = LiveSystem.start(echo(), options())) {
      system.observe(observed::add);
      String heard =
          ask(
              system,
              "GET /play/7?x=1 HTTP/1.1\r\n"
                  + "Host: a\r\n"
                  + "X-Mine: m\r\n"
                  + "Content-Length: 4\r\n"
                  + "Connection: close\r\n\r\n"
                  + "body");
      assertThat(heard)
          .startsWith("HTTP/1.1 201 ")
          .containsIgnoringCase("x-from: back/1")
          .contains("GET /play/7?x=1 m body below: ok");
      assertThat(log).contains("back-1| ready");
      Until.holds(
          "both hops are observed",
          () -> observed.stream().filter(o -> o instanceof Observation.CallEnded).count() == 2);
    }
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void a_program_that_dies_is_started_again() throws Exception {
    try (LiveSystem system = LiveSystem.start(echo(), options())) {
      system.observe(observed::add);
      assertThat(get(system, "/play/die")).startsWith("HTTP/1.1 502");
      assertThat(get(system, "/play/1")) // refused when it is gone, lost while it is going
          .containsAnyOf("x-ballast-cause: unreachable", "x-ballast-cause: lost");
      Until.holds("it serves again", () -> get(system, "/play/1").startsWith("HTTP/1.1 201"));
      assertThat(observed)
          .filteredOn(o -> o instanceof Observation.ProgramChanged)
          .extracting(o -> ((Observation.ProgramChanged) o).what())
          .containsExactly("the program ended with status 3", "the program is started again");
    }
  }

  @Test
  void a_crash_kills_the_program_and_its_end_starts_it_again() throws Exception {
    try (LiveSystem system = LiveSystem.start(echo(), options()).withoutWarmUp()) {
      long before = pid();
      Experiment experiment =
          new Experiment(
              "test",
              0,
              Units.SECOND,
              List.of(new Load.Constant(Systems.ROUTE, 20)),
              List.of(
                  new Experiment.TimedFault(
                      300 * Units.MILLISECOND,
                      200 * Units.MILLISECOND,
                      new Fault.Crash(new Fault.Scope("back", 1)))),
              List.of());
      RunRecord record = system.run(experiment, observed::add);
      assertThat(record.routes().getFirst().failed()).isPositive();
      Until.holds("it serves again", () -> get(system, "/play/1").startsWith("HTTP/1.1 201"));
      assertThat(pid()).isNotEqualTo(before);
      assertThat(observed).noneMatch(o -> o instanceof Observation.ProgramChanged);
    }
  }

  private static long pid() {
    return ProcessHandle.current().children().findFirst().orElseThrow().pid();
  }

  @Test
  void a_program_that_does_not_listen_is_named_with_its_last_words() throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Broken.java"),
            "void main() { System.out.println(\"no database\"); System.exit(4); }",
            UTF_8);
    assertThatThrownBy(() -> LiveSystem.start(model(java(source.toString())), options()))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining("the program of back-1 ended before it listened")
        .hasMessageContaining("Broken.java")
        .hasMessageContaining("no database");
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void a_program_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> LiveSystem.start(model(List.of("/nowhere/at-all")), options()))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining("the program of back-1 cannot be started");
  }
}
