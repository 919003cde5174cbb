package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static dev.ballast.live.http2.ErrorCode.STREAM_CLOSED;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One stream, from either end: a message comes, a message goes. A message that comes is handed over
 * once: whole, where its body came in one go with its head, or else with a body that is arriving.
 */
abstract class Http2Stream {
  final Http2Connection connection;
  final int id;

  /** Bytes that may be sent; negative after the other side has made the window smaller. */
  int sendWindow;

  private int receiveWindow;
  private int owed;
  private long expected = -1;
  private long received;
  private @Nullable Inflow in;
  private @Nullable Outflow out;
  private boolean hasHead;
  private boolean isHandedOver;
  private boolean hasReceivedAll;
  private boolean hasSentAll;
  private boolean isClosed;
  private boolean hasBrokenOff;

  /** Whether it stands in the connection's list of what is handed over at the end of a read. */
  private boolean isListed;

  /** Since when its body has not come, as the sweep first saw it; 0 when it has since. */
  private long quietSinceNanos;

  Http2Stream(Http2Connection connection, int id) {
    this.connection = connection;
    this.id = id;
    sendWindow = connection.windows().streamSending();
    receiveWindow = connection.limits().http2().streamWindow();
  }

  /** Hands the message over that has arrived. */
  abstract void deliver(Body body);

  /** Whether a message whose body is still arriving may be handed over already. */
  abstract boolean isDeliverable();

  /** One of the two messages is complete, and the other is not. */
  abstract void halfEnded();

  /**
   * It ended before both messages were complete.
   *
   * @param byPeer whether the other side ended it, or its connection
   */
  abstract void lost(ErrorCode code, boolean byPeer);

  /** Writes the head of the message that goes; −1 for no content-length. */
  abstract void writeHead(long length, boolean isEnd);

  boolean isClosed() {
    return isClosed;
  }

  boolean hasReceivedAll() {
    return hasReceivedAll;
  }

  boolean hasSentAll() {
    return hasSentAll;
  }

  boolean isHandedOver() {
    return isHandedOver;
  }

  /** A head has arrived whose body is to have this length; −1 where it did not say. */
  final void headArrived(long length, boolean isEnd) {
    hasHead = true;
    expected = length;
    if (isEnd) {
      hasReceivedAll = true;
      if (isComplete()) {
        handOver(Body.NONE);
        receivedAll();
      }
    } else {
      list();
    }
  }

  private void list() {
    if (!isListed) {
      isListed = true;
      connection.delivered(this);
    }
  }

  /** The socket has nothing more to read for now. */
  final void readEnded() {
    isListed = false;
    if (!isHandedOver && !isClosed && isDeliverable()) {
      handOverArriving();
    }
  }

  /** How many bytes of the body are held. */
  final int heldBytes() {
    return in == null ? 0 : in.heldBytes();
  }

  final void data(ByteBuf from, int length, int padding, boolean isEnd) {
    if (length + padding > receiveWindow) {
      connection.reset(this, FLOW_CONTROL_ERROR, "more data than the stream's window");
      return;
    }
    receiveWindow -= length + padding;
    consumed(padding);
    received += length;
    quietSinceNanos = 0;
    if (!hasHead || (expected >= 0 && received > expected)) {
      connection.owe(length);
      connection.reset(this, PROTOCOL_ERROR, hasHead ? "more data than its length" : "no head");
      return;
    }
    if (received > receivedMax()) {
      connection.owe(length);
      receivedTooMuch();
      return;
    }
    hasReceivedAll = isEnd;
    if (isEnd && !isComplete()) {
      connection.owe(length);
      return;
    }
    body(from, length, isEnd);
    if (isEnd) {
      receivedAll();
    }
  }

  private void body(ByteBuf from, int length, boolean isEnd) {
    if (isHandedOver) {
      inflow().data(from, length);
      if (isEnd) {
        inflow().end(Fields.NONE);
      }
    } else if (isEnd && in == null) {
      byte[] bytes = new byte[length];
      from.readBytes(bytes);
      connection.owe(length);
      handOver(new Body.Whole(bytes, Fields.NONE));
    } else {
      inflow().data(from, length);
      if (isEnd) {
        handOver(new Body.Whole(inflow().whole(), Fields.NONE));
      } else if (inflow().heldBytes() > connection.limits().message().keptMax()) {
        handOverArriving();
      } else {
        list();
      }
    }
  }

  final void trailersArrived(Fields trailers) {
    hasReceivedAll = true;
    if (!isComplete()) {
      return;
    }
    if (isHandedOver) {
      inflow().end(trailers);
    } else {
      handOver(new Body.Whole(in == null ? new byte[0] : in.whole(), trailers));
    }
    receivedAll();
  }

  /** A head has arrived that is not handed over, because it is refused. */
  final void headRefused(boolean isEnd) {
    hasHead = true;
    isHandedOver = true;
    hasReceivedAll = isEnd;
  }

  boolean hasHead() {
    return hasHead;
  }

  /** Whether the body is as long as its head said; if not, the stream is no more. */
  private boolean isComplete() {
    if (expected >= 0 && received != expected && countsLength()) {
      connection.reset(this, PROTOCOL_ERROR, "less data than its length");
      return false;
    }
    return true;
  }

  /** Whether the length that a head gives is that of the body that follows. */
  boolean countsLength() {
    return true;
  }

  private void handOver(Body body) {
    isHandedOver = true;
    deliver(body);
  }

  private void handOverArriving() {
    handOver(new Body.Arriving(inflow(), expected));
  }

