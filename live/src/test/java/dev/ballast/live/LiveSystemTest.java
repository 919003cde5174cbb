package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Identities;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starting, serving and ending. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class LiveSystemTest {
  private static final SystemModel MODEL =
      Systems.gateway().service("back", 2, 1, 1, Systems.work(200)).model();

  private static Experiment seconds(long length) {
    return new Experiment(
        "test",
        0,
        length * Units.SECOND,
        List.of(new Load.Constant(Systems.ROUTE, 5)),
        List.of(),
        List.of());
  }

  private static boolean listens(String url) {
    return !Ports.isFree(URI.create(url).getPort());
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.isAlive() && t.getName().startsWith("ballast-"))
        .toList();
  }

  @Test
  void nothing_is_left_after_it_is_closed() throws Exception {
    LiveSystem system = LiveSystem.start(MODEL, LiveOptions.of(1));
    List<String> urls = system.addresses().stream().map(LiveSystem.Address::url).toList();
    assertThat(urls).hasSize(3).allMatch(LiveSystemTest::listens);
    system.close();
    system.close();
    assertThat(urls).noneMatch(LiveSystemTest::listens);
    Until.holds("no thread is left", () -> threads().isEmpty());
    assertThatThrownBy(() -> system.run(seconds(1), o -> {})).isInstanceOf(LiveException.class);
  }

  @Test
  void a_port_that_is_taken_is_named_and_nothing_is_left() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> LiveSystem.start(MODEL, LiveOptions.of(1).withBasePort(port - 1).withLoops(1)))
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("port " + port + ", wanted for back-1")
          .hasMessageContaining("choose another");
      assertThat(Ports.isFree(port - 1)).isTrue();
      Until.holds("no thread is left", () -> threads().isEmpty());
    }
  }

  @Test
  void who_comes_as_soon_as_a_port_is_open_is_served() throws Exception {
    for (int start = 0; start < 5; start++) {
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      CompletableFuture<String> first =
          CompletableFuture.supplyAsync(() -> firstAnswerOf("http://127.0.0.1:" + port));
      LiveOptions options = LiveOptions.of(1).withBasePort(port).withLoops(1);
      try (LiveSystem system = LiveSystem.start(MODEL, options)) {
        assertThat(system.addresses()).isNotEmpty();
        assertThat(first.join()).startsWith("HTTP/1.1 200");
      }
    }
  }

  /** Tries to connect until somebody listens, and then asks at once. */
  private static String firstAnswerOf(String url) {
    while (true) {
      try (Raw user = new Raw(url)) {
        String request = "GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        String answer = user.say(request).rest();
        if (!answer.startsWith("GET")) { // else the socket has met itself: TCP can do that
          return answer;
        }
      } catch (ConnectException e) {
        Thread.onSpinWait();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void hop_of_the_model_is_not_played() {
    SystemModel slow =
        MODEL.withNetwork(MODEL.network().withHop(new Distribution.Constant(Units.MINUTE)));
    try (LiveSystem system = LiveSystem.start(slow, LiveOptions.of(1))) {
      RunRecord.RouteRecord route = system.run(seconds(1), o -> {}).routes().getFirst();
      assertThat(route.succeeded()).isEqualTo(route.offered()).isPositive();
    }
  }

  @Test
  void closing_ends_a_run_that_returns_what_it_recorded() throws Exception {
    LiveSystem system = LiveSystem.start(MODEL, LiveOptions.of(1).withLoops(1)).withoutWarmUp();
    AtomicBoolean isOffered = new AtomicBoolean();
    CompletableFuture<RunRecord> run =
        CompletableFuture.supplyAsync(
            () ->
                system.run(
                    seconds(600),
                    o -> {
                      if (o instanceof Observation.RequestOffered) {
                        isOffered.set(true);
                      }
                    }));
    Until.holds("a request is observed", isOffered::get);
    system.close();
    assertThat(run.join().routes().getFirst().offered()).isPositive();
  }

  @Test
  void experiments_follow_each_other_without_memory() {
    try (LiveSystem system =
        LiveSystem.start(MODEL, LiveOptions.of(1).withLoops(2)).withoutWarmUp()) {
      for (int i = 0; i < 2; i++) {
        RunRecord record = system.run(seconds(1), o -> {});
        assertThat(record.routes().getFirst().succeeded())
            .isEqualTo(record.routes().getFirst().offered());
        assertThat(record.timeline()).isEmpty();
      }
    }
  }

  @Test
  void what_waited_past_its_deadline_is_refused_as_too_late() throws Exception {
    try (LiveSystem system =
        LiveSystem.start(MODEL.with(Identities.NONE), LiveOptions.of(1).withLoops(1))) {
      String back = system.addresses().get(1).url();
      try (Raw busy = new Raw(back);
          Raw late = new Raw(back);
          Raw shed = new Raw(back)) {
        busy.say(
            "GET /go HTTP/1.1\r\n"
                + "Host: a\r\n\r\n"
                + "GET /go HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Connection: close\r\n\r\n");
        busy.until("\r\nok\n"); // its second request takes the worker next
        late.say("GET /go HTTP/1.1\r\nHost: a\r\nx-ballast-timeout-ms: 0.5\r\n\r\n");
        Until.holds("the queue is full", () -> isShed(back));
        assertThat(late.until("\r\n\r\n"))
            .startsWith("HTTP/1.1 504")
            .contains("x-ballast-refused: too-late");
        assertThat(shed.say("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest())
            .startsWith("HTTP/1.1 404")
            .contains("back offers go");
      }
    }
  }

  private static boolean isShed(String url) throws Exception {
    try (Raw raw = new Raw(url)) {
      return raw.say("GET /go HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
          .rest()
          .contains("x-ballast-refused: shed");
    }
  }

  @Test
  void a_failed_user_request_names_its_cause() throws Exception {
    try (LiveSystem system =
        LiveSystem.start(
            Systems.gateway().service("back", 1, 1, 0, Systems.work(200)).model(),
            LiveOptions.of(1).withLoops(1))) {
      String edge = system.addresses().getFirst().url();
      try (Raw first = new Raw(edge);
          Raw second = new Raw(edge)) {
        first.say("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        second.say("GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(first.until("\r\n\r\n") + second.rest()).contains("x-ballast-cause: shed");
      }
    }
  }
}
