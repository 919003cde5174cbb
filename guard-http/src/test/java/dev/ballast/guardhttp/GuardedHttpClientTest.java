package dev.ballast.guardhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.ballast.guard.Guard;
import dev.ballast.guard.GuardBuilder;
import dev.ballast.guard.Refused;
import dev.ballast.kernel.Result;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real exchanges with a server on this machine. */
@Timeout(60)
class GuardedHttpClientTest {
  private static final RetryConfig THREE =
      new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);

  private final List<String> times = new CopyOnWriteArrayList<>();
  private final CountDownLatch ends = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer = _ -> 200;

  GuardedHttpClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** The status for the n-th request. */
  @FunctionalInterface
  private interface Answer {
    int to(int request);
  }

  @BeforeEach
  void listens() {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          int number = requests.incrementAndGet();
          times.add(
              String.valueOf(
                  exchange.getRequestHeaders().getFirst(GuardedHttpClient.TIMEOUT_HEADER)));
          int status = answer.to(number);
          if (status == 0) {
            exchange.close();
            return;
          }
          if (status == 1) {
            await(ends);
            status = 200;
          }
          exchange.getResponseHeaders().add("retry-after", "0");
          byte[] body = ("answer " + number).getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stops() {
    ends.countDown();
    server.stop(0);
    client.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 503, 2", "GET, 429, 2", "GET, 500, 2", "GET, 502, 2", "GET, 504, 2",
    "POST, 503, 2", "POST, 429, 2", "POST, 500, 1", "POST, 502, 1", "POST, 504, 1",
    "PUT, 500, 2", "DELETE, 500, 2", "PATCH, 500, 1", "GET, 404, 1",
  })
  void what_is_repeated_follows_from_status_and_method(String method, int status, int attempts)
      throws Exception {
    answer = number -> number == 1 ? status : 200;
    HttpResponse<String> response =
        guarded(retrying()).send(request(method), BodyHandlers.ofString());
    assertThat(requests).hasValue(attempts);
    assertThat(response.statusCode()).isEqualTo(attempts == 2 ? 200 : status);
  }

  @Test
  void a_post_with_an_idempotency_key_or_a_promise_is_repeated() throws Exception {
    answer = _ -> 500;
    HttpRequest keyed =
        HttpRequest.newBuilder(request("POST"), (_, _) -> true)
            .header("Idempotency-Key", "order 7")
            .build();
    guarded(retrying()).send(keyed, BodyHandlers.ofString());
    assertThat(requests).hasValue(3);
    guarded(retrying()).idempotent(true).send(request("POST"), BodyHandlers.ofString());
    assertThat(requests).hasValue(6);
    guarded(retrying()).idempotent(false).send(request("GET"), BodyHandlers.ofString());
    assertThat(requests).hasValue(7);
  }

  @Test
  void a_connection_that_breaks_is_lost_and_repeated_only_if_idempotent() throws Exception {
    answer = number -> number == 1 ? 0 : 200;
    GuardedHttpClient guarded = guarded(retrying());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> guarded.send(request("POST"), BodyHandlers.ofString()));
    assertThat(guarded.guard().state().ended(Result.LOST)).isEqualTo(1);
  }

  @Test
  void a_server_that_is_not_there_certainly_did_nothing() throws Exception {
    server.stop(0);
    GuardedHttpClient guarded = guarded(retrying());
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> guarded.send(request("POST"), BodyHandlers.ofString()));
    assertThat(guarded.guard().state().ended(Result.UNREACHABLE)).isEqualTo(1);
    assertThat(guarded.guard().state().reading("retry", "repeats")).hasValue(2);
  }

  @Test
  void the_server_is_told_how_much_time_is_left_and_the_exchange_ends_with_it() throws Exception {
    client.send(request("GET"), BodyHandlers.ofString()); // connects
    times.clear();
    answer = _ -> 1;
    GuardedHttpClient guarded = guarded(Guard.named("g").deadline(Duration.ofMillis(500)));
    assertThatExceptionOfType(HttpTimeoutException.class)
        .isThrownBy(() -> guarded.send(request("GET"), BodyHandlers.ofString()));
    assertThat(guarded.guard().state().ended(Result.TIMED_OUT)).isEqualTo(1);
    assertThat(times)
        .allSatisfy(time -> assertThat(Double.parseDouble(time)).isBetween(0.0, 500.0));
  }

  @Test
  void without_a_deadline_nothing_is_added() throws Exception {
    guarded(retrying()).send(request("GET"), BodyHandlers.ofString());
    assertThat(times).containsExactly("null");
  }

  @Test
  void an_answer_that_nobody_gets_is_closed() throws Exception {
    answer = number -> number == 1 ? 503 : 200;
    List<String> closed = new CopyOnWriteArrayList<>();
    HttpResponse<InputStream> response =
        guarded(retrying())
            .send(
                request("GET"),
                info ->
                    HttpResponse.BodySubscribers.mapping(
                        BodyHandlers.ofInputStream().apply(info),
                        stream -> closing(stream, info.statusCode(), closed)));
    assertThat(closed).containsExactly("503");
    assertThat(response.body()).hasContent("answer 2");
  }

  @Test
  void an_open_breaker_sends_nothing() throws Exception {
    answer = _ -> 500;
    GuardedHttpClient guarded = guarded(Guard.named("g").breaker(1, 1));
    guarded.send(request("GET"), BodyHandlers.ofString());
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guarded.send(request("GET"), BodyHandlers.ofString()));
    assertThat(requests).hasValue(1);
  }

  @Test
  void a_slow_get_is_hedged_and_a_post_is_not() throws Exception {
    answer = number -> number == 1 ? 1 : 200;
    HedgeConfig soon = new HedgeConfig(new HedgeConfig.After.Time(1_000_000), 1, 1);
    GuardedHttpClient guarded = guarded(Guard.named("g").hedge(soon));
    assertThat(guarded.send(request("GET"), BodyHandlers.ofString()).body()).isEqualTo("answer 2");
    guarded.send(request("POST"), BodyHandlers.ofString());
    assertThat(guarded.guard().state().reading("hedge", "hedges")).hasValue(1);
  }

  @Test
  void asynchronous_exchanges_are_repeated_and_can_be_cancelled() {
    try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
      answer = number -> number == 1 ? 503 : number == 2 ? 200 : 1;
      GuardedHttpClient guarded = guarded(retrying());
      assertThat(guarded.sendAsync(request("GET"), BodyHandlers.ofString(), scheduler).join())
          .satisfies(response -> assertThat(response.body()).isEqualTo("answer 2"));
      var stuck = guarded.sendAsync(request("GET"), BodyHandlers.ofString(), scheduler);
      stuck.cancel(true);
      assertThat(guarded.guard().state().ended(Result.CANCELLED)).isEqualTo(1);
    }
  }

  @Test
  void the_clients_own_exceptions_come_out_as_they_are() {
    assertThatThrownBy(
            () ->
                guarded(Guard.named("g"))
                    .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/")).build(),
                        BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);
  }

  private GuardedHttpClient guarded(GuardBuilder guard) {
    return GuardedHttpClient.around(client, guard);
  }

  private static GuardBuilder retrying() {
    return Guard.named("server").retry(THREE);
  }

  private HttpRequest request(String method) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/item"))
        .method(
            method, method.startsWith("P") ? BodyPublishers.ofString("x") : BodyPublishers.noBody())
        .build();
  }

  private static InputStream closing(InputStream stream, int status, List<String> closed) {
    return new FilterInputStream(stream) {
      @Override
      public void close() throws IOException {
        closed.add(String.valueOf(status));
        super.close();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
