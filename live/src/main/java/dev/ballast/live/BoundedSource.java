package dev.ballast.live;

import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that breaks where it would become longer than it may. */
final class BoundedSource implements BodySource, BodySink {
  private final BodySource source;
  private final Runnable tooLong;
  private long left;
  private @Nullable BodySink sink;

  /**
   * A body that may be so long.
   *
   * @param tooLong told where it would be longer, before it breaks
   */
  BoundedSource(BodySource source, long max, Runnable tooLong) {
    this.source = source;
    this.tooLong = tooLong;
    left = max;
  }

  @Override
  public void to(BodySink taker) {
    sink = taker;
    source.to(this);
  }

  @Override
  public void pause() {
    source.pause();
  }

  @Override
  public void resume() {
    source.resume();
  }

  @Override
  public void discard() {
    sink = null;
    source.discard();
  }

  @Override
  public void data(ByteBuf part) {
    BodySink taker = sink;
    left -= part.readableBytes();
    if (taker == null) {
      part.release();
    } else if (left < 0) {
      part.release();
      tooLong.run();
      discard();
      taker.broken();
    } else {
      taker.data(part);
    }
  }

  @Override
  public void end(Fields trailers) {
    if (sink != null) {
      sink.end(trailers);
    }
  }

  @Override
  public void broken() {
    if (sink != null) {
      sink.broken();
    }
  }
}
