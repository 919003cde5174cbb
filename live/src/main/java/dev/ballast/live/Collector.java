package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a body on the heap, up to a bound. */
abstract class Collector implements BodySink {
  private static final byte[] EMPTY = {};

  private final BodySource source;
  private final int max;
  private byte[] bytes = EMPTY;
  private int size;
  private boolean isOver;

  Collector(BodySource source, int max) {
    this.source = source;
    this.max = max;
  }

  /** All of it is here. */
  abstract void whole(Body.Whole body);

  /** It is larger than the bound; the rest is not taken. */
  abstract void tooLarge();

  int max() {
    return max;
  }

  @Override
  public void data(ByteBuf part) {
    int more = part.readableBytes();
    if (!isOver && more > max - size) {
      isOver = true;
      bytes = EMPTY;
      source.discard();
      tooLarge();
    } else if (!isOver) {
      if (size + more > bytes.length) {
        int grown = size == 0 ? more : (int) Math.min(max, 2L * (size + more));
        bytes = Arrays.copyOf(bytes, grown);
      }
      part.readBytes(bytes, size, more);
      size += more;
    }
    part.release();
  }

  @Override
  public void end(Fields trailers) {
    if (!isOver) {
      isOver = true;
      whole(new Body.Whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size), trailers));
    }
  }

  @Override
  public void broken() {
    isOver = true; // whoever sends it tells of its end otherwise
  }
}
