package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is a request and what is none, however it is cut into packets. In the tables {@code \r},
 * {@code \n}, {@code \t}, {@code \0} and {@code \v} stand for those characters, and {@code G} at
 * the beginning for the line and the Host of a plain request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // an embedded channel does it at once
final class Http1ServerTest {
  private static final Limits SMALL =
      Limits.DEFAULT.with(new Limits.Message(200, 8, 400, 1_000, 100, 1_000));

  /** Takes every request and its body, and answers at once when both are there. */
  private static final class Heard implements ServerHandler {
    private final List<String> requests = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    @Override
    public void requested(ServerStream stream) {
      switch (stream.body()) {
        case Body.Whole whole -> answer(stream, new String(whole.bytes(), ISO_8859_1));
        case Body.Arriving(var source, _) -> source.to(new Listening(stream));
      }
    }

    private void answer(ServerStream stream, String body) {
      requests.add(stream.head().method() + " " + stream.head().target() + " " + body);
      stream.answer(new ResponseHead(200, Fields.NONE), Body.NONE);
    }

    @Override
    public void gone(ServerStream stream) {}

    @Override
    public void refused(Peer peer, int status, String why) {
      refusals.add(status + " " + why);
    }

    private final class Listening implements BodySink {
      private final ServerStream stream;
      private final StringBuilder body = new StringBuilder();

      Listening(ServerStream stream) {
        this.stream = stream;
      }

      @Override
      public void data(ByteBuf part) {
        body.append(part.toString(ISO_8859_1));
        part.release();
      }

      @Override
      public void end(Fields trailers) {
        answer(stream, body.toString());
      }

      @Override
      public void broken() {}
    }
  }

  /** What a connection that was given these bytes, in these packets, did with them. */
  private record Outcome(
      List<String> requests, List<String> refusals, String said, boolean isOpen) {}

