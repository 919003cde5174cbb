package dev.ballast.live.http1;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds a message's body in what arrives (RFC 9112, 6 and 7): so many bytes, chunks with trailers
 * after them, or everything until the connection ends. Extensions of chunks are bounded and
 * dropped.
 */
final class BodyReader {
  /** What came of reading. */
  enum Progress {
    /** A part is there. */
    PART,
    /** Nothing more can be said before more arrives. */
    MORE,
    /** The body has ended. */
    END,
    /** It is not a body: {@link #why}. */
    WRONG
  }

  private enum Expected {
    DATA,
    SIZE,
    END_OF_CHUNK,
    TRAILERS,
    NOTHING
  }

  private static final long UNTIL_CLOSE = Long.MAX_VALUE;
  private static final int SIZE_DIGITS_MAX = 15;

  /** Bytes of extensions that all chunks of a body may have together. */
  private static final int EXTENSIONS_MAX = 16 << 10;

  /** Bytes of the extensions of one chunk. */
  private static final int EXTENSION_MAX = 256;

  private final Limits.Message limits;
  private final boolean isChunked;
  private Expected expected;

  /** What is left of the body, or of the chunk. */
  private long remaining;

  /** What all chunks together may still have. */
  private long allowance;

  private int extensions;
  private Fields trailers = Fields.NONE;
  private @Nullable ByteBuf part;

  /** What is wrong, and the status that says so. */
  String why = "";

  int status = 400;

  private BodyReader(boolean isChunked, long remaining, long allowance, Limits.Message limits) {
    this.isChunked = isChunked;
    this.remaining = remaining;
    this.allowance = allowance;
    this.limits = limits;
    expected = isChunked ? Expected.SIZE : remaining == 0 ? Expected.NOTHING : Expected.DATA;
  }

  static BodyReader ofLength(long length, Limits.Message limits) {
    return new BodyReader(false, length, 0, limits);
  }

  /** A body of chunks of at most so many bytes together. */
  static BodyReader ofChunks(long max, Limits.Message limits) {
    return new BodyReader(true, 0, max, limits);
  }

  static BodyReader untilClose(Limits.Message limits) {
    return new BodyReader(false, UNTIL_CLOSE, 0, limits);
  }

  /** Whether the end of the connection is the end of the body. */
  boolean endsWithConnection() {
    return !isChunked && remaining == UNTIL_CLOSE;
  }

  boolean isChunked() {
    return isChunked;
  }

  /** How many bytes are still to come at least; a guess of one for chunks. */
  long remaining() {
    return expected == Expected.NOTHING ? 0 : Math.max(1, remaining);
  }

  /** The part that {@link #read} found; whoever takes it has to release it. */
  ByteBuf takePart() {
    ByteBuf found = part;
    part = null;
    if (found == null) {
      throw new IllegalStateException("no part was found");
    }
    return found;
  }

  /** The fields after the body; complete with its end. */
  Fields trailers() {
    return trailers;
  }

  /** Reads on. */
  Progress read(ByteBuf in) {
    while (true) {
      switch (expected) {
        case NOTHING -> {
          return Progress.END;
        }
        case DATA -> {
          return data(in);
        }
        case SIZE -> {
          Progress size = size(in);
          if (size != Progress.PART) {
            return size;
          }
        }
        case END_OF_CHUNK -> {
          if (in.readableBytes() < 2) {
            return Progress.MORE;
          }
          if (in.readByte() != '\r' || in.readByte() != '\n') {
            return wrong("a chunk is longer than its size");
          }
          expected = Expected.SIZE;
        }
        case TRAILERS -> {
          HeadReader reader = HeadReader.get();
          switch (reader.trailers(in, limits)) {
            case MORE -> {
              return Progress.MORE;
            }
            case WRONG -> {
              return wrong(reader.why);
            }
            case DONE -> {
              trailers = reader.takeFields();
              expected = Expected.NOTHING;
            }
          }
        }
      }
    }
  }

  private Progress data(ByteBuf in) {
    int length = (int) Math.min(remaining, in.readableBytes());
    if (length == 0) {
      return Progress.MORE;
    }
    part = in.readRetainedSlice(length);
    if (remaining != UNTIL_CLOSE) {
      remaining -= length;
      if (remaining == 0) {
        expected = isChunked ? Expected.END_OF_CHUNK : Expected.NOTHING;
      }
    }
    return Progress.PART;
  }

  /** Reads the line of a chunk's size; PART where it did. */
  private Progress size(ByteBuf in) {
    int from = in.readerIndex();
    int to = in.writerIndex();
    int at = from;
    long chunk = 0;
    while (at < to && digit(in.getByte(at)) >= 0) {
      chunk = chunk << 4 | digit(in.getByte(at));
      at++;
      if (at - from > SIZE_DIGITS_MAX) {
        return wrong("a chunk's size is too large");
      }
    }
    if (at == to) {
      return Progress.MORE;
    }
    if (at == from) {
      return wrong("a chunk's size is not a number");
    }
    int end = extension(in, at, to);
    if (end < 0) {
      return end == NOT_HERE ? Progress.MORE : Progress.WRONG;
    }
    extensions += end - at;
    if (extensions > EXTENSIONS_MAX) {
      return wrong("the extensions of chunks are longer than " + EXTENSIONS_MAX + " bytes");
    }
    if (chunk > allowance) {
      status = 413;
      return wrong("the body is longer than " + limits.bodyMax() + " bytes");
    }
    allowance -= chunk;
    in.readerIndex(end + 2);
    remaining = chunk;
    expected = chunk == 0 ? Expected.TRAILERS : Expected.DATA;
    return Progress.PART;
  }

  private static final int NOT_HERE = -1;
  private static final int NOT_ONE = -2;

  /** Where the CR at the end of the line of a size stands. */
  private int extension(ByteBuf in, int from, int to) {
    for (int at = from; at < to; at++) {
      byte c = in.getByte(at);
      if (c == '\r') {
        if (at + 1 == to) {
          return NOT_HERE;
        }
        if (in.getByte(at + 1) != '\n') {
          return wrongLine("a CR stands alone");
        }
        return at;
      }
      boolean isText = c == '\t' || c < 0 || (c >= ' ' && c != 0x7f);
      if (!isText) {
        return wrongLine(
            c == '\n' ? "a line ends with LF alone" : "a line has a control character");
      }
      if (at == from && c != ';') {
        return wrongLine("a chunk's size is not a number");
      }
      if (at - from == EXTENSION_MAX) {
        return wrongLine("a chunk's extension is longer than " + EXTENSION_MAX + " bytes");
      }
    }
    return NOT_HERE;
  }

  private int wrongLine(String reason) {
    why = reason;
    return NOT_ONE;
  }

  private static int digit(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private Progress wrong(String reason) {
    why = reason;
    return Progress.WRONG;
  }
}
