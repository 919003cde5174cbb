package dev.ballast.live.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.live.LiveException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdminServerTest {
  private final AtomicInteger taken = new AtomicInteger();
  private final AdminServer server =
      AdminServer.open(0)
          .page("/health", () -> AdminAnswer.text(200, "alive"))
          .page(
              "/broken",
              () -> {
                throw new IllegalStateException("three, found four");
              })
          .action(
              "/drain",
              () -> {
                taken.incrementAndGet();
                return AdminAnswer.text(202, "draining");
              });

  @AfterEach
  void close() {
    server.close();
  }

  private String ask(String request, String... headers) throws IOException {
    URI uri = URI.create(server.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      String head = request + " HTTP/1.1\r\n" + String.join("\r\n", headers);
      socket
          .getOutputStream()
          .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whoever_can_connect_may_read() throws IOException {
    assertThat(ask("GET /health", "Host: 127.0.0.1:1"))
        .startsWith("HTTP/1.1 200")
        .endsWith("alive\n");
    assertThat(ask("HEAD /health", "Host: localhost"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("alive");
  }

  @Test
  void an_action_needs_post_and_a_header_that_no_page_of_another_origin_can_send()
      throws Exception {
    assertThat(ask("GET /drain", "Host: localhost", "X-Ballast-Admin: 1")).contains(" 405 ");
    assertThat(ask("POST /drain", "Host: localhost", "Content-Length: 0"))
        .startsWith("HTTP/1.1 403")
        .contains("x-ballast-admin");
    assertThat(taken).hasValue(0);
    assertThat(ask("POST /drain", "Host: localhost", "Content-Length: 0", "X-Ballast-Admin: 1"))
        .startsWith("HTTP/1.1 202");
    assertThat(taken).hasValue(1);
  }

  @Test
  void a_name_that_was_given_this_address_is_refused() throws IOException {
    for (String host : new String[] {"evil.example", "127.0.0.1.evil.example", "localhost@evil"}) {
      assertThat(ask("GET /health", "Host: " + host)).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void a_page_that_is_not_there_is_answered_with_those_that_are() throws IOException {
    assertThat(ask("GET /metrik", "Host: localhost"))
        .startsWith("HTTP/1.1 404")
        .contains("/health, /broken, POST /drain");
  }

  @Test
  void a_page_that_fails_says_so_and_the_next_is_served() throws IOException {
    assertThat(ask("GET /broken", "Host: localhost")).startsWith("HTTP/1.1 500").contains("four");
    assertThat(ask("GET /health", "Host: localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_port_that_is_taken_is_named() {
    int port = URI.create(server.url()).getPort();
    assertThatThrownBy(() -> AdminServer.open(port))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining("port " + port)
        .hasMessageContaining("--admin");
  }
}
