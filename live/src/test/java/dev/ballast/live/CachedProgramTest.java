package dev.ballast.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.cache.CacheConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers of a real program, kept and shared by a gateway: each says how often it was asked. */
@ExtendWith(NoLeaks.class)
final class CachedProgramTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean isBroken = new AtomicBoolean();
  private final CountDownLatch slowOneArrived = new CountDownLatch(1);
  private final CountDownLatch slowOneMayAnswer = new CountDownLatch(1);
  private HttpServer program;

  @BeforeEach
  void startProgram() throws IOException {
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    program.createContext("/", this::answer);
    program.start();
  }

  @AfterEach
  void stopProgram() {
    slowOneMayAnswer.countDown();
    program.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String title = exchange.getRequestURI().getPath().substring("/play/".length());
    int number = asked.incrementAndGet();
    if (title.startsWith("slow") && number == 1) {
      slowOneArrived.countDown();
      try {
        slowOneMayAnswer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (title.endsWith("private")) {
      exchange.getResponseHeaders().add("Cache-Control", "private");
    }
    byte[] body = ("answer " + number + " to " + title).getBytes(US_ASCII);
    exchange.sendResponseHeaders(isBroken.get() ? 500 : 200, body.length);
    if (!exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private LiveSystem system(Sharing sharing) {
    Service back =
        new Service(
            "back",
            1,
            8,
            8,
            false,
            false,
            List.of(new Endpoint("go", true, List.of())),
            new Service.Program(List.of(), program.getAddress().getPort()));
    SystemModel model =
        Systems.gateway()
            .add(back)
            .policy("edge", "back", CallPolicy.DEFAULT.withSharing(sharing))
            .model();
    LiveSystem system = LiveSystem.start(model, LiveOptions.of(1).withLoops(1)).withoutWarmUp();
    system.observe(observation -> {});
    return system;
  }

  private static final Sharing KEEPS =
      new Sharing(new CacheConfig(3_600 * Units.SECOND, 0, 0, 100), false);

  private static Raw begin(LiveSystem system, String request, String... headers)
      throws IOException {
    String lines = String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList());
    return new Raw(system.addresses().getFirst().url())
        .say(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + lines + "\r\n");
  }

  private static String ask(LiveSystem system, String request, String... headers)
      throws IOException {
    try (Raw raw = begin(system, request, headers)) {
      return raw.rest();
    }
  }

  @Test
  void a_kept_answer_says_so_and_how_old_it_is() throws IOException {
    try (LiveSystem system = system(KEEPS)) {
      assertThat(ask(system, "GET /play/7"))
          .startsWith("HTTP/1.1 200 ")
          .contains("x-ballast-cache: miss\r\n")
          .doesNotContain("age: ")
          .endsWith("answer 1 to 7");
      assertThat(ask(system, "GET /play/7"))
          .startsWith("HTTP/1.1 200 ")
          .contains("x-ballast-cache: hit\r\n", "age: 0\r\n")
          .endsWith("answer 1 to 7");
      assertThat(ask(system, "GET /play/8")).endsWith("answer 2 to 8");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void one_users_answer_is_never_given_to_another() throws IOException {
    try (LiveSystem system = system(KEEPS)) {
      ask(system, "GET /play/7", "Authorization: Bearer ann");
      ask(system, "GET /play/7", "Cookie: user=ann");
      assertThat(ask(system, "GET /play/7", "Cookie: user=ben")).endsWith("answer 3 to 7");
      assertThat(ask(system, "GET /play/7")).endsWith("answer 4 to 7");
      assertThat(ask(system, "GET /play/7", "Authorization: Bearer ben")).endsWith("answer 5 to 7");
      assertThat(ask(system, "GET /play/7", "X-User: ann")).endsWith("answer 6 to 7");
      assertThat(ask(system, "GET /play/7", "X-User: ben")).endsWith("answer 7 to 7");
      assertThat(ask(system, "GET /play/7", "X-User: ann")).endsWith("answer 6 to 7");
      ask(system, "GET /play/private");
      assertThat(ask(system, "GET /play/private")).endsWith("answer 9 to private");
    }
  }

  @Test
  void a_request_that_asks_not_to_be_answered_from_a_cache_is_not() throws IOException {
    try (LiveSystem system = system(KEEPS)) {
      ask(system, "GET /play/7");
      assertThat(ask(system, "GET /play/7", "Cache-Control: no-cache")).endsWith("answer 2 to 7");
      assertThat(ask(system, "GET /play/7", "Range: bytes=0-1")).endsWith("answer 3 to 7");
      assertThat(ask(system, "GET /play/7")).endsWith("answer 1 to 7");
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void a_failure_is_not_kept_and_a_stale_answer_stands_in_for_it() throws IOException {
    Sharing onError = new Sharing(new CacheConfig(0, 0, 3_600 * Units.SECOND, 100), false);
    try (LiveSystem system = system(onError)) {
      ask(system, "GET /play/7");
      isBroken.set(true);
      assertThat(ask(system, "GET /play/7"))
          .startsWith("HTTP/1.1 200 ")
          .contains("x-ballast-cache: stale\r\n", "x-ballast-degraded: 1\r\n")
          .endsWith("answer 1 to 7");
      assertThat(ask(system, "GET /play/8")).startsWith("HTTP/1.1 500 ");
      isBroken.set(false);
      assertThat(ask(system, "GET /play/8")).startsWith("HTTP/1.1 200 ").endsWith("to 8");
    }
  }

  @Test
  void equal_requests_at_the_same_time_reach_the_program_once() throws Exception {
    try (LiveSystem system = system(new Sharing(null, true))) {
      try (Raw first = begin(system, "GET /play/slow");
          Raw second = begin(system, "GET /play/slow")) {
        slowOneArrived.await();
        ask(system, "GET /play/other"); // so the loop has seen the second
        slowOneMayAnswer.countDown();
        assertThat(first.rest()).endsWith("answer 1 to slow");
        assertThat(second.rest()).endsWith("answer 1 to slow");
      }
    }
  }

  @Test
  void who_waits_for_an_answer_that_turns_out_to_be_anothers_asks_for_one_of_its_own()
      throws Exception {
    try (LiveSystem system = system(new Sharing(null, true))) {
      try (Raw first = begin(system, "GET /play/slow-private");
          Raw second = begin(system, "GET /play/slow-private")) {
        slowOneArrived.await();
        ask(system, "GET /play/other");
        assertThat(asked).as("the second waits").hasValue(2);
        slowOneMayAnswer.countDown();
        assertThat(first.rest() + second.rest())
            .contains("answer 1 to slow-private", "answer 3 to slow-private");
      }
    }
  }
}
