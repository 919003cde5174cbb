package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body on the heap, up to a bound. Beyond it the body goes on as it comes, behind what
 * was collected.
 */
abstract class Collector implements BodySink, BodySource {
  private static final byte[] EMPTY = {};

  private final BodySource source;
  private final int max;
  private byte[] bytes = EMPTY;
  private int size;

  /** What came beyond the bound and nobody has taken yet. */
  private final ArrayDeque<ByteBuf> beyond = new ArrayDeque<>();

  private boolean isTooLarge;
  private boolean isOver;
  private @Nullable BodySink next;
  private @Nullable Fields ended;

  Collector(BodySource source, int max) {
    this.source = source;
    this.max = max;
  }

  /** Begins to take it from its source. */
  final void collect() {
    source.to(this);
  }

  /** All of it is here. */
  abstract void whole(Body.Whole body);

  /** It is larger than the bound. This collector is the source of all of it from now on. */
  abstract void tooLarge();

  /** It broke off before its end or the bound. */
  abstract void brokeOff();

  @Override
  public final void data(ByteBuf part) {
    BodySink taker = next;
    if (taker != null) {
      taker.data(part);
    } else if (isOver) {
      part.release();
    } else if (isTooLarge) {
      beyond.add(part);
    } else if (part.readableBytes() > max - size) {
      isTooLarge = true;
      beyond.add(part);
      source.pause();
      tooLarge();
    } else {
      add(part);
    }
  }

  private void add(ByteBuf part) {
    int more = part.readableBytes();
    if (size + more > bytes.length) {
      int grown = size == 0 ? more : (int) Math.min(max, 2L * (size + more));
      bytes = Arrays.copyOf(bytes, grown);
    }
    part.readBytes(bytes, size, more);
    size += more;
    part.release();
  }

  @Override
  public final void end(Fields trailers) {
    BodySink taker = next;
    if (taker != null) {
      next = null;
      isOver = true;
      taker.end(trailers);
    } else if (isTooLarge) {
      ended = trailers;
    } else if (!isOver) {
      isOver = true;
      whole(new Body.Whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size), trailers));
    }
  }

  @Override
  public final void broken() {
    BodySink taker = next;
    boolean wasOver = isOver;
    isOver = true;
    next = null;
    release();
    if (taker != null) {
      taker.broken();
    } else if (!isTooLarge && !wasOver) {
      brokeOff();
    }
  }

  @Override
  public final void to(BodySink sink) {
    if (isOver) {
      sink.broken();
      return;
    }
    next = sink;
    byte[] collected = bytes;
    bytes = EMPTY;
    sink.data(Unpooled.wrappedBuffer(collected, 0, size));
    for (ByteBuf part = beyond.poll(); part != null; part = beyond.poll()) {
      sink.data(part);
    }
    Fields last = ended;
    if (last != null) {
      end(last);
    } else {
      source.resume();
    }
  }

  @Override
  public final void pause() {
    source.pause();
  }

  @Override
  public final void resume() {
    source.resume();
  }

  @Override
  public final void discard() {
    isOver = true;
    next = null;
    release();
    source.discard();
  }

  private void release() {
    for (ByteBuf part = beyond.poll(); part != null; part = beyond.poll()) {
      part.release();
    }
  }
}
