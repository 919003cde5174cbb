package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.util.AsciiString;

/** Makes requests for a desk of what arrives at a listener. */
final class Reception implements ServerHandler {
  private final Desk desk;
  private final Limits limits;

  Reception(Desk desk, Limits limits) {
    this.desk = desk;
    this.limits = limits;
  }

  @Override
  public void requested(ServerStream stream) {
    Inbound request = new Inbound(stream);
    stream.attach(request);
    request.id = request.head.fields().get(Http.REQUEST_ID);
    AsciiString timeout = request.head.fields().get(Http.TIMEOUT);
    if (timeout != null) {
      long nanos = Http.millis(timeout);
      if (nanos < 0) {
        refuse(request, 400, Http.TIMEOUT + " is not a number of milliseconds");
        return;
      }
      request.deadlineNanos = nanos; // from now; made absolute when it is served
    }
    String unknown = desk.address(request);
    if (unknown != null) {
      refuse(request, 404, unknown);
      return;
    }
    if (request.body instanceof Body.Arriving arriving) {
      if (desk.keepsBodies()) {
        collect(request, arriving);
        return;
      }
      arriving.source().discard();
      request.body = Body.NONE;
    }
    take(request);
  }

  private void take(Inbound request) {
    request.isTaken = true;
    desk.take(request);
  }

  private void collect(Inbound request, Body.Arriving arriving) {
    arriving
        .source()
        .to(
            new Collector(arriving.source(), limits.message().answerMax()) {
              @Override
              void whole(Body.Whole body) {
                request.body = body;
                take(request);
              }

              @Override
              void tooLarge() {
                refuse(request, 413, "the body is longer than " + max() + " bytes");
              }
            });
  }

  private static void refuse(Inbound request, int status, String why) {
    if (request.body instanceof Body.Arriving arriving) {
      arriving.source().discard();
    }
    request.stream.answer(Refusal.head(status, why), Refusal.text(why));
  }

  @Override
  public void gone(ServerStream stream) {
    if (stream.attachment() instanceof Inbound request && request.isTaken) {
      request.isTaken = false;
      desk.abandoned(request);
    }
  }
}
