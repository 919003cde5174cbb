package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ballast.kernel.Units;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A callee of somebody else that refuses the first request and says when to come again. */
@ExtendWith(NoLeaks.class)
final class RetryAfterTest {
  private static final long MS = Units.MILLISECOND;

  private final List<Long> arrivals = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer callee;

  RetryAfterTest() throws Exception {
    callee = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    callee.setExecutor(threads);
  }

  @AfterEach
  void stop() {
    callee.stop(0);
    threads.close();
  }

  private void refusesTheFirst(int status, String header, String told) {
    callee.createContext(
        "/",
        exchange -> {
          arrivals.add(System.nanoTime());
          if (arrivals.size() == 1) {
            exchange.getResponseHeaders().add(header, told);
            exchange.getResponseHeaders().add("x-ballast-refused", "shed");
            exchange.sendResponseHeaders(status, -1);
          } else {
            exchange.sendResponseHeaders(200, -1);
          }
          exchange.close();
        });
    callee.start();
  }

  private String ask(long timeoutMillis) throws Exception {
    SystemModel model =
        Systems.gateway()
            .service("back", 1, 8, 8, Systems.work(1))
            .policy(
                "edge",
                "back",
                CallPolicy.DEFAULT
                    .withTimeout(timeoutMillis * MS)
                    .withRetry(
                        new RetryConfig(
                            2, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE)))
            .model();
    LiveOptions options =
        LiveOptions.of(1)
            .withLoops(1)
            .withElsewhere(Map.of("back", List.of(callee.getAddress().getPort())));
    try (LiveSystem system = LiveSystem.start(model, options).withoutWarmUp();
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      return raw.say("GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").rest();
    }
  }

  @Test
  void a_repeat_comes_no_earlier_than_a_busy_callee_asked_for() throws Exception {
    refusesTheFirst(503, "x-ballast-retry-after-ms", "150");
    assertThat(ask(20_000)).startsWith("HTTP/1.1 200");
    assertThat(arrivals).hasSize(2);
    assertThat(arrivals.getLast() - arrivals.getFirst()).isGreaterThanOrEqualTo(150 * MS);
  }

  @Test
  void a_rate_that_is_exceeded_is_waited_for_in_whole_seconds_too() throws Exception {
    refusesTheFirst(429, "retry-after", "1");
    assertThat(ask(20_000)).startsWith("HTTP/1.1 200");
    assertThat(arrivals.getLast() - arrivals.getFirst()).isGreaterThanOrEqualTo(1_000 * MS);
  }

  @Test
  void a_wait_beyond_the_timeout_ends_the_call_with_the_refusal() throws Exception {
    refusesTheFirst(429, "retry-after", "60");
    assertThat(ask(20_000)).startsWith("HTTP/1.1 429").contains("x-ballast-cause: rate-limited");
    assertThat(arrivals).hasSize(1);
  }
}
