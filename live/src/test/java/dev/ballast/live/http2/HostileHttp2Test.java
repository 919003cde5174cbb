package dev.ballast.live.http2;

import static dev.ballast.live.http2.RawFrames.CONTINUATION;
import static dev.ballast.live.http2.RawFrames.DATA;
import static dev.ballast.live.http2.RawFrames.END_HEADERS;
import static dev.ballast.live.http2.RawFrames.END_STREAM;
import static dev.ballast.live.http2.RawFrames.GET;
import static dev.ballast.live.http2.RawFrames.HEADERS;
import static dev.ballast.live.http2.RawFrames.PING;
import static dev.ballast.live.http2.RawFrames.POST;
import static dev.ballast.live.http2.RawFrames.PRIORITY;
import static dev.ballast.live.http2.RawFrames.RST_STREAM;
import static dev.ballast.live.http2.RawFrames.SETTINGS;
import static dev.ballast.live.http2.RawFrames.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import dev.ballast.live.NoLeaks;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of HTTP/2 may do to a server, and what it gets; others are served meanwhile. */
@ExtendWith(NoLeaks.class)
class HostileHttp2Test {
  private static final int ALL = END_HEADERS | END_STREAM;
  private static final byte[] LARGE = new byte[60_000];

  private final Served served = new Served();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final int port =
      served.serve(
          new ServerHandler() {
            @Override
            public void requested(ServerStream stream) {
              requests.incrementAndGet();
              if (stream.head().target().equals("/")) {
                stream.answer(new ResponseHead(200, Fields.NONE), Asked.text("fine"));
              } else if (stream.head().target().equals("/index.html")) {
                stream.answer(
                    new ResponseHead(200, Fields.NONE), new Body.Whole(LARGE, Fields.NONE));
              } // else nobody answers
            }

            @Override
            public void gone(ServerStream stream) {
              gone.incrementAndGet();
            }
          },
          Limits.DEFAULT);

  @AfterEach
  void close() {
    served.close();
  }

  private String answerTo(Consumer<RawFrames> attack, String wanted) throws IOException {
    try (RawFrames client = new RawFrames(port);
        RawFrames other = new RawFrames(port)) {
      other.frame(HEADERS, ALL, 1, GET).send().until("DATA 1 4 end");
      attack.accept(client);
      String answer = client.sendAnyway().until(wanted);
      other.frame(HEADERS, ALL, 3, GET).send().until("DATA 3 4 end");
      return answer;
    }
  }

  @Test
  void rapid_resets_end_the_connection() throws IOException {
    byte[] wait = Blocks.path("/wait");
    assertThat(
            answerTo(
                client -> {
                  for (int i = 1; i < 2_000; i += 2) {
                    client.frame(HEADERS, ALL, i, wait).frame(RST_STREAM, 0, i, 0, 0, 0, 8);
                  }
                  for (int i = 2_001; i < 4_000; i += 2) {
                    client.frame(HEADERS, ALL, i, wait).frame(RST_STREAM, 0, i, 0, 0, 0, 8);
                  }
                },
                "GOAWAY"))
        .isEqualTo("GOAWAY ENHANCE_YOUR_CALM more than 500 streams reset per second");
    assertThat(gone.get()).isLessThan(510);
  }

  @Test
  void resets_that_the_server_is_made_to_send_count_as_well() throws IOException {
    assertThat(
            answerTo(
                client -> {
                  for (int i = 1; i < 2_000; i += 2) {
                    client
                        .frame(HEADERS, ALL, i, Blocks.path("/wait"))
                        .frame(WINDOW_UPDATE, 0, i, 0, 0, 0, 0);
                  }
                },
                "GOAWAY"))
        .startsWith("GOAWAY ENHANCE_YOUR_CALM more than 500 streams");
  }

