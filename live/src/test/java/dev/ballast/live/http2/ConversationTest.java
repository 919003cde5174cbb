package dev.ballast.live.http2;

import static dev.ballast.live.http2.Asked.fields;
import static dev.ballast.live.http2.Asked.text;
import static dev.ballast.live.http2.Asked.words;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.NoLeaks;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client and our server, on one socket. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("FutureReturnValueIgnored") // the test looks at what comes of it
class ConversationTest {
  private static final Limits SMALL =
      Limits.DEFAULT.with(new Limits.Http2(3, 4_096, 2, 65_535, 65_535, 500, 1_000));

  private final Served served = new Served();
  private final Asked.Heard owner = new Asked.Heard();
  private final CompletableFuture<ServerStream> gone = new CompletableFuture<>();
  private Limits limits = Limits.DEFAULT;

  @AfterEach
  void close() {
    served.close();
  }

  private Http2Client client(Consumer<ServerStream> answer) {
    return served.connect(serve(answer), owner, Limits.DEFAULT);
  }

  private int serve(Consumer<ServerStream> answer) {
    ServerHandler handler =
        new ServerHandler() {
          @Override
          public void requested(ServerStream stream) {
            answer.accept(stream);
          }

          @Override
          public void gone(ServerStream stream) {
            gone.complete(stream);
          }
        };
    return served.serve(handler, limits);
  }

  private Asked ask(Http2Client client, Asked asked) {
    served.loop.execute(() -> client.take(asked));
    return asked;
  }

  private static void repeat(ServerStream stream) {
    String body =
        stream.body() instanceof Body.Whole whole
            ? new String(whole.bytes(), US_ASCII) + words(whole.trailers())
            : "arriving";
    RequestHead head = stream.head();
    stream.answer(
        new ResponseHead(200, Fields.NONE),
        text(
            "%s %s%s%s %s"
                .formatted(
                    head.method(), head.authority(), head.target(), words(head.fields()), body)));
  }

  @Test
  void a_request_arrives_as_it_was_sent() throws Exception {
    Http2Client client = client(ConversationTest::repeat);
    RequestHead head =
        new RequestHead(
            "PUT", "http", "example.org", "/a?b=1", fields("X-One", "1", "cookie", "a"));
    Asked asked = ask(client, new Asked(head, text("body")));
    assertThat(asked.result())
        .endsWith(": PUT example.org/a?b=1 x-one=1 content-length=4 cookie=a body");
  }

  @Test
  void what_belongs_to_one_connection_is_never_written() throws Exception {
    Http2Client client = client(ConversationTest::repeat);
    Fields fields =
        fields("Connection", "close", "keep-alive", "1", "transfer-encoding", "chunked", "a", "b");
    RequestHead head = new RequestHead("GET", "http", "example.org", "/", fields);
    assertThat(ask(client, new Asked(head, Body.NONE)).result())
        .endsWith(": GET example.org/ a=b ");
  }

  @Test
  void trailers_travel_both_ways() throws Exception {
    Http2Client client =
        client(
            stream ->
                stream.answer(
                    new ResponseHead(200, fields("x", "y")),
                    new Body.Whole(
                        "in between".getBytes(US_ASCII), ((Body.Whole) stream.body()).trailers())));
    Body.Whole body = new Body.Whole("b".getBytes(US_ASCII), fields("grpc-status", "0"));
    assertThat(ask(client, new Asked("POST", "/", body)).result())
        .isEqualTo("200 x=y: in between grpc-status=0");
  }

  @Test
  void something_ahead_of_an_answer_is_told() throws Exception {
    Http2Client client =
        client(
            stream -> {
              stream.inform(new ResponseHead(103, fields("link", "</a>")));
              repeat(stream);
            });
    assertThat(ask(client, new Asked("GET", "/", Body.NONE)).result())
        .startsWith("103 link=</a>; 200");
  }

  @Test
  void an_answer_to_head_has_no_body() throws Exception {
    Http2Client client =
        client(
            stream ->
                stream.answer(
                    new ResponseHead(200, fields("content-length", "77")), text("not sent")));
    assertThat(ask(client, new Asked("HEAD", "/", Body.NONE)).result())
        .isEqualTo("200 content-length=77: ");
  }

