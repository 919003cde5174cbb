package dev.ballast.live.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request of a test, and what came of it, in words. */
final class Asked implements ClientExchange {
  private static final int PATIENCE_SECONDS = 10;

  private final RequestHead head;
  private final Body body;
  private final CompletableFuture<String> end = new CompletableFuture<>();
  final CompletableFuture<ResponseHead> begun = new CompletableFuture<>();
  private volatile @Nullable ClientStream carried;
  private final StringBuilder heard = new StringBuilder();
  private long received;

  /** Whether only the length of the body is told. */
  boolean countsOnly;

  Asked(String method, String target, Body body) {
    this(new RequestHead(method, "http", "example.org", target, Fields.NONE), body);
  }

  Asked(RequestHead head, Body body) {
    this.head = head;
    this.body = body;
  }

  static Body.Whole text(String text) {
    return new Body.Whole(text.getBytes(US_ASCII), Fields.NONE);
  }

  static Fields fields(String... pairs) {
    Fields fields = new Fields(4, 64);
    for (int i = 0; i < pairs.length; i += 2) {
      fields.add(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  static String words(Fields fields) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < fields.count(); i++) {
      words.append(' ').append(fields.name(i)).append('=').append(fields.value(i));
    }
    return words.toString();
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Body body() {
    return body;
  }

  @Override
  public void carriedBy(ClientStream stream) {
    carried = stream;
  }

  /** Nobody waits for the answer any more. */
  void giveUp() {
    ClientStream stream = carried;
    if (stream != null) {
      stream.cancel();
    }
  }

  @Override
  public void informed(ResponseHead interim) {
    heard.append(interim.status()).append(words(interim.fields())).append("; ");
  }

  @Override
  public void answered(ResponseHead answer, Body answerBody) {
    heard.append(answer.status()).append(words(answer.fields())).append(": ");
    begun.complete(answer);
    switch (answerBody) {
      case Body.Whole whole -> {
        heard.append(countsOnly ? "" + whole.bytes().length : new String(whole.bytes(), US_ASCII));
        ended(whole.trailers());
      }
      case Body.Arriving arriving -> arriving.source().to(new Hearing());
    }
  }

  private void ended(Fields trailers) {
    end.complete(heard + words(trailers));
  }

  @Override
  public void failed(Failure failure) {
    end.complete(heard + failure.name());
  }

  /** What came of it, when it has ended. */
  String result() throws ExecutionException, InterruptedException, TimeoutException {
    return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private final class Hearing implements BodySink {
    @Override
    public void data(ByteBuf part) {
      received += part.readableBytes();
      if (!countsOnly) {
        heard.append(part.toString(US_ASCII));
      }
      part.release();
    }

    @Override
    public void end(Fields trailers) {
      if (countsOnly) {
        heard.append(received);
      }
      ended(trailers);
    }

    @Override
    public void broken() {
      end.complete(heard + " BROKEN");
    }
  }

  /** What an owner of a connection has heard of it. */
  static final class Heard implements dev.ballast.live.http.ClientConnection.Owner {
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    volatile @Nullable Runnable whenFree;

    @Override
    public void free(dev.ballast.live.http.ClientConnection connection) {
      Runnable next = whenFree;
      if (next != null) {
        next.run();
      }
    }

    @Override
    public void closed(dev.ballast.live.http.ClientConnection connection) {
      closed.complete(true);
    }
  }
}