  @Test
  void a_flood_of_continuations_ends_the_connection() throws IOException {
    assertThat(
            answerTo(
                client -> {
                  client.frame(HEADERS, END_STREAM, 1, GET);
                  for (int i = 0; i < 1_000; i++) {
                    client.frame(CONTINUATION, 0, 1);
                  }
                },
                "GOAWAY"))
        .isEqualTo("GOAWAY ENHANCE_YOUR_CALM more than 16 CONTINUATION frames");
  }

  @Test
  void a_block_of_fields_that_never_ends_is_not_kept() throws IOException {
    assertThat(
            answerTo(
                client -> {
                  client.frame(HEADERS, END_STREAM, 1, GET);
                  for (int i = 0; i < 10; i++) {
                    client.frame(CONTINUATION, 0, 1, new byte[16_000]);
                  }
                },
                "GOAWAY"))
        .isEqualTo("GOAWAY ENHANCE_YOUR_CALM more than 49152 bytes of fields");
  }

  @Test
  void a_bomb_of_few_bytes_and_large_fields_is_answered_431() throws IOException {
    byte[] bomb = new byte[GET.length + 4_004 + 12_000];
    System.arraycopy(GET, 0, bomb, 0, GET.length);
    byte[] literal = RawFrames.fields(new byte[0], "x", "y".repeat(3_997));
    literal[0] = 0x40; // and keep it in the table
    System.arraycopy(literal, 0, bomb, GET.length, literal.length);
    java.util.Arrays.fill(bomb, GET.length + literal.length, bomb.length, (byte) (0x80 | 62));
    assertThat(answerTo(client -> client.frame(HEADERS, ALL, 1, bomb), "HEADERS"))
        .isEqualTo("HEADERS 1");
    assertThat(requests.get()).isEqualTo(2); // those of the other client
  }

  @Test
  void many_small_fields_are_answered_431() throws IOException {
    String[] pairs = new String[400];
    java.util.Arrays.fill(pairs, "a");
    answerTo(client -> client.frame(HEADERS, ALL, 1, RawFrames.fields(GET, pairs)), "HEADERS 1");
    assertThat(requests.get()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"SETTINGS,4", "PING,6", "PRIORITY,2", "DATA,0", "UNKNOWN,77", "WINDOW_UPDATE,8"})
  void a_flood_of_frames_that_bring_nothing_ends_the_connection(String name, int type)
      throws IOException {
    int[] payload =
        switch (type) {
          case PING -> new int[8];
          case PRIORITY -> new int[] {0, 0, 0, 3, 1};
          case WINDOW_UPDATE -> new int[] {0, 0, 0, 1};
          default -> new int[0];
        };
    int stream = type == SETTINGS || type == PING || type == WINDOW_UPDATE ? 0 : 1;
    assertThat(
            answerTo(
                client -> {
                  if (type == DATA) {
                    client.frame(HEADERS, END_HEADERS, 1, Blocks.post("/wait"));
                  }
                  for (int i = 0; i < 20_000; i++) {
                    client.frame(type, 0, stream, payload);
                  }
                },
                "GOAWAY"))
        .as(name)
        .contains("ENHANCE_YOUR_CALM");
  }

  @Test
  void more_streams_than_were_offered_are_refused_one_by_one() throws IOException {
    assertThat(
            answerTo(
                client -> {
                  for (int i = 1; i <= 2 * 128 + 1; i += 2) {
                    client.frame(HEADERS, ALL, i, Blocks.path("/wait"));
                  }
                },
                "RST_STREAM"))
        .isEqualTo("RST_STREAM 257 REFUSED_STREAM");
  }