  @Test
  void many_requests_share_a_connection_and_no_more_than_the_server_takes() throws Exception {
    limits = SMALL;
    List<ServerStream> open = new ArrayList<>();
    Http2Client client = client(open::add);
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(ask(client, new Asked("GET", "/" + i, Body.NONE)));
    }
    until(() -> served.onLoop(() -> open.size() == 3 && client.room() == 0));
    CompletableFuture<Boolean> free = new CompletableFuture<>();
    owner.whenFree = () -> free.complete(true);
    served.loop.execute(() -> repeat(open.get(1)));
    assertThat(all.get(1).result()).contains("example.org/1");
    assertThat(free.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(served.onLoop(client::room)).isEqualTo(1);
    served.loop.execute(() -> repeat(open.get(0)));
    served.loop.execute(() -> repeat(open.get(2)));
    assertThat(all.get(0).result()).contains("example.org/0");
    assertThat(all.get(2).result()).contains("example.org/2");
  }

  /** Gives a body piece by piece, as fast as it is taken, and remembers how much that was. */
  private static final class Pieces implements BodySource {
    private final int pieces;
    private final int size;
    private BodySink sink = new Counting(new CompletableFuture<>());
    private boolean isPaused;
    private int given;
    private boolean isDiscarded;

    Pieces(int pieces, int size) {
      this.pieces = pieces;
      this.size = size;
    }

    @Override
    public void to(BodySink taker) {
      sink = taker;
      resume();
    }

    @Override
    public void pause() {
      isPaused = true;
    }

    @Override
    public void resume() {
      isPaused = false;
      while (!isPaused && given < pieces) {
        given++;
        sink.data(Unpooled.buffer(size).writeZero(size));
      }
      if (!isPaused) {
        sink.end(Fields.NONE);
      }
    }

    @Override
    public void discard() {
      isDiscarded = true;
    }
  }

  @Test
  void a_long_answer_comes_through_small_windows() throws Exception {
    limits = SMALL;
    Http2Client client =
        client(
            stream ->
                stream.answer(
                    new ResponseHead(200, Fields.NONE),
                    new Body.Arriving(new Pieces(300, 10_000), -1)));
    Asked asked = new Asked("GET", "/", Body.NONE);
    asked.countsOnly = true;
    assertThat(ask(client, asked).result()).isEqualTo("200: 3000000");
  }

  @Test
  void a_long_request_waits_for_whoever_takes_it() throws Exception {
    CompletableFuture<ServerStream> asked = new CompletableFuture<>();
    Http2Client client = client(asked::complete);
    Pieces pieces = new Pieces(1_000, 10_000);
    Asked request = ask(client, new Asked("POST", "/", new Body.Arriving(pieces, 10_000_000)));
    ServerStream stream = asked.get(10, TimeUnit.SECONDS);
    until(() -> served.onLoop(() -> pieces.isPaused));
    assertThat(served.onLoop(() -> pieces.given * 10_000))
        .isLessThan(Limits.Http2.DEFAULT.streamWindow() + 30_000);
    CompletableFuture<Long> taken = new CompletableFuture<>();
    served.loop.execute(() -> ((Body.Arriving) stream.body()).source().to(new Counting(taken)));
    assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(10_000_000);
    served.loop.execute(() -> stream.answer(new ResponseHead(204, Fields.NONE), Body.NONE));
    assertThat(request.result()).isEqualTo("204: ");
  }

  @Test
  void a_request_whose_body_breaks_off_was_withdrawn() throws Exception {
    CompletableFuture<ServerStream> asked = new CompletableFuture<>();
    Http2Client client = client(asked::complete);
    CompletableFuture<BodySink> sink = new CompletableFuture<>();
    Asked request = ask(client, new Asked("POST", "/", new Body.Arriving(half(sink), -1)));
    asked.get(10, TimeUnit.SECONDS);
    served.loop.execute(sink.join()::broken);
    assertThat(request.result()).isEqualTo("WITHDRAWN");
    gone.get(10, TimeUnit.SECONDS);
  }

  /** The first part of a body, and whom the rest is for. */
  private static BodySource half(CompletableFuture<BodySink> rest) {
    return new BodySource() {
      @Override
      public void to(BodySink sink) {
        sink.data(Unpooled.copiedBuffer("half", US_ASCII));
        rest.complete(sink);
      }

      @Override
      public void pause() {}

      @Override
      public void resume() {}

      @Override
      public void discard() {}
    };
  }

