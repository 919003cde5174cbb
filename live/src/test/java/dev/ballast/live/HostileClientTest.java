package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import dev.ballast.observation.Observation;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.health.EjectionConfig;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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
          new Limits.Pooling(10, 10, Units.SECOND),
          Limits.Http2.DEFAULT);

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
    assertThat(heardBy("GET /" + "a".repeat(2_000) + " HTTP/1.1\r\n")).startsWith("HTTP/1.1 414");
    assertThat(heardBy("GET /play/1 HTTP/1.1\r\nHost: a\r\n" + "x: " + "a".repeat(5_000) + "\r\n"))
        .startsWith("HTTP/1.1 431");
    assertThat(heardBy("POST /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    String chunked = "GET /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(heardBy(chunked, "2711\r\n" + "a".repeat(10_001) + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
  }

  /** On a connection of its own, since one that says nothing for a second is closed. */
  private static String heardBy(String... said) throws Exception {
    try (Raw raw = connect()) {
      for (String part : said) {
        raw.say(part);
      }
      return raw.rest();
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
  void a_body_that_does_not_come_is_waited_for_only_so_long() throws Exception {
    try (Backend backend = new Backend(talk -> talk.until("the end"));
        LiveSystem hurried = backend.behindGateway("POST", CallPolicy.DEFAULT, SMALL);
        Raw known = new Raw(hurried.addresses().getFirst().url());
        Raw streamed = new Raw(hurried.addresses().getFirst().url())) {
      String head = "POST /play/1 HTTP/1.1\r\nHost: a\r\n";
      known.say(head + "Content-Length: 9\r\n\r\nshort");
      streamed.say(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nsh");
      assertThat(known.rest()).startsWith("HTTP/1.1 408").contains("the body did not arrive");
      String heard = streamed.rest();
      assertThat(heard).startsWith("HTTP/1.1 408").contains("the body did not arrive");
      assertThat(heard.split("HTTP/1.1 ")).as("one answer").hasSize(2);
    }
  }

  /** Else a client could have healthy services switched off. */
  @Test
  void a_body_that_goes_wrong_speaks_against_its_sender_only() throws Exception {
    CallPolicy careful =
        EitherWorld.policy(
            20 * Units.SECOND,
            3,
            BreakerConfig.ofCalls(0.5, 2),
            EjectionConfig.consecutive(2, 10 * Units.SECOND, 10 * Units.SECOND, 1));
    Queue<Observation> observed = new ConcurrentLinkedQueue<>();
    AtomicInteger begun = new AtomicInteger();
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  begun.incrementAndGet();
                  talk.until("the end");
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
        LiveSystem system = backend.behindGateway("POST", careful, SMALL)) {
      system.observe(observed::add);
      String large = "1770\r\n" + "a".repeat(6_000) + "\r\n";
      for (int i = 1; i <= 4; i++) {
        int attempt = i;
        try (Raw raw = new Raw(system.addresses().getFirst().url())) {
          raw.say("POST /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + large);
          Until.holds("the service has begun to read", () -> begun.get() == attempt);
          raw.say("zz\r\n");
          assertThat(raw.restUntilBroken()).startsWith("HTTP/1.1 400");
        }
      }
      try (Raw raw = new Raw(system.addresses().getFirst().url())) {
        raw.say("POST /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nthe end");
        assertThat(raw.until("ok")).startsWith("HTTP/1.1 200");
      }
      assertThat(begun).hasValue(5);
      assertThat(observed)
          .noneMatch(Observation.BreakerChanged.class::isInstance)
          .noneMatch(Observation.ReplicaEjected.class::isInstance);
    }
  }

  @Test
  void whoever_does_not_take_an_answer_is_sent_away() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) { // until the connection is closed under it
                    talk.say("5\r\nevent\r\n");
                  }
                });
        LiveSystem hurried = backend.behindGateway("GET", CallPolicy.DEFAULT, SMALL);
        Raw deaf = new Raw(hurried.addresses().getFirst().url());
        Raw other = new Raw(hurried.addresses().getFirst().url())) {
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      deaf.say("GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n");
      backend.told.await(); // the gateway has given it up, and so has the program
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .isLessThan(8 << 20);
      assertThat(other.say("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").until("\r\n\r\n"))
          .startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void one_address_has_a_bound_of_its_own() throws Exception {
    Limits two = SMALL.with(new Limits.Connections(20, 2));
    try (Backend backend = new Backend(talk -> talk.head());
        LiveSystem narrow = backend.behindGateway("GET", CallPolicy.DEFAULT, two);
        Raw first = new Raw(narrow.addresses().getFirst().url());
        Raw second = new Raw(narrow.addresses().getFirst().url());
        Raw third = new Raw(narrow.addresses().getFirst().url())) {
      assertThat(third.rest()).startsWith("HTTP/1.1 503").contains("connections from 127.0.0.1");
      String plain = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";
      assertThat(first.say(plain).until("\r\n\r\n")).startsWith("HTTP/1.1 404");
      assertThat(second.say(plain).until("\r\n\r\n")).startsWith("HTTP/1.1 404");
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