  @Test
  void who_opens_no_window_makes_the_server_keep_no_more_than_the_answers() throws IOException {
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    try (RawFrames client = new RawFrames(port)) {
      client.frame(SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0).send();
      for (int i = 1; i <= 255; i += 2) {
        client.frame(HEADERS, ALL, i, Blocks.path("/index.html"));
      }
      client.send().until("HEADERS 255");
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .isLessThan(8 << 20);
      served.sweep(1);
      served.sweep(1 + Limits.DEFAULT.times().sendNanos() + Units.SECOND);
      assertThat(client.until("RST_STREAM")).isEqualTo("RST_STREAM 1 CANCEL");
      client.until("RST_STREAM 255");
    }
  }

  @Test
  void a_body_that_stops_is_answered_408() throws IOException {
    try (RawFrames client = new RawFrames(port)) {
      client.frame(HEADERS, END_HEADERS, 1, Blocks.post("/wait")).frame(PING, 0, 0, new int[8]);
      client.send().until("PING ACK");
      served.sweep(1);
      served.sweep(1 + Limits.DEFAULT.times().bodyNanos() + Units.SECOND);
      assertThat(client.until("HEADERS")).isEqualTo("HEADERS 1");
    }
  }

  @Test
  void a_block_of_fields_that_stops_ends_the_connection() throws IOException {
    try (RawFrames client = new RawFrames(port)) {
      client.frame(PING, 0, 0, new int[8]).frame(HEADERS, END_STREAM, 1, GET);
      client.send().until("PING ACK");
      served.sweep(1);
      served.sweep(1 + Limits.DEFAULT.times().headNanos() + Units.SECOND);
      assertThat(client.until("GOAWAY")).isEqualTo("GOAWAY ENHANCE_YOUR_CALM too slow");
      assertThat(client.until("closed")).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "host, other.example",
    "content-length, 1",
    "content-length, +0",
    "transfer-encoding, chunked",
    "connection, close",
    "te, gzip",
    "Upper, case",
    "a b, blank in the name",
    "x, ' blank before'",
    "x, 'line\nbreak'",
    "x, 'nul\0'",
    ":authority, twice",
    ":unknown, pseudo"
  })
  void what_could_mean_two_things_to_two_hops_is_no_request(String name, String value)
      throws IOException {
    assertThat(
            answerTo(
                client -> client.frame(HEADERS, ALL, 1, RawFrames.fields(GET, name, value)),
                "RST_STREAM"))
        .isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
    assertThat(requests.get()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"http://a/", "a", "'/a b'", "/\u00e4", "*", "''"})
  void a_target_that_is_no_path_is_no_request(String path) throws IOException {
    assertThat(answerTo(client -> client.frame(HEADERS, ALL, 1, Blocks.path(path)), "RST_STREAM"))
        .isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
  }

  @Test
  void more_data_than_was_promised_is_no_request() throws IOException {
    byte[] post = RawFrames.fields(POST, "content-length", "3");
    assertThat(
            answerTo(
                client ->
                    client
                        .frame(HEADERS, END_HEADERS, 1, post)
                        .frame(DATA, END_STREAM, 1, 1, 2, 3, 4),
                "RST_STREAM"))
        .isEqualTo("RST_STREAM 1 PROTOCOL_ERROR");
  }

  @Test
  void a_window_that_is_ignored_ends_the_stream() throws IOException {
    assertThat(
            answerTo(
                client -> {
                  client.frame(HEADERS, END_HEADERS, 1, Blocks.post("/wait"));
                  for (int i = 0; i < 9; i++) {
                    client.frame(DATA, 0, 1, new byte[16_384]);
                  }
                },
                "RST_STREAM"))
        .isEqualTo("RST_STREAM 1 FLOW_CONTROL_ERROR");
  }

  /** Blocks of requests that differ in their target. */
  private static final class Blocks {
    static byte[] path(String target) {
      return RawFrames.fields(new byte[] {(byte) 0x82, (byte) 0x86, 1, 1, 'a'}, ":path", target);
    }

    static byte[] post(String target) {
      return RawFrames.fields(new byte[] {(byte) 0x83, (byte) 0x86, 1, 1, 'a'}, ":path", target);
    }
  }
}
