package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static dev.ballast.live.http2.ErrorCode.FRAME_SIZE_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;

import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;

/**
 * Cuts what arrives into frames (RFC 9113, 4 and 6), puts blocks of fields together, and says of
 * each what it is. What breaks the framing throws; what is wrong with one stream alone is told.
 */
final class FrameReader {
  /** Bytes of a frame's payload; the least that everybody must take, and the most that we do. */
  static final int PAYLOAD_MAX = 16_384;

  static final int HEAD = 9;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  private static final int HAS_PRIORITY = 0x20;

  /** Who is told of the frames. */
  interface Frames {
    /** Data stands at the reader index of the buffer, which is to be moved past it. */
    void data(int stream, ByteBuf from, int length, int padding, boolean isEnd);

    /** A whole block, with its CONTINUATION frames. */
    void headers(int stream, byte[] block, int length, boolean isEnd, boolean dependsOnItself);

    void reset(int stream, long code);

    void setting(int id, long value);

    /** After its settings. */
    void settings();

    void settingsAcknowledged();

    void ping(long content, boolean isAck);

    void goAway(int lastStream, long code);

    void windowGrows(int stream, int by);

    /** PRIORITY, or a frame of a type that nobody knows. */
    void nothing();

    /** A frame that is wrong in a way that concerns one stream alone. */
    void wrong(int stream, ErrorCode code, String reason);
  }

  private final Frames frames;
  private final int blockMax;
  private final int continuationsMax;

  private byte[] block = new byte[1_024];
  private int blockLength;
  private int blockStream;
  private boolean blockEndsStream;
  private boolean blockDependsOnItself;
  private int continuations;

  FrameReader(Frames frames, Limits.Http2 limits) {
    this.frames = frames;
    blockMax = limits.blockMax();
    continuationsMax = limits.continuationsMax();
  }

  /** Whether a block of fields has begun that is not complete. */
  boolean isWithinBlock() {
    return blockStream != 0;
  }

  /** The type of the frame that begins here; −1 when that much has not arrived. */
  static int type(ByteBuf from) {
    return from.readableBytes() < HEAD ? -1 : from.getByte(from.readerIndex() + 3);
  }

  /** Reads one frame; false when it has not arrived completely. */
  boolean read(ByteBuf from) {
    if (from.readableBytes() < HEAD) {
      return false;
    }
    int start = from.readerIndex();
    int length = from.getUnsignedMedium(start);
    if (length > PAYLOAD_MAX) {
      throw size("a frame of " + length + " bytes; at most " + PAYLOAD_MAX + " are taken");
    }
    if (from.readableBytes() < HEAD + length) {
      return false;
    }
    int type = from.getByte(start + 3);
    int flags = from.getByte(start + 4);
    int stream = from.getInt(start + 5) & Integer.MAX_VALUE;
    int end = start + HEAD + length;
    from.readerIndex(start + HEAD);
    if (blockStream != 0 && (type != CONTINUATION || stream != blockStream)) {
      throw protocol("a block of fields was not continued");
    }
    payload(type, flags, stream, from, length);
    from.readerIndex(end);
    return true;
  }

  private void payload(int type, int flags, int stream, ByteBuf from, int length) {
    switch (type) {
      case DATA -> data(flags, ofStream(stream), from, length);
      case HEADERS -> headers(flags, ofStream(stream), from, length);
      case PRIORITY -> priority(ofStream(stream), from, length);
      case RST_STREAM -> {
        sized(length, 4);
        frames.reset(ofStream(stream), from.readUnsignedInt());
      }
      case SETTINGS -> settings(flags, stream, from, length);
      case PUSH_PROMISE -> throw protocol("nothing may be pushed");
      case PING -> {
        ofConnection(stream);
        sized(length, 8);
        frames.ping(from.readLong(), (flags & ACK) != 0);
      }
      case GOAWAY -> {
        ofConnection(stream);
        if (length < 8) {
          throw size("GOAWAY of " + length + " bytes");
        }
        frames.goAway(from.readInt() & Integer.MAX_VALUE, from.readUnsignedInt());
      }
      case WINDOW_UPDATE -> {
        sized(length, 4);
        windowUpdate(stream, from.readInt() & Integer.MAX_VALUE);
      }
      case CONTINUATION -> continuation(flags, stream, from, length);
      default -> frames.nothing(); // RFC 9113, 4.1: unknown types are ignored
    }
  }

