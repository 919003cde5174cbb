package dev.ballast.live.http2;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import org.jspecify.annotations.Nullable;

/** Passes every request on to one connection, and every answer back. */
final class Hop implements ServerHandler {
  private final Http2Client next;

  Hop(Http2Client next) {
    this.next = next;
  }

  @Override
  public void requested(ServerStream stream) {
    Passed passed = new Passed(stream);
    stream.attach(passed);
    next.take(passed);
  }

  @Override
  public void gone(ServerStream stream) {
    if (stream.attachment() instanceof Passed passed && passed.carrier != null) {
      passed.carrier.cancel();
    }
  }

  private static final class Passed implements ClientExchange {
    private final ServerStream stream;
    private @Nullable ClientStream carrier;

    Passed(ServerStream stream) {
      this.stream = stream;
    }

    @Override
    public RequestHead head() {
      return stream.head();
    }

    @Override
    public Body body() {
      return stream.body();
    }

    @Override
    public void carriedBy(ClientStream by) {
      carrier = by;
    }

    @Override
    public void answered(ResponseHead head, Body body) {
      stream.answer(head, body);
    }

    @Override
    public void failed(Failure failure) {
      stream.abort();
    }
  }
}
