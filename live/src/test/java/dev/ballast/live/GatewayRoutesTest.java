package dev.ballast.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ballast.kernel.Priority;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.Payload;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.Route;
import dev.ballast.model.Route.Redirect;
import dev.ballast.model.Route.Rewrite;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway's routes make of requests, byte by byte, before a program that tells it. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class GatewayRoutesTest {
  private static HttpServer program;
  private static LiveSystem system;

  @BeforeAll
  static void start() throws IOException {
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.createContext(
        "/",
        exchange -> {
          int length = exchange.getRequestBody().readAllBytes().length;
          String host = exchange.getRequestHeaders().getFirst("Host");
          byte[] told =
              "asked %s of %s with %d bytes"
                  .formatted(exchange.getRequestURI(), host, length)
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, told.length);
          exchange.getResponseBody().write(told);
          exchange.close();
        });
    program.start();
    system = LiveSystem.start(model(), LiveOptions.of(1).withLoops(1));
  }

  @AfterAll
  static void stop() {
    system.close();
    program.stop(0);
  }

  private static SystemModel model() {
    Step call = new Step.Call(new EndpointRef("back", "go"), null, 1, 1);
    Rewrite internal = new Rewrite(PathTemplate.of("/v2/{id}/x"), "catalog.internal");
    RequestMatch home = RequestMatch.of("GET /home");
    RequestMatch canary =
        new RequestMatch(
            home.method(),
            home.path(),
            "*",
            List.of(new Condition("x-canary", new RequestMatch.Test.Exact("1"))),
            List.of());
    Rewrite fresh = new Rewrite(PathTemplate.of("/new-home"), null);
    Redirect moved = new Redirect(null, null, PathTemplate.of("/items/{id}"), 308);
    Redirect https = new Redirect("https", null, null, 301);
    Endpoint[] routes = {
      route("items", RequestMatch.of("GET /items/{id}"), internal, null, -1, call),
      route("canary", canary, fresh, null, -1, call),
      route("home", home, null, null, -1, call),
      route("products", RequestMatch.of("GET /products/{id}"), null, moved, -1),
      route("web", RequestMatch.of("GET /web"), null, https, -1),
      route("orders", RequestMatch.of("POST /orders"), null, null, 10, call),
      route("files", RequestMatch.of("POST /files"), null, null, -1, call),
    };
    Service.Program elsewhere = new Service.Program(List.of(), program.getAddress().getPort());
    Endpoint go = new Endpoint("go", true, List.of());
    return Systems.routes(routes)
        .add(new Service("back", 1, 8, 8, false, false, List.of(go), elsewhere))
        .model();
  }

  private static Endpoint route(
      String name,
      RequestMatch match,
      @Nullable Rewrite rewrite,
      @Nullable Redirect redirect,
      long bodyMax,
      Step... steps) {
    Route route = new Route(match, rewrite, redirect, Deadline.NONE, bodyMax, null, false);
    return new Endpoint(name, true, Priority.NORMAL, Payload.SMALL, route, List.of(steps));
  }

  /** What is heard after a request of these lines. */
  private static String ask(String first, String... lines) throws IOException {
    StringBuilder said = new StringBuilder(first).append(" HTTP/1.1\r\nHost: shop.example:80\r\n");
    for (String line : lines) {
      said.append(line).append("\r\n");
    }
    try (Raw raw = new Raw(system.addresses().getFirst().url())) {
      return raw.say(said + "Connection: close\r\n\r\n").rest();
    }
  }

  @Test
  void a_path_and_a_host_are_rewritten_and_the_query_goes_along() throws IOException {
    assertThat(ask("GET /items/a%20b?c=/d")).contains("asked /v2/a%20b/x?c=/d of catalog.internal");
  }

  @Test
  void a_header_chooses_the_route() throws IOException {
    assertThat(ask("GET /home")).contains("asked /home of shop.example:80");
    assertThat(ask("GET /home", "X-Canary: 1")).contains("asked /new-home of");
    assertThat(ask("GET /home", "X-Canary: 10")).contains("asked /home of");
  }

  @Test
  void a_redirect_says_where_to() throws IOException {
    assertThat(ask("GET /products/7?x"))
        .startsWith("HTTP/1.1 308 ")
        .containsIgnoringCase("location: /items/7?x\r\n");
    assertThat(ask("GET /web?x"))
        .startsWith("HTTP/1.1 301 ")
        .containsIgnoringCase("location: https://shop.example/web?x\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/items/../home", "/items/%2e%2E/home", "/items%2f7", "/items/%zz"})
  void a_path_that_may_mean_another_is_refused(String path) throws IOException {
    assertThat(ask("GET " + path))
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("x-ballast-refused: a p");
  }

  @Test
  void what_no_route_takes_is_refused_with_what_there_is() throws IOException {
    assertThat(ask("PUT /home")).startsWith("HTTP/1.1 404 ").contains("edge offers items, canary");
  }

  @Test
  void a_body_has_the_bound_of_its_route() throws IOException {
    assertThat(ask("POST /orders", "Content-Length: 11")).startsWith("HTTP/1.1 413 ");
    try (Raw raw = new Raw(system.addresses().getFirst().url())) {
      raw.say("POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789");
      assertThat(raw.until("bytes")).contains("with 10 bytes");
      raw.say("POST /files HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n0123456789x");
      assertThat(raw.until("bytes")).contains("with 11 bytes");
    }
  }

  @Test
  void a_body_of_unknown_length_is_cut_off_at_the_bound_of_its_route() throws IOException {
    try (Raw raw = new Raw(system.addresses().getFirst().url())) {
      String head = "POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
      raw.say(head + "5\r\n01234\r\n");
      ask("PUT /home"); // on the same loop, which has seen the beginning by then
      raw.say("6\r\n567890\r\n0\r\n\r\n");
      String heard = raw.rest();
      assertThat(heard)
          .startsWith("HTTP/1.1 413 ")
          .containsIgnoringCase("x-ballast-refused: the body is longer than 10 bytes");
      assertThat(heard.split("HTTP/1.1 ")).as("one answer").hasSize(2);
    }
  }
}
