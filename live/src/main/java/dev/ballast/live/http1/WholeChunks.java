package dev.ballast.live.http1;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Tries whether a chunked body is here as a whole; takes nothing of it unless it is. */
final class WholeChunks {
  private final BodyReader reader;
  private final int max;
  private byte[] bytes = {};
  private int size;

  WholeChunks(long bodyMax, Limits.Message limits) {
    reader = BodyReader.ofChunks(bodyMax, limits);
    max = limits.keptMax();
  }

  /** END where it is here and small enough to be kept, MORE where it is not. */
  BodyReader.Progress read(ByteBuf in) {
    ByteBuf ahead = in.duplicate();
    while (true) {
      BodyReader.Progress progress = reader.read(ahead);
      switch (progress) {
        case PART -> {
          if (!add(reader.takePart())) {
            return BodyReader.Progress.MORE;
          }
        }
        case MORE, WRONG -> {
          return progress;
        }
        case END -> {
          in.readerIndex(ahead.readerIndex());
          return progress;
        }
      }
    }
  }

  private boolean add(ByteBuf part) {
    int more = part.readableBytes();
    boolean fits = more <= max - size;
    if (fits) {
      if (size + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
      }
      part.readBytes(bytes, size, more);
      size += more;
    }
    part.release();
    return fits;
  }

  Body.Whole body() {
    return new Body.Whole(
        size == bytes.length ? bytes : Arrays.copyOf(bytes, size), reader.trailers());
  }

  int status() {
    return reader.status;
  }

  String why() {
    return reader.why;
  }
}
