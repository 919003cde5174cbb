package dev.ballast.live.http2;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body that a stream receives. While nobody takes it, it holds what comes, which the stream's
 * window bounds: the window grows again only by what was taken.
 */
final class Inflow implements BodySource {
  private final Http2Stream stream;
  private @Nullable ByteBuf held;
  private @Nullable BodySink sink;

  /** The fields after the body, once it is complete. */
  private @Nullable Fields trailers;

  private boolean isPaused;
  private boolean isDiscarded;
  private boolean isOver;

  Inflow(Http2Stream stream) {
    this.stream = stream;
  }

  int heldBytes() {
    return held == null ? 0 : held.readableBytes();
  }

  /** Whether somebody takes it who does not have to wait. */
  private boolean isFlowing() {
    return sink != null && !isPaused && !isOver;
  }

  /** Takes what stands at the buffer's reader index. */
  void data(ByteBuf from, int length) {
    if (isDiscarded || isOver) {
      from.skipBytes(length);
      stream.connection.owe(length);
    } else if (sink != null && !isPaused && held == null) {
      ByteBuf part = from.readRetainedSlice(length);
      stream.consumed(length);
      sink.data(part);
    } else {
      hold(from, length);
    }
  }

  /** Copies: a slice would keep the whole buffer of a read alive for a few bytes. */
  private void hold(ByteBuf from, int length) {
    if (length == 0) {
      return;
    }
    if (held == null) {
      held = stream.connection.alloc().buffer(length);
    }
    held.writeBytes(from, length);
  }

  /** What is held, all of it, as an array. */
  byte[] whole() {
    ByteBuf all = held;
    if (all == null) {
      return new byte[0];
    }
    held = null;
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    stream.consumed(bytes.length);
    isOver = true;
    return bytes;
  }

  void end(Fields after) {
    trailers = after;
    give();
  }

  /** The exchange is over: what nobody came for is let go. */
  void closed() {
    if (sink == null) {
      isOver = true;
      free();
    }
  }

  /** The rest will not come. */
  void broken() {
    free();
    if (!isOver) {
      isOver = true;
      if (sink != null && !isDiscarded) {
        sink.broken();
      }
    }
  }

  @Override
  public void to(BodySink taker) {
    sink = taker;
    if (isOver && !isDiscarded) {
      taker.broken(); // the stream ended before anybody came for it
    } else {
      if (trailers == null && held == null) {
        stream.bodyWanted();
      }
      give();
    }
  }

  @Override
  public void pause() {
    isPaused = true;
  }

  @Override
  public void resume() {
    isPaused = false;
    give();
  }

  private void give() {
    BodySink taker = sink;
    if (taker == null || !isFlowing()) {
      return;
    }
    ByteBuf part = held;
    if (part != null) {
      held = null;
      stream.consumed(part.readableBytes());
      taker.data(part);
    }
    if (trailers != null && held == null && isFlowing()) {
      isOver = true;
      taker.end(trailers);
    }
  }

  @Override
  public void discard() {
    if (!isDiscarded) {
      isDiscarded = true;
      boolean wasOver = isOver;
      isOver = true;
      free();
      if (!wasOver) {
        stream.bodyDiscarded();
      }
    }
  }

  private void free() {
    ByteBuf unwanted = held;
    if (unwanted != null) {
      held = null;
      stream.connection.owe(unwanted.readableBytes());
      unwanted.release();
    }
  }
}
