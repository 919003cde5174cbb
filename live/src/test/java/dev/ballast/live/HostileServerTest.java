package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import dev.ballast.policy.CallPolicy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs whose answers are none, or more than were asked for. */
@ExtendWith(NoLeaks.class)
final class HostileServerTest {
  private static final Limits SMALL =
      new Limits(
          new Limits.Message(1_000, 50, 4_000, 10_000, 5_000, 20_000),
          new Limits.Connections(20, 20),
          new Limits.Times(
              Units.SECOND,
              Units.SECOND,
              20 * Units.SECOND,
              20 * Units.SECOND,
              2 * Units.SECOND,
              20 * Units.SECOND),
          new Limits.Pooling(1, 10, 10 * Units.SECOND),
          Limits.Http2.DEFAULT);

  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
  private static final String ASK = "GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stolen\r\n\r\n",
        "HTTP/1.1 200\n\nstolen",
        "HTTP/1.1 2000 OK\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 99 OK\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 +20 OK\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/2.0 200 OK\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 4\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nContent-Length: 6, 6\r\nContent-Length: 4\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nContent-Length: -6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nstolen",
        "HTTP/1.1 200 \r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n6\r\nstolen\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n6\r\nstolen\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nstolen\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6;a\nstolen\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-6\r\nstolen\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x6\r\nstolen\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 200 OK\r\nnothing\r\nContent-Length: 6\r\n\r\nstolen",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nstolen",
      })
  void what_is_no_answer_is_not_passed_on_and_its_connection_not_used_again(String said)
      throws Exception {
    isRefused(said);
  }

  @Test
  void heads_without_end_are_not_read_to_their_end() throws Exception {
    isRefused("HTTP/1.1 200 OK\r\nX: " + "a".repeat(5_000));
    isRefused("HTTP/1.1 200 " + "a".repeat(5_000));
    isRefused("HTTP/1.1 200 OK\r\n" + "X: a\r\n".repeat(51));
    isRefused("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17));
  }

  private static void isRefused(String said) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say(asked.incrementAndGet() == 1 ? said : GOOD);
                  talk.head();
                  asked.incrementAndGet(); // on the same connection
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT, SMALL);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      String wrong = raw.say(ASK).until("x-ballast-cause: ") + raw.until("\r\n\r\n");
      assertThat(wrong).contains("HTTP/1.1 5").doesNotContain("stolen");
      String good = raw.say(ASK).until("good");
      assertThat(good).contains("HTTP/1.1 200 OK").doesNotContain("stolen");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void a_chunk_that_is_none_ends_an_answer_that_has_begun_without_its_end() throws Exception {
    CountDownLatch hasPart = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
                  hasPart.await();
                  talk.say("zz\r\nstolen\r\n0\r\n\r\n");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT, SMALL);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      assertThat(raw.say(ASK).until("part")).startsWith("HTTP/1.1 200");
      hasPart.countDown();
      assertThat(raw.restUntilBroken()).doesNotContain("stolen").doesNotContain("0\r\n\r\n");
    }
  }
}