  private Inflow inflow() {
    Inflow flow = in;
    if (flow == null) {
      flow = new Inflow(this);
      in = flow;
    }
    return flow;
  }

  private void receivedAll() {
    if (hasSentAll) {
      close();
    } else if (!isClosed) {
      halfEnded();
    }
  }

  /** Some of the body was taken: the other side may send as much again. */
  final void consumed(int bytes) {
    if (bytes == 0) {
      return;
    }
    connection.owe(bytes);
    owed += bytes;
    if (!hasReceivedAll && !isClosed && owed >= connection.limits().http2().streamWindow() / 2) {
      connection.writer().windowGrows(id, owed);
      connection.flushLater();
      receiveWindow += owed;
      owed = 0;
    }
  }

  /** How long a body may be. */
  long receivedMax() {
    return Long.MAX_VALUE;
  }

  /** The body is longer than that. */
  void receivedTooMuch() {}

  /** Somebody comes for the body. */
  void bodyWanted() {}

  /** The rest of the body is not wanted. */
  void bodyDiscarded() {}

  final Outflow outflow() {
    Outflow flow = out;
    if (flow == null) {
      flow = new Outflow(this);
      out = flow;
    }
    return flow;
  }

  final void windowGrows(int by) {
    if (sendWindow > Integer.MAX_VALUE - by) {
      connection.reset(this, FLOW_CONTROL_ERROR, "a window larger than 2^31 - 1");
      return;
    }
    sendWindow += by;
    pump();
  }

  /** Sends what the window allows of what waits. */
  final void pump() {
    if (out != null && sendWindow > 0) {
      out.pump();
    }
  }

  /** Sends the head and the body, as far as the windows and the socket allow. */
  final void send(Body body) {
    switch (body) {
      case Body.Whole whole -> {
        boolean hasLength = whole.bytes().length > 0 && whole.trailers().count() == 0;
        send(whole, hasLength ? whole.bytes().length : -1);
      }
      case Body.Arriving arriving -> {
        if (connection.isWritable()) {
          writeHead(arriving.length(), false);
        } else {
          outflow().head(arriving.length());
        }
        outflow().from(arriving.source());
      }
    }
  }

  /** The same with another content-length than the body's own. */
  final void send(Body.Whole whole, long length) {
    byte[] bytes = whole.bytes();
    boolean hasTrailers = whole.trailers().count() > 0;
    if (!hasRoom(bytes.length)) {
      sendLater(whole, length);
      return;
    }
    writeHead(length, bytes.length == 0 && !hasTrailers);
    if (bytes.length > 0) {
      connection.data(this, bytes, !hasTrailers);
    }
    if (hasTrailers) {
      connection.writer().trailers(id, whole.trailers());
    }
    connection.flushLater();
    sentAll();
  }

  private boolean hasRoom(int length) {
    return connection.isWritable()
        && (length == 0 || (length <= sendWindow && length <= connection.windows().sending()));
  }

  private void sendLater(Body.Whole whole, long length) {
    if (connection.isWritable()) {
      writeHead(length, false);
      connection.flushLater();
    } else {
      outflow().head(length);
    }
    outflow().data(Unpooled.wrappedBuffer(whole.bytes()));
    outflow().end(whole.trailers());
  }

  /** What was to be sent will not come: the other side must not think it whole, unless it is. */
  final boolean breakOff() {
    boolean isBroken = !isClosed && !hasSentAll;
    if (isBroken) {
      hasBrokenOff = true;
      connection.hangUp(this, brokenOff(), "the body broke off");
    }
    return isBroken;
  }

  /** Whether the other side has heard, or is about to hear, that there is such a stream. */
  abstract boolean isOnWire();

  /** What the other side is told where a message breaks off. */
  abstract ErrorCode brokenOff();

  /** Whether this side ended it of its own accord. */
  final boolean hasBrokenOff() {
    return hasBrokenOff;
  }

  final void sentAll() {
    hasSentAll = true;
    if (hasReceivedAll) {
      close();
    } else {
      halfEnded();
    }
  }

  /** Both messages are through. */
  final void close() {
    if (!isClosed) {
      isClosed = true;
      connection.closed(this);
      if (out != null) {
        out.close();
      }
      if (in != null) {
        in.closed();
      }
    }
  }

  /** It ends here and now, and whoever has to do with it is told. */
  final void end(ErrorCode code, boolean byPeer) {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (out != null) {
      out.close();
    }
    if (in != null) {
      in.broken();
    }
    lost(code, byPeer);
  }

  /** A frame came after the end of what it may belong to. */
  final void tooLate() {
    connection.reset(this, STREAM_CLOSED, "a frame after the end of the stream");
  }

  /** Whether the other side has let this stream wait for so long. */
  final boolean isStalled(long nowNanos, long limitNanos) {
    Outflow sending = out;
    if (sending != null && sending.isHeldUp()) {
      if (sending.stalledSinceNanos == 0) {
        sending.stalledSinceNanos = nowNanos;
      }
      return nowNanos - sending.stalledSinceNanos > limitNanos;
    }
    return false;
  }

  /** Whether a message has begun, is wanted and did not go on for so long. */
  final boolean isQuiet(long nowNanos, long limitNanos) {
    if (hasReceivedAll || heldBytes() > 0) {
      quietSinceNanos = 0;
      return false;
    }
    if (quietSinceNanos == 0) {
      quietSinceNanos = nowNanos;
    }
    return nowNanos - quietSinceNanos > limitNanos;
  }
}
