package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.CANCEL;
import static dev.ballast.live.http2.ErrorCode.INTERNAL_ERROR;
import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerStream;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** A request and its answer on the server's end. */
final class ServerSide extends Http2Stream implements ServerStream {
  /** Stands for the head of a request that was not read. */
  static final RequestHead UNREADABLE = new RequestHead("GET", "http", "", "/", Fields.NONE);

  private static final AsciiString REFUSED = AsciiString.cached("x-ballast-refused");
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString EXPECT = AsciiString.cached("expect");
  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");

  private final Http2Server server;
  private final RequestHead head;
  private final boolean hasDeadline;
  private final long deadlineNanos;
  private Body body = Body.NONE;
  private @Nullable ResponseHead answer;
  private @Nullable Object attachment;
  private boolean isAnswered;

  ServerSide(Http2Server server, int id, RequestHead head) {
    super(server, id);
    this.server = server;
    this.head = head;
    AsciiString timeout = Grpc.isGrpc(head.fields()) ? head.fields().get(Grpc.TIMEOUT) : null;
    long timeoutNanos = timeout == null ? -1 : Grpc.timeoutNanos(timeout);
    hasDeadline = timeoutNanos >= 0;
    deadlineNanos = hasDeadline ? System.nanoTime() + timeoutNanos : 0;
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
  public Peer peer() {
    return server.peer();
  }

  /** The head is here. */
  void begin(long length, boolean isEnd) {
    long bodyMax = server.limits().message().bodyMax();
    if (length > bodyMax) {
      headRefused(isEnd);
      refuse(413, "the body is longer than " + bodyMax + " bytes");
    } else {
      headArrived(length, isEnd);
    }
  }

  @Override
  long receivedMax() {
    return server.limits().message().bodyMax();
  }

  @Override
  void receivedTooMuch() {
    if (isAnswered) {
      server.hangUp(this, CANCEL, "the body is too long");
    } else {
      refuse(413, "the body is longer than " + receivedMax() + " bytes");
    }
  }

  /** Gives leave to send the body to a client that waits for it (RFC 9110, 10.1.1). */
  @Override
  void bodyWanted() {
    AsciiString expected = head.fields().get(EXPECT);
    if (expected != null && expected.contentEqualsIgnoreCase("100-continue")) {
      inform(new ResponseHead(100, Fields.NONE));
    }
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object remembered) {
    attachment = remembered;
  }

  @Override
  void deliver(Body arrived) {
    body = arrived;
    server.handler().requested(this);
  }

  @Override
  boolean isDeliverable() {
    return !isAnswered;
  }

  @Override
  public void inform(ResponseHead interim) {
    if (!isClosed() && !isAnswered && server.isWritable()) {
      server.writer().response(id, interim, -1, false);
      server.flushLater();
    }
  }

  @Override
  public void answer(ResponseHead answer, Body content) {
    if (isClosed() || isAnswered) {
      if (content instanceof Body.Arriving arriving) {
        arriving.source().discard();
      }
      return;
    }
    isAnswered = true;
    this.answer = answer;
    if (!isBodiless(answer)) {
      send(content);
      return;
    }
    if (content instanceof Body.Arriving arriving) {
      arriving.source().discard();
    }
    send(Body.NONE, ownLength(answer));
  }

  private boolean isBodiless(ResponseHead given) {
    return head.method().equals("HEAD") || given.status() == 204 || given.status() == 304;
  }

  /** What the answer to HEAD, or 304, says of the body that it does not have. */
  private static long ownLength(ResponseHead given) {
    AsciiString length = given.status() == 204 ? null : given.fields().get(CONTENT_LENGTH);
    return length == null ? -1 : Octets.number(length);
  }

  @Override
  void writeHead(long length, boolean isEnd) {
    server.writer().response(id, requireNonNull(answer), length, isEnd);
  }

  @Override
  boolean isOnWire() {
    return true;
  }

  /**
   * A gRPC call whose time is over is cancelled, as gRPC's own servers do: its caller, who may come
   * to know of the time later than of the reset, takes it for that and not for a fault.
   */
  @Override
  ErrorCode brokenOff() {
    return isLate() ? CANCEL : INTERNAL_ERROR;
  }

  @Override
  public boolean isLate() {
    return hasDeadline && System.nanoTime() - deadlineNanos >= 0;
  }

  /** Refuses what is no request for anybody, or a request whose body is not as it should be. */
  void refuse(int status, String why) {
    if (isHandedOver()) {
      server.handler().refused(this, status, why);
    } else {
      server.handler().refused(peer(), status, why);
    }
    Fields fields = new Fields(2, 128);
    fields.add(REFUSED, why);
    fields.add(CONTENT_TYPE, TEXT);
    byte[] text = (why + "\n").getBytes(US_ASCII);
    answer(new ResponseHead(status, fields), new Body.Whole(text, Fields.NONE));
  }

  @Override
  public boolean abort() {
    isAnswered = true;
    return breakOff();
  }

  /** What is left of a request that has its answer is not wanted (RFC 9113, 8.1). */
  @Override
  void halfEnded() {
    if (hasSentAll()) {
      server.hangUp(this, NO_ERROR, "the answer is complete");
    }
  }

  @Override
  void lost(ErrorCode code, boolean byPeer) {
    if (isHandedOver() && !hasSentAll() && !hasBrokenOff()) {
      server.handler().gone(this);
    }
  }

  /** A request whose body does not come; not so one that may talk when it likes. */
  void sweep(long nowNanos) {
    if (!Grpc.isGrpc(head.fields()) && isQuiet(nowNanos, server.limits().times().bodyNanos())) {
      if (isAnswered) {
        server.hangUp(this, CANCEL, "the request's body did not come");
      } else {
        refuse(408, "the request's body did not come in time");
      }
    }
  }
}
