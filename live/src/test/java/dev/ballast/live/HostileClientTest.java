package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import java.net.SocketException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener does with clients that are wrong, slow or too big. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class HostileClientTest {
  private static final Limits SMALL =
      new Limits(
          new Limits.Message(1_000, 50, 4_000, 10_000, 5_000, 20_000),
          new Limits.Connections(20, 20),
          new Limits.Times(
              Units.SECOND,
              Units.SECOND,
              Units.SECOND,
              20 * Units.SECOND,
              2 * Units.SECOND,
              Units.SECOND),
          new Limits.Pooling(10, 10, Units.SECOND));

  private static LiveSystem system;

  @BeforeAll
  static void start() {
    system =
        LiveSystem.start(
            Systems.gateway().service("back", 1, 1, 1, Systems.work(1)).model(),
            LiveOptions.of(1).withLoops(1),
            SMALL);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static Raw connect() throws Exception {
    return new Raw(system.addresses().getFirst().url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Content-Length: 1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET /play/1 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET /play/1 HTTP/1.1\r\nHost: a\r\nx-ballast-timeout-ms: soon\r\n\r\n",
      })
  void what_is_not_plain_http_is_refused_and_the_connection_closed(String said) throws Exception {
    try (Raw raw = connect()) {
      String heard = raw.say(said).rest();
      assertThat(heard).startsWith("HTTP/1.1 400").contains("x-ballast-refused: ");
      assertThat(heard.split("content-length")).as("one answer").hasSize(2);
    }
  }

  @Test
  void headers_bodies_and_lines_have_bounds() throws Exception {
    try (Raw line = connect();
        Raw headers = connect();
        Raw announced = connect();
        Raw chunked = connect()) {
      assertThat(line.say("GET /" + "a".repeat(2_000) + " HTTP/1.1\r\n").rest())
          .startsWith("HTTP/1.1 414");
      assertThat(
              headers
                  .say("GET /play/1 HTTP/1.1\r\nHost: a\r\n" + "x: " + "a".repeat(5_000) + "\r\n")
                  .rest())
          .startsWith("HTTP/1.1 431");
      assertThat(
              announced
                  .say("POST /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n")
                  .rest())
          .startsWith("HTTP/1.1 413");
      chunked.say("GET /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(chunked.say("2711\r\n" + "a".repeat(10_001) + "\r\n0\r\n\r\n").rest())
          .startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void a_slow_sender_is_sent_away_and_an_idle_connection_closed() throws Exception {
    try (Raw slow = connect();
        Raw idle = connect()) {
      assertThat(slow.say("GET /play/1 HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408");
      assertThat(idle.rest()).isEmpty();
    }
  }

  @Test
  void connections_beyond_the_bound_are_refused() throws Exception {
    Raw[] many = new Raw[SMALL.connections().max()];
    for (int i = 0; i < many.length; i++) {
      many[i] = connect();
      many[i].say("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n").until("\r\n\r\n");
    }
    try (Raw oneMore = connect()) {
      assertThat(oneMore.rest()).startsWith("HTTP/1.1 503").contains("connections");
    }
    for (Raw raw : many) {
      raw.close();
    }
    Until.holds("there is room again", () -> answersAgain());
  }

  private static boolean answersAgain() throws Exception {
    try (Raw raw = connect()) {
      return raw.say("GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
          .rest()
          .startsWith("HTTP/1.1 200");
    } catch (SocketException e) {
      return false; // refused while it was still speaking
    }
  }

  @Test
  void requests_sent_ahead_are_answered_in_order() throws Exception {
    try (Raw raw = connect()) {
      String heard =
          raw.say(
                  """
                  GET /play/1 HTTP/1.1\r
                  Host: a\r
                  X-Request-Id: first\r
                  \r
                  GET /nowhere HTTP/1.1\r
                  Host: a\r
                  X-Request-Id: second\r
                  \r
                  GET /play/3 HTTP/1.1\r
                  Host: a\r
                  X-Request-Id: third\r
                  Connection: close\r
                  \r
                  """)
              .rest();
      assertThat(heard).containsSubsequence("200 OK", "first", "404 Not Found", "200 OK", "third");
      assertThat(heard).contains("edge offers GET /play/{title}");
    }
  }
}
