package dev.ballast.live;

import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.grpc.GrpcStatus;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerStream;
import io.netty.util.AsciiString;

/** Makes requests for a desk of what arrives at a listener. */
final class Reception implements ServerHandler {
  private Desk desk;
  private final int keptMax;

  /**
   * A reception before a desk.
   *
   * @param keptMax bytes of a body that is waited for, or kept for a repeat
   */
  Reception(Desk desk, int keptMax) {
    this.desk = desk;
    this.keptMax = keptMax;
  }

  /** Has another desk take what arrives from now on; requests that are here stay where they are. */
  void serve(Desk other) {
    desk = other;
  }

  @Override
  public void requested(ServerStream stream) {
    Inbound request = new Inbound(stream, desk);
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
    AsciiString grpcTimeout = request.isGrpc ? request.head.fields().get(Grpc.TIMEOUT) : null;
    if (grpcTimeout != null) {
      long nanos = Grpc.timeoutNanos(grpcTimeout);
      if (nanos < 0) {
        refuse(request, 400, Grpc.TIMEOUT + " is not at most eight digits and a unit");
        return;
      }
      request.deadlineNanos = Math.min(nanos, request.deadlineNanos);
    }
    Desk.Refused refused = desk.address(request);
    if (refused != null) {
      refuse(request, refused.status(), refused.why());
      return;
    }
    if (request.body instanceof Body.Arriving arriving) {
      arriving(request, arriving);
    } else {
      take(request);
    }
  }

  private void take(Inbound request) {
    request.isTaken = true;
    request.desk.take(request);
  }

  /**
   * A short body is waited for, so that no worker waits for a slow sender; a longer one is passed
   * on while it arrives.
   */
  private void arriving(Inbound request, Body.Arriving body) {
    if (!request.desk.keepsBodies()) {
      body.source().discard();
      request.body = Body.NONE;
      take(request);
    } else if (body.length() >= 0 && body.length() <= keptMax) {
      new ShortBody(request, body, keptMax).collect();
    } else {
      request.passesBodyOn(bounded(request, body), keptMax);
      take(request);
    }
  }

  /** Where nobody said how long it will be, its route's bound is looked to as it comes. */
  private Body.Arriving bounded(Inbound request, Body.Arriving body) {
    boolean isBounded = body.length() < 0 && request.bodyMax != Long.MAX_VALUE;
    return isBounded
        ? new Body.Arriving(
            new BoundedSource(body.source(), request.bodyMax, () -> tooLong(request)), -1)
        : body;
  }

  private void tooLong(Inbound request) {
    if (request.status == 0) { // an answer that has begun breaks off with the body
      request.isRefused = true;
      refuse(request, 413, "the body is longer than " + request.bodyMax + " bytes");
      gone(request.stream);
    }
  }

  /** A body that is waited for. */
  private final class ShortBody extends Collector {
    private final Inbound request;

    ShortBody(Inbound request, Body.Arriving body, int max) {
      super(body.source(), max);
      this.request = request;
    }

    @Override
    void whole(Body.Whole body) {
      request.body = body;
      take(request);
    }

    @Override
    void tooLarge() {
      discard();
      refuse(request, 400, "the body is longer than was said");
    }

    @Override
    void brokeOff() {} // whoever sent it has gone, or was told so already
  }

  private void refuse(Inbound request, int status, String why) {
    if (request.body instanceof Body.Arriving arriving) {
      arriving.source().discard();
    }
    if (request.isGrpc) {
      Fields fields = new Fields(4, 192);
      fields.add(Refusal.FIELD, Refusal.head(status, why).fields().value(0));
      request.respond(Grpc.refusal(fields, GrpcStatus.ofHttp(status), why), Body.NONE);
    } else {
      request.respond(Refusal.head(status, why), Refusal.text(why));
    }
    request.desk.refused(request, status, why);
  }

  @Override
  public void refused(ServerStream stream, int status, String why) {
    if (stream.attachment() instanceof Inbound request) {
      request.isRefused = true;
      request.desk.refused(request, status, why);
      gone(stream);
    }
  }

  @Override
  public void refused(Peer peer, int status, String why) {
    desk.refused(peer, status, why);
  }

  @Override
  public void gone(ServerStream stream) {
    if (stream.attachment() instanceof Inbound request && request.isTaken) {
      request.isTaken = false;
      request.desk.abandoned(request);
    }
  }
}
