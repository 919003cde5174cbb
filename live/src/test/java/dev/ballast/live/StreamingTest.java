package dev.ballast.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.policy.CallPolicy;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies pass a gateway and a sidecar while they arrive, and nobody's slowness costs memory. */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class StreamingTest {
  private static final int LARGE = 48 << 20;

  /** Far less than what passes, far more than the windows of four sockets. */
  private static final long MEMORY_MAX = 8 << 20;

  private static final String GET = "GET /play/1 HTTP/1.1\r\nHost: a\r\n\r\n";

  private static String url(LiveSystem system) {
    return system.addresses().getFirst().url();
  }

  private static Socket socket(LiveSystem system) throws Exception {
    URI uri = URI.create(url(system));
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static long pooled() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  @Test
  void an_event_is_heard_before_the_next_one_is_sent() throws Exception {
    CountDownLatch heardFirst = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n");
                  talk.say("9\r\ndata: 1\n\n\r\n");
                  heardFirst.await();
                  talk.say("9\r\ndata: 2\n\n\r\n0\r\nx-sum: 3\r\n\r\n");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw raw = new Raw(url(system))) {
      String first = raw.say(GET).until("data: 1\n\n");
      assertThat(first).contains("200 OK", "text/event-stream").doesNotContain("data: 2");
      heardFirst.countDown();
      assertThat(raw.until("\r\n\r\n")).contains("data: 2").contains("x-sum: 3");
    }
  }

  @Test
  void a_large_answer_passes_whole_and_costs_no_memory() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                  writePattern(talk.out());
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Socket client = socket(system)) {
      long before = pooled();
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      InputStream in = client.getInputStream();
      new Backend.Talk(0, in, client.getOutputStream()).head();
      assertThat(readPattern(in, before)).isEqualTo(LARGE);
    }
  }

  @Test
  void a_large_request_passes_whole_and_costs_no_memory() throws Exception {
    long[] received = new long[1];
    long[] before = new long[1];
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  received[0] = readPattern(talk.in(), before[0]);
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("POST", CallPolicy.DEFAULT);
        Socket client = socket(system)) {
      before[0] = pooled();
      OutputStream out = client.getOutputStream();
      out.write(
          ("POST /play/1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      writePattern(out);
      Backend.Talk talk = new Backend.Talk(0, client.getInputStream(), out);
      assertThat(talk.head()).startsWith("HTTP/1.1 200");
      assertThat(received[0]).isEqualTo(LARGE);
    }
  }

  private static void writePattern(OutputStream out) throws Exception {
    byte[] part = new byte[1 << 16];
    for (int sent = 0; sent < LARGE; sent += part.length) {
      Arrays.fill(part, (byte) (sent >> 16));
      out.write(part);
    }
    out.flush();
  }

  /** Reads slower than the other side writes; returns how much came as it was written. */
  private static long readPattern(InputStream in, long memoryBefore) throws Exception {
    long read = 0;
    while (read < LARGE) {
      byte[] part = in.readNBytes(1 << 16);
      for (byte octet : part) {
        if (octet != (byte) (read >> 16)) {
          return read;
        }
      }
      read += part.length;
      if (pooled() - memoryBefore > MEMORY_MAX || part.length == 0) {
        return -read;
      }
    }
    return read;
  }

  @Test
  void an_answer_that_breaks_off_is_not_taken_for_a_whole_one() throws Exception {
    for (String framing : new String[] {"Content-Length: 200000", "Transfer-Encoding: chunked"}) {
      try (Backend backend =
              new Backend(
                  talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
                    talk.say("186A0\r\n" + "a".repeat(100_000)); // a part of either body
                  });
          LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
          Raw raw = new Raw(url(system))) {
        String heard = raw.say(GET).rest();
        assertThat(heard).startsWith("HTTP/1.1 200").contains("aaaa");
        assertThat(heard).doesNotEndWith("0\r\n\r\n").hasSizeLessThan(200_000);
      }
    }
  }

  @Test
  void when_the_client_goes_the_program_hears_of_it() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  while (true) { // until the connection is closed under it
                    talk.say("5\r\nevent\r\n");
                  }
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT)) {
      try (Raw raw = new Raw(url(system))) {
        raw.say(GET).until("event");
      }
      backend.told.await();
      assertThat(backend.told.getCount()).isZero();
    }
  }

  @Test
  void a_body_with_unknown_length_is_passed_on_before_it_has_ended() throws Exception {
    CountDownLatch heardFirst = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                talk -> {
                  assertThat(talk.head()).containsIgnoringCase("transfer-encoding: chunked");
                  talk.until("first");
                  heardFirst.countDown();
                  assertThat(talk.until("0\r\nx-last: 1\r\n\r\n")).contains("second");
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("POST", CallPolicy.DEFAULT);
        Raw raw = new Raw(url(system))) {
      raw.say("POST /play/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.say("5\r\nfirst\r\n");
      heardFirst.await();
      raw.say("6\r\nsecond\r\n0\r\nx-last: 1\r\n\r\n");
      assertThat(raw.until("ok")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void leave_to_send_a_body_is_given_when_somebody_takes_it() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.until("body");
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("POST", CallPolicy.DEFAULT);
        Raw raw = new Raw(url(system));
        Raw refused = new Raw(url(system))) {
      String head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
      assertThat(raw.say("POST /play/1" + head).until("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(raw.say("body").until("ok")).startsWith("HTTP/1.1 200");
      assertThat(refused.say("POST /nowhere" + head).rest())
          .startsWith("HTTP/1.1 404")
          .contains("connection: close");
    }
  }

  @Test
  void an_answer_without_length_ends_with_the_connection() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  talk.head();
                  talk.say("HTTP/1.0 200 OK\r\n\r\n" + "a".repeat(100_000));
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw modern = new Raw(url(system));
        Raw old = new Raw(url(system))) {
      assertThat(modern.say(GET).until("\r\n0\r\n\r\n")).contains("transfer-encoding: chunked");
      assertThat(old.say("GET /play/1 HTTP/1.0\r\n\r\n").rest())
          .contains("connection: close")
          .doesNotContain("chunked")
          .endsWith("a".repeat(100_000));
    }
  }
}
