package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.CANCEL;
import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.ballast.live.http2.ErrorCode.REFUSED_STREAM;
import static java.util.Objects.requireNonNull;

import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientExchange.Failure;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** A request and its answer on the client's end. */
final class ClientSide extends Http2Stream implements ClientStream {
  private final Http2Client client;
  private final ClientExchange exchange;
  private final boolean isGrpc;
  private @Nullable ResponseHead head;
  private boolean isOnWire;
  private boolean isCancelled;

  ClientSide(Http2Client client, int id, ClientExchange exchange) {
    super(client, id);
    this.client = client;
    this.exchange = exchange;
    isGrpc = Grpc.isGrpc(exchange.head().fields());
  }

  /** Sends the request. */
  void begin() {
    exchange.carriedBy(this);
    if (!isClosed()) { // nobody may want it any more by now
      send(exchange.body());
    }
  }

  @Override
  void writeHead(long length, boolean isEnd) {
    isOnWire = true;
    client.writer().request(id, exchange.head(), isGrpc ? -1 : length, isGrpc, isEnd);
    client.flushLater();
  }

  @Override
  boolean isOnWire() {
    return isOnWire;
  }

  @Override
  ErrorCode brokenOff() {
    return hasReceivedAll() ? NO_ERROR : CANCEL; // whoever asked has gone
  }

  /** A block of fields: something ahead of the answer, its head, or its trailers. */
  void headers(byte[] block, int length, boolean isEnd) {
    if (hasReceivedAll()) {
      client.heads().skip(block, length);
      tooLate();
    } else if (hasHead()) {
      Fields trailers = client.heads().trailers(block, length);
      if (trailers == null || !isEnd) {
        client.reset(this, PROTOCOL_ERROR, "trailers: " + client.heads().malformed());
      } else {
        trailersArrived(trailers);
      }
    } else {
      ResponseHead arrived = client.heads().response(block, length);
      if (arrived == null || (arrived.status() < 200 && isEnd)) {
        client.reset(this, PROTOCOL_ERROR, "an answer: " + client.heads().malformed());
      } else if (arrived.status() < 200) {
        exchange.informed(arrived);
      } else {
        head = arrived;
        headArrived(client.heads().contentLength(), isEnd);
      }
    }
  }

  @Override
  boolean countsLength() {
    return !exchange.head().method().equals("HEAD") && requireNonNull(head).status() != 304;
  }

  @Override
  void deliver(Body body) {
    exchange.answered(requireNonNull(head), body);
  }

  /**
   * The head of a gRPC answer says nothing: while the server has all that it needs for an answer,
   * it is held until something follows, so that a call that fails can still be repeated.
   */
  @Override
  boolean isDeliverable() {
    return !isGrpc || !hasSentAll() || heldBytes() > 0;
  }

  /** An answer that is complete needs no more of its request. */
  @Override
  void halfEnded() {
    if (hasReceivedAll()) {
      client.hangUp(this, NO_ERROR, "the answer is complete");
    }
  }

  @Override
  void bodyDiscarded() {
    cancel();
  }

  @Override
  public void cancel() {
    isCancelled = true;
    client.hangUp(this, CANCEL, "nobody waits for the answer");
  }

  @Override
  void lost(ErrorCode code, boolean byPeer) {
    if (isHandedOver() || isCancelled) {
      return; // a body that was arriving has broken
    }
    if (!byPeer) {
      exchange.failed(hasBrokenOff() ? Failure.WITHDRAWN : Failure.BROKEN);
    } else {
      exchange.failed(code == REFUSED_STREAM ? Failure.UNREACHABLE : Failure.LOST);
    }
  }
}
