package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that is passed on while it arrives. What was passed on is kept up to a
 * bound, so that until then the request can be sent once more, from the beginning, to another. One
 * attempt takes it at a time.
 */
final class Repeatable implements BodySink {
  private static final byte[] EMPTY = {};

  private final BodySource source;
  private final long length;
  private final int max;
  private byte[] kept = EMPTY;
  private int size;
  private boolean isBegun;
  private boolean isBeyond;
  private boolean isBroken;
  private @Nullable Fields ended;
  private @Nullable Sending current;

  Repeatable(Body.Arriving body, int max) {
    source = body.source();
    length = body.length();
    this.max = max;
  }

  /** Whether what was passed on so far is kept. */
  boolean isWhole() {
    return !isBeyond;
  }

  /** The body for one attempt; those before get no more of it. */
  Body body() {
    Sending sending = new Sending();
    current = sending;
    return new Body.Arriving(sending, length);
  }

  @Override
  public void data(ByteBuf part) {
    keep(part);
    Sending taking = current;
    BodySink taker = taking == null ? null : taking.sink;
    if (taker == null) {
      part.release();
    } else {
      taker.data(part);
    }
  }

  private void keep(ByteBuf part) {
    int more = part.readableBytes();
    if (isBeyond || more > max - size) {
      isBeyond = true;
      kept = EMPTY;
      return;
    }
    if (size + more > kept.length) {
      kept = Arrays.copyOf(kept, (int) Math.min(max, 2L * (size + more)));
    }
    part.getBytes(part.readerIndex(), kept, size, more);
    size += more;
  }

  @Override
  public void end(Fields trailers) {
    ended = trailers;
    Sending taking = current;
    if (taking != null && taking.sink != null) {
      taking.sink.end(trailers);
    }
  }

  @Override
  public void broken() {
    isBroken = true;
    Sending taking = current;
    if (taking != null && taking.sink != null) {
      taking.sink.broken();
    }
  }

  /** What one attempt takes of it. */
  private final class Sending implements BodySource {
    private @Nullable BodySink sink;

    @Override
    public void to(BodySink taker) {
      if (current != this || isBeyond || isBroken) {
        taker.broken();
        return;
      }
      if (size > 0) {
        taker.data(Unpooled.copiedBuffer(kept, 0, size));
      }
      sink = taker;
      if (ended != null) {
        taker.end(ended);
      } else if (isBegun) {
        source.resume();
      } else {
        isBegun = true;
        source.to(Repeatable.this);
      }
    }

    @Override
    public void pause() {
      if (current == this) {
        source.pause();
      }
    }

    @Override
    public void resume() {
      if (current == this && ended == null) {
        source.resume();
      }
    }

    /** The rest waits for another attempt, or for the end of the request. */
    @Override
    public void discard() {
      if (current == this) {
        current = null;
        sink = null;
        if (isBegun && ended == null) {
          source.pause();
        }
      }
    }
  }
}