  private static Outcome outcome(String bytes, List<String> packets) {
    Heard heard = new Heard();
    EmbeddedChannel channel = new EmbeddedChannel();
    Http1Server.PROTOCOL.accept(new Accepted(channel, heard, SMALL));
    List<ByteBuf> given = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (String packet : packets) {
      ByteBuf buffer = Unpooled.copiedBuffer(packet, ISO_8859_1);
      given.add(buffer);
      if (channel.isOpen()) {
        channel.writeInbound(buffer);
        channel.runPendingTasks();
      } else {
        buffer.release();
      }
    }
    boolean isOpen = channel.isOpen();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(out.toString(ISO_8859_1));
      out.release();
    }
    channel.close();
    channel.runPendingTasks();
    assertThat(given).as("released: %s", bytes).allMatch(buffer -> buffer.refCnt() == 0);
    String timeless = said.toString().replaceAll("date: [^\r]*\r\n", "");
    return new Outcome(heard.requests, heard.refusals, timeless, isOpen);
  }

  private static Outcome whole(String bytes) {
    return outcome(bytes, List.of(bytes));
  }

  /** The outcome, which must not depend on how the bytes are cut. */
  private static Outcome however(String bytes) {
    Outcome whole = whole(bytes);
    assertThat(outcome(bytes, bytes.chars().mapToObj(c -> "" + (char) c).toList()))
        .as("byte by byte: %s", bytes)
        .isEqualTo(whole);
    for (int cut = 1; cut < bytes.length(); cut++) {
      List<String> halves = List.of(bytes.substring(0, cut), bytes.substring(cut));
      assertThat(outcome(bytes, halves)).as("cut at %s of %s", cut, bytes).isEqualTo(whole);
    }
    return whole;
  }

  private static String plain(String row) {
    String bytes = row.startsWith("G") && !row.startsWith("GET") ? plainHead(row) : row;
    return bytes
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\v", "\u000b");
  }

  private static String plainHead(String row) {
    return "POST / HTTP/1.1\\r\\nHost: a\\r\\n" + row.substring(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // lengths that two readers could take for two
        "GContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na | 400 there is more than one",
        "GContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab | 400 there is more than one",
        "GContent-Length: 1, 1\\r\\n\\r\\na | 400 the Content-Length is not",
        "GContent-Length: +1\\r\\n\\r\\na | 400 the Content-Length is not",
        "GContent-Length: -1\\r\\n\\r\\na | 400 the Content-Length is not",
        "GContent-Length: 0x1\\r\\n\\r\\na | 400 the Content-Length is not",
        "GContent-Length: 1 1\\r\\n\\r\\na | 400 the Content-Length is not",
        "GContent-Length:\\r\\n\\r\\n | 400 the Content-Length is not",
        "GContent-Length: 99999999999999999999\\r\\n\\r\\n | 400 the Content-Length is not",
        "GContent-Length: 1\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 there are both",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 there are both",
        "GTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: chunked, chunked\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: gzip, chunked\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: chunked, identity\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: identity\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: xchunked\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: \"chunked\"\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding: chunked;q=1\\r\\n\\r\\n | 400 the only",
        "GTransfer-Encoding:\\vchunked\\r\\n\\r\\n | 400 a line has a control",
        "GTransfer-Encoding: chunked\\0\\r\\n\\r\\n | 400 a line has a control",
        "GTransfer-Encoding : chunked\\r\\n\\r\\n | 400 there is a space before",
        "GTransfer-Encoding\\t: chunked\\r\\n\\r\\n | 400 there is a space before",
        "G Transfer-Encoding: chunked\\r\\n\\r\\n | 400 a line is folded",
        "GX: y\\r\\n Transfer-Encoding: chunked\\r\\n\\r\\n | 400 a line is folded",
        "GX: y\\r\\n\\tz\\r\\n\\r\\n | 400 a line is folded",
        "GX: y\\nTransfer-Encoding: chunked\\r\\n\\r\\n | 400 a line ends with LF",
        "GX: y\\rTransfer-Encoding: chunked\\r\\n\\r\\n | 400 a CR stands alone",
        "POST / HTTP/1.0\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 there is no",
        // chunks
        "GTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n\\r\\n | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0x1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "+1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "-1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1 \\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk's size is not",
        "GTransfer-Encoding: chunked\\r\\n\\r\\n1\\na\\r\\n0\\r\\n\\r\\n | 400 a line ends with LF",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1;x\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a line ends with LF",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\r"
            + "x\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a CR stands alone",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\r"
            + "\\n"
            + "ab\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a chunk is longer",
        "GTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\na\\n0\\r\\n\\r\\n | 400 a chunk is longer",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "10000000000000001\\r"
            + "\\n"
            + " | 400 a chunk's size is too",
        "GTransfer-Encoding: chunked\\r\\n\\r\\n3e9\\r\\n | 413 the body is longer",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "Content-Length: 3\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 a trailer says",
        "GTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\nHost: b\\r\\n\\r\\n | 400 a trailer says",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "x : y\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 there is a space before",
        "GContent-Length: 1001\\r\\n\\r\\n | 413 the body is longer",
        // first lines
        "hello\\r\\n\\r\\n | 400 the method is not one",
        "get / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the method is not one",
        "\\0GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the method is not one",
        "GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the request line is not",
        "GET\\t/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the method is not one",
        "GET /\\r\\nHost: a\\r\\n\\r\\n | 400 the request line is not",
        "GET / HTTP/1.1\\nHost: a\\r\\n\\r\\n | 400 a line ends with LF",
        "GET / HTTP/1.1 \\r\\nHost: a\\r\\n\\r\\n | 400 a line has a control",
        "GET / b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 505 the version",
        "GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n | 505 the version",
        "GET / http/1.1\\r\\nHost: a\\r\\n\\r\\n | 505 the version",
        "GET /a#b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET ftp://a/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET http:///b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET http://u@a/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 400 the target is not",
        "GET / HTTP/1.1\\r\\nHost: a:b\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: a:65536\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: ::1\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: [::1]a\\r\\n\\r\\n | 400 the Host is not one",
        "CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | 501 CONNECT",
        // hosts and names
        "GET / HTTP/1.1\\r\\n\\r\\n | 400 there must be one Host",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nhost: a\\r\\n\\r\\n | 400 there must be one Host",
        "GET / HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: u@a\\r\\n\\r\\n | 400 the Host is not one",
        "GET / HTTP/1.1\\r\\nHost: a,b\\r\\n\\r\\n | 400 the Host is not one",
        "G: y\\r\\n\\r\\n | 400 a field's name",
        "GX(y): z\\r\\n\\r\\n | 400 a field's name",
        "GX\\0: z\\r\\n\\r\\n | 400 a field's name",
        "GX\\r\\n\\r\\n | 400 a field's name",
        "GExpect: 200-ok\\r\\n\\r\\n | 417 the only Expect",
        // counts
        "Ga: 1\\r"
            + "\\n"
            + "b: 1\\r"
            + "\\n"
            + "c: 1\\r"
            + "\\n"
            + "d: 1\\r"
            + "\\n"
            + "e: 1\\r"
            + "\\n"
            + "f: 1\\r"
            + "\\n"
            + "g: 1\\r"
            + "\\n"
            + "h: 1\\r"
            + "\\n"
            + "i: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 431 there are more",
      })
  void what_two_could_read_in_two_ways_is_refused_however_it_is_cut(String row, String why) {
    Outcome outcome = however(plain(row));
    assertThat(outcome.refusals()).hasSize(1);
    assertThat(outcome.refusals().getFirst()).startsWith(why);
    assertThat(outcome.requests()).isEmpty();
    assertThat(outcome.said())
        .startsWith("HTTP/1.1 " + why.substring(0, 3))
        .contains("x-ballast-refused: ", "connection: close");
    assertThat(outcome.said().split("content-length: ", -1)).as("one answer").hasSize(2);
    assertThat(outcome.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | GET /",
        "\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | GET /",
        "GET /a?b=/c&d=%20 HTTP/1.1\\r\\nHost: a:80\\r\\n\\r\\n | GET /a?b=/c&d=%20",
        "GET / HTTP/1.1\\r\\nHost:a\\r\\nX:\\t y \\t\\r\\nEmpty:\\r\\n\\r\\n | GET /",
        "GET http://other/x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | GET /x",
        "GET HTTP://other HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | GET /",
        "GET http://other?x=/y HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | GET /?x=/y",
        "GET / HTTP/1.1\\r\\nHost: a:\\r\\n\\r\\n | GET /",
        "OPTIONS * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | OPTIONS *",
        "GET / HTTP/1.1\\r\\nHost: [::1]:8080\\r\\n\\r\\n | GET /",
        "GContent-Length: 5\\r\\n\\r\\nhello | POST / hello",
        "GContent-Length: 0\\r\\n\\r\\n | POST /",
        "GTransfer-Encoding: Chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n | POST / hello",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "005;a=\"b\"\\r"
            + "\\n"
            + "hello\\r"
            + "\\n"
            + "0;x\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | POST / hello",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\r"
            + "\\n"
            + "h\\r"
            + "\\n"
            + "4\\r"
            + "\\n"
            + "ello\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X: y\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | POST / hello",
        "GTransfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "A\\r"
            + "\\n"
            + "0123456789\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | POST / 0123456789",
      })
  void what_is_a_request_is_taken_however_it_is_cut(String row, String request) {
    Outcome outcome = however(plain(row));
    assertThat(outcome.refusals()).isEmpty();
    assertThat(outcome.requests()).hasSize(1);
    assertThat(outcome.requests().getFirst().strip()).isEqualTo(request);
    assertThat(outcome.said()).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(outcome.isOpen()).isTrue();
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
  void requests_sent_ahead_are_answered_in_order_however_they_are_cut() {
    String bytes =
        "GET /1 HTTP/1.1\r\n"
            + "Host: a\r\n\r\n"
            + "POST /2 HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "2\r\n"
            + "hi\r\n"
            + "0\r\n\r\n"
            + "POST /3 HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "hoGET /4 HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Connection: x, Close\r\n\r\n"
            + "GET /never HTTP/1.1\r\n"
            + "Host: a\r\n\r\n";
    Outcome outcome = however(bytes);
    assertThat(outcome.requests())
        .containsExactly("GET /1 ", "POST /2 hi", "POST /3 ho", "GET /4 ");
    assertThat(outcome.isOpen()).isFalse();
  }

  @Test
  void requests_ahead_of_answers_that_nobody_takes_are_not_served_and_not_read() {
    Heard heard = new Heard();
    EmbeddedChannel channel = new EmbeddedChannel();
    Http1Server.PROTOCOL.accept(new Accepted(channel, heard, SMALL));
    String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    out.setUserDefinedWritability(1, false); // the client takes nothing
    channel.writeInbound(Unpooled.copiedBuffer(request.repeat(1_000), ISO_8859_1));
    assertThat(heard.requests).isEmpty();
    assertThat(channel.config().isAutoRead()).isFalse();
    out.setUserDefinedWritability(1, true);
    channel.runPendingTasks();
    assertThat(heard.requests).hasSize(1_000);
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {199, 201})
  void a_line_has_a_bound_whether_or_not_its_end_has_come(int bytes) {
    String target = "/" + "a".repeat(bytes - "GET /".length());
    boolean isLong = bytes > 200;
    Outcome whole = whole("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    Outcome open = whole("GET " + target);
    assertThat(whole.said()).startsWith(isLong ? "HTTP/1.1 414" : "HTTP/1.1 200");
    assertThat(open.said()).startsWith(isLong ? "HTTP/1.1 414" : "");
    assertThat(open.isOpen()).isEqualTo(!isLong);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 500, 5_000})
  void fields_have_a_bound_whether_or_not_their_end_has_come(int bytes) {
    String head = "GET / HTTP/1.1\r\nHost: a\r\nx: " + "y".repeat(bytes);
    boolean isLong = bytes > 400;
    assertThat(whole(head + "\r\n\r\n").said())
        .startsWith(isLong ? "HTTP/1.1 431" : "HTTP/1.1 200");
    assertThat(whole(head).said()).startsWith(isLong ? "HTTP/1.1 431" : "");
  }

  @Test
  void the_extensions_of_chunks_have_a_bound_each_and_together() {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(whole(head + "1;" + "x".repeat(300) + "\r\na\r\n").said())
        .startsWith("HTTP/1.1 400");
    String flood = ("1;" + "x".repeat(200) + "\r\na\r\n").repeat(90);
    assertThat(whole(head + flood).refusals().getFirst()).contains("extensions of chunks");
  }
}
