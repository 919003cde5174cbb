package dev.ballast.live.http2;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a stream sends and could not send at once: it waits for the windows of the stream and of the
 * connection and for the socket. What waits is little, because the source is paused meanwhile.
 */
final class Outflow implements BodySink {
  private final Http2Stream stream;
  private final Http2Connection connection;
  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>();
  private @Nullable BodySource source;
  private long headLength;
  private boolean hasHead;
  private Fields trailers = Fields.NONE;
  private boolean isComplete;
  private boolean isPaused;
  private boolean isPumping;

  /** Whether it stands in the connection's queue. */
  boolean isWaiting;

  /** When it was last seen to have sent anything; 0 when it has since, or has nothing to send. */
  long stalledSinceNanos;

  Outflow(Http2Stream stream) {
    this.stream = stream;
    connection = stream.connection;
  }

  /** Sends the stream's head first; −1 for no content-length. */
  void head(long length) {
    hasHead = true;
    headLength = length;
  }

  /** Takes its body from here. */
  void from(BodySource body) {
    source = body;
    body.to(this);
    pump();
  }

  /** Whether there is something to send that the other side does not take. */
  boolean isHeldUp() {
    return hasHead || !parts.isEmpty();
  }

  @Override
  public void data(ByteBuf part) {
    if (stream.isClosed() || isComplete || !part.isReadable()) {
      part.release();
      return;
    }
    parts.add(part);
    pump();
  }

  @Override
  public void end(Fields after) {
    if (!stream.isClosed() && !isComplete) {
      isComplete = true;
      trailers = after;
      pump();
    }
  }

  @Override
  public void broken() {
    source = null;
    stream.breakOff();
  }

  /** Sends what can be sent now. */
  void pump() {
    if (isPumping || stream.isClosed()) {
      return;
    }
    isPumping = true;
    boolean hasRoom = true;
    while (hasRoom && !stream.isClosed() && isHeldUp()) {
      hasRoom = step();
    }
    isPumping = false;
    if (stream.isClosed() || stream.hasSentAll()) {
      return;
    }
    if (isHeldUp()) {
      pauseSource();
    } else if (isComplete) {
      finish();
    } else if (isPaused) {
      isPaused = false;
      if (source != null) {
        source.resume();
      }
    }
  }

  private void pauseSource() {
    if (!isPaused && !isComplete && source != null) {
      isPaused = true;
      source.pause();
    }
  }

  /** Sends a frame; false when it has to wait. */
  private boolean step() {
    if (!connection.isWritable()) {
      connection.windows().waits(this);
      return false;
    }
    stalledSinceNanos = 0;
    if (hasHead) {
      hasHead = false;
      stream.writeHead(headLength, false);
      connection.flushLater();
      return true;
    }
    int room = Math.min(stream.sendWindow, FrameReader.PAYLOAD_MAX);
    if (room <= 0) {
      return false; // until the stream's window grows
    }
    room = Math.min(room, connection.windows().sending());
    if (room <= 0) {
      connection.windows().waits(this);
      return false;
    }
    ByteBuf part = parts.element();
    int length = Math.min(room, part.readableBytes());
    boolean isLast = length == part.readableBytes();
    if (isLast) {
      parts.remove();
    }
    boolean isEnd = isLast && parts.isEmpty() && isComplete && trailers.count() == 0;
    connection.data(stream, part, length, isEnd);
    if (isLast) {
      part.release();
    }
    if (isEnd) {
      stream.sentAll();
    }
    return true;
  }

  private void finish() {
    if (trailers.count() > 0) {
      connection.writer().trailers(stream.id, trailers);
    } else {
      connection.writer().data(stream.id, new byte[0], 0, 0, true);
    }
    connection.flushLater();
    stream.sentAll();
  }

  /** Nothing more can be sent: frees what waits, and wants nothing more. */
  void close() {
    hasHead = false;
    for (ByteBuf part : parts) {
      part.release();
    }
    parts.clear();
    BodySource unread = source;
    source = null;
    if (unread != null && !isComplete) {
      unread.discard();
    }
  }
}