  private void data(int flags, int stream, ByteBuf from, int length) {
    int padding = padding(flags, from, length);
    frames.data(stream, from, length - padding, padding, (flags & END_STREAM) != 0);
  }

  /** Reads how much padding there is: the bytes of the payload that are not content. */
  private static int padding(int flags, ByteBuf from, int length) {
    if ((flags & PADDED) == 0) {
      return 0;
    }
    if (length == 0) {
      throw size("padding without its length");
    }
    int padding = from.readUnsignedByte();
    if (padding >= length) {
      throw protocol("more padding than payload");
    }
    return padding + 1;
  }

  private void headers(int flags, int stream, ByteBuf from, int length) {
    int content = length - padding(flags, from, length);
    blockDependsOnItself = false;
    if ((flags & HAS_PRIORITY) != 0) {
      if (content < 5) {
        throw size("HEADERS without its priority");
      }
      blockDependsOnItself = (from.readInt() & Integer.MAX_VALUE) == stream;
      from.skipBytes(1);
      content -= 5;
    }
    blockLength = 0;
    continuations = 0;
    blockStream = stream;
    blockEndsStream = (flags & END_STREAM) != 0;
    block(flags, from, content);
  }

  private void continuation(int flags, int stream, ByteBuf from, int length) {
    if (blockStream == 0 || stream == 0) {
      throw protocol("CONTINUATION of nothing");
    }
    if (++continuations > continuationsMax) {
      throw new ConnectionError(
          ENHANCE_YOUR_CALM, "more than " + continuationsMax + " CONTINUATION frames");
    }
    block(flags, from, length);
  }

  private void block(int flags, ByteBuf from, int length) {
    int together = blockLength + length;
    if (together > blockMax) {
      throw new ConnectionError(ENHANCE_YOUR_CALM, "more than " + blockMax + " bytes of fields");
    }
    if (together > block.length) {
      byte[] larger = new byte[Math.min(blockMax, Math.max(together, 2 * block.length))];
      System.arraycopy(block, 0, larger, 0, blockLength);
      block = larger;
    }
    from.readBytes(block, blockLength, length);
    blockLength = together;
    if ((flags & END_HEADERS) != 0) {
      int stream = blockStream;
      blockStream = 0;
      frames.headers(stream, block, blockLength, blockEndsStream, blockDependsOnItself);
    }
  }

  private void priority(int stream, ByteBuf from, int length) {
    if (length != 5) {
      frames.wrong(stream, FRAME_SIZE_ERROR, "PRIORITY of " + length + " bytes");
    } else if ((from.readInt() & Integer.MAX_VALUE) == stream) {
      frames.wrong(stream, PROTOCOL_ERROR, "a stream that depends on itself");
    } else {
      frames.nothing();
    }
  }

  private void settings(int flags, int stream, ByteBuf from, int length) {
    ofConnection(stream);
    if ((flags & ACK) != 0) {
      sized(length, 0);
      frames.settingsAcknowledged();
      return;
    }
    if (length % 6 != 0) {
      throw size("SETTINGS of " + length + " bytes");
    }
    for (int i = 0; i < length; i += 6) {
      int id = from.readUnsignedShort();
      frames.setting(id, from.readUnsignedInt());
    }
    frames.settings();
  }

  private void windowUpdate(int stream, int by) {
    if (by > 0) {
      frames.windowGrows(stream, by);
    } else if (stream == 0) {
      throw protocol("WINDOW_UPDATE by nothing");
    } else {
      frames.wrong(stream, PROTOCOL_ERROR, "WINDOW_UPDATE by nothing");
    }
  }

  private static int ofStream(int stream) {
    if (stream == 0) {
      throw protocol("a frame of a stream without a stream");
    }
    return stream;
  }

  private static void ofConnection(int stream) {
    if (stream != 0) {
      throw protocol("a frame of the connection with a stream");
    }
  }

  private static void sized(int length, int wanted) {
    if (length != wanted) {
      throw size("a frame of " + length + " bytes where " + wanted + " are due");
    }
  }

  private static ConnectionError size(String reason) {
    return new ConnectionError(FRAME_SIZE_ERROR, reason);
  }

  private static ConnectionError protocol(String reason) {
    return new ConnectionError(PROTOCOL_ERROR, reason);
  }
}