  private static final class Counting implements BodySink {
    private final CompletableFuture<Long> whenComplete;
    private long bytes;

    Counting(CompletableFuture<Long> whenComplete) {
      this.whenComplete = whenComplete;
    }

    @Override
    public void data(ByteBuf part) {
      bytes += part.readableBytes();
      part.release();
    }

    @Override
    public void end(Fields trailers) {
      whenComplete.complete(bytes);
    }

    @Override
    public void broken() {
      whenComplete.complete(-bytes);
    }
  }

  @Test
  void who_gives_up_takes_nothing_more_and_the_server_learns_of_it() throws Exception {
    Pieces endless = new Pieces(Integer.MAX_VALUE, 10_000);
    Http2Client client =
        client(
            stream ->
                stream.answer(new ResponseHead(200, Fields.NONE), new Body.Arriving(endless, -1)));
    Asked asked = new Asked("GET", "/", Body.NONE);
    asked.countsOnly = true;
    ask(client, asked).begun.get(10, TimeUnit.SECONDS);
    served.loop.execute(asked::giveUp);
    gone.get(10, TimeUnit.SECONDS);
    assertThat(served.onLoop(() -> endless.isDiscarded)).isTrue();
    assertThat(served.onLoop(() -> client.streams().isEmpty())).isTrue();
    assertThat(owner.closed).isNotDone();
  }

  @Test
  void an_answer_that_breaks_off_is_never_thought_whole() throws Exception {
    CompletableFuture<ServerStream> asked = new CompletableFuture<>();
    Http2Client client =
        client(
            stream -> {
              stream.answer(
                  new ResponseHead(200, Fields.NONE),
                  new Body.Arriving(half(new CompletableFuture<>()), -1));
              asked.complete(stream);
            });
    Asked request = ask(client, new Asked("GET", "/", Body.NONE));
    request.begun.get(10, TimeUnit.SECONDS);
    served.loop.execute(asked.join()::abort);
    assertThat(request.result()).isEqualTo("200: half BROKEN");
    assertThat(gone).isNotDone();
  }

  @ParameterizedTest
  @CsvSource({
    "application/grpc, 1n, CANCEL",
    "application/grpc, 1H, INTERNAL_ERROR",
    "text/plain, 1n, INTERNAL_ERROR"
  })
  void a_call_that_breaks_off_after_its_time_is_cancelled(String type, String time, String told)
      throws IOException {
    try (RawFrames client = new RawFrames(serve(ServerStream::abort))) {
      byte[] call = RawFrames.fields(RawFrames.POST, "content-type", type, "grpc-timeout", time);
      client.frame(RawFrames.HEADERS, RawFrames.END_HEADERS | RawFrames.END_STREAM, 1, call);
      assertThat(client.send().until("RST_STREAM")).isEqualTo("RST_STREAM 1 " + told);
    }
  }

  @Test
  void a_request_without_an_answer_is_lost_with_its_connection() throws Exception {
    CompletableFuture<ServerStream> asked = new CompletableFuture<>();
    Http2Client client = client(asked::complete);
    Asked request = ask(client, new Asked("GET", "/", Body.NONE));
    asked.get(10, TimeUnit.SECONDS);
    served.connections.getFirst().channel().close();
    assertThat(request.result()).isEqualTo("LOST");
    assertThat(owner.closed.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nobody_there_means_that_nothing_was_begun() throws Exception {
    int free;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = other.getLocalPort();
    }
    Asked asked = new Asked("GET", "/", Body.NONE);
    served.onLoop(
        () -> {
          Http2Client client = served.connect(free, owner, limits);
          client.take(asked);
          return client;
        });
    assertThat(asked.result()).isEqualTo("UNREACHABLE");
  }

  @Test
  void a_server_that_drains_ends_what_it_has_and_takes_no_more() throws Exception {
    CompletableFuture<ServerStream> asked = new CompletableFuture<>();
    Http2Client client = client(asked::complete);
    Asked request = ask(client, new Asked("GET", "/last", Body.NONE));
    asked.get(10, TimeUnit.SECONDS);
    served.loop.execute(served.connections.getFirst()::drain);
    until(() -> served.onLoop(() -> client.room() == 0));
    served.loop.execute(() -> repeat(asked.join()));
    assertThat(request.result()).contains("/last");
    assertThat(owner.closed.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void until(java.util.function.BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
