package dev.ballast.live;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects the parts of a body up to a bound. */
final class Body {
  private final int max;
  private byte[] bytes = Response.EMPTY;
  private int size;

  Body(int max) {
    this.max = max;
  }

  /** Adds a part; false when the bound is passed. */
  boolean add(ByteBuf part) {
    int more = part.readableBytes();
    if (more > max - size) {
      return false;
    }
    if (more > 0) {
      if (size + more > bytes.length) {
        int grown = size == 0 ? more : (int) Math.min(max, 2L * (size + more));
        bytes = Arrays.copyOf(bytes, grown);
      }
      part.getBytes(part.readerIndex(), bytes, size, more);
      size += more;
    }
    return true;
  }

  byte[] bytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  void clear() {
    bytes = Response.EMPTY;
    size = 0;
  }
}
