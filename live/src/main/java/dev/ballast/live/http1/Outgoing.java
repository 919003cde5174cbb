package dev.ballast.live.http1;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;

/**
 * A body on its way out, framed: by its length, in chunks, or until the connection closes. While
 * the socket does not take what was written, the source is paused.
 */
final class Outgoing implements BodySink {
  /** The length of a body that goes out in chunks. */
  static final long CHUNKED = -1;

  /** The length of a body that the end of the connection ends. */
  static final long UNTIL_CLOSE = -2;

  private final Http1Connection connection;
  private final BodySource source;
  private long remaining;
  private boolean isPaused;
  private boolean isOver;

  /** Whether a chunk stands before, whose line is not ended. */
  private boolean isWithinChunk;

  Outgoing(Http1Connection connection, BodySource source, long length) {
    this.connection = connection;
    this.source = source;
    remaining = length;
  }

  /** Begins to take from the source. */
  void begin() {
    source.to(this);
  }

  @Override
  public void data(ByteBuf part) {
    int length = part.readableBytes();
    if (isOver || length == 0) {
      part.release();
      return;
    }
    if (remaining == CHUNKED) {
      Draft line = Draft.begin();
      chunkEnd(line);
      line.hex(length);
      line.lineEnd();
      connection.write(line);
      isWithinChunk = true;
    } else if (remaining != UNTIL_CLOSE) {
      if (length > remaining) {
        part.release();
        broken();
        return;
      }
      remaining -= length;
    }
    connection.write(part);
    if (!connection.isWritable()) {
      isPaused = true;
      source.pause();
    }
  }

  private void chunkEnd(Draft line) {
    if (isWithinChunk) {
      line.lineEnd();
    }
  }

  @Override
  public void end(Fields trailers) {
    if (isOver) {
      return;
    }
    if (remaining > 0) {
      broken(); // shorter than was said
      return;
    }
    isOver = true;
    if (remaining == CHUNKED) {
      Draft last = Draft.begin();
      chunkEnd(last);
      last.octet('0');
      last.lineEnd();
      last.fields(trailers);
      last.lineEnd();
      connection.write(last);
    }
    connection.sent(this);
  }

  @Override
  public void broken() {
    if (!isOver) {
      isOver = true;
      source.discard();
      connection.sendingBroke(this);
    }
  }

  /** The socket takes more again. */
  void writable() {
    if (isPaused) {
      isPaused = false;
      source.resume();
    }
  }

  boolean isOver() {
    return isOver;
  }

  /** Nobody takes it any more. */
  void stop() {
    if (!isOver) {
      isOver = true;
      source.discard();
    }
  }
}
