package dev.ballast.live.http1;

import dev.ballast.live.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * A message being written. Its head gathers on the heap, in an array that a loop uses again and
 * again, and goes into a buffer of just the message's size in one piece: many small writes into a
 * buffer outside the heap cost more than all of the text. One at a time on a loop.
 */
final class Draft {
  private static final byte[] EMPTY = {};
  private static final int BYTES = 1_024;

  private static final FastThreadLocal<Draft> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Draft initialValue() {
          return new Draft();
        }
      };

  private byte[] head = new byte[BYTES];
  private int size;
  private byte[] body = EMPTY;

  private Draft() {}

  /** An empty draft; the one before is forgotten. */
  static Draft begin() {
    Draft draft = OF_LOOP.get();
    draft.size = 0;
    draft.body = EMPTY;
    return draft;
  }

  void bytes(byte[] text) {
    bytes(text, 0, text.length);
  }

  private void bytes(byte[] text, int offset, int length) {
    reserve(length);
    System.arraycopy(text, offset, head, size, length);
    size += length;
  }

  void octet(int value) {
    reserve(1);
    head[size++] = (byte) value;
  }

  /** Characters beyond a byte become question marks. */
  void text(CharSequence text) {
    if (text instanceof AsciiString ascii) {
      bytes(ascii.array(), ascii.arrayOffset(), ascii.length());
      return;
    }
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      head[size + i] = AsciiString.c2b(text.charAt(i));
    }
    size += length;
  }

  /** A number that is not negative, in decimal digits. */
  void number(long value) {
    if (value >= 10) {
      number(value / 10);
    }
    octet('0' + (int) (value % 10));
  }

  /** A number that is not negative, in hexadecimal digits. */
  void hex(int value) {
    if (value >= 16) {
      hex(value >> 4);
    }
    int digit = value & 15;
    octet(digit < 10 ? '0' + digit : 'a' + digit - 10);
  }

  void lineEnd() {
    reserve(2);
    head[size++] = '\r';
    head[size++] = '\n';
  }

  /** Fields as lines. */
  void fields(Fields fields) {
    int length = fields.lineBytes();
    reserve(length);
    fields.writeLines(head, size);
    size += length;
  }

  /** What comes after the head; the draft is then complete. */
  void body(byte[] bytes) {
    body = bytes;
  }

  private void reserve(int more) {
    if (more > head.length - size) {
      head = Arrays.copyOf(head, Math.max(head.length * 2, size + more));
    }
  }

  ByteBuf toBuffer(ByteBufAllocator allocator) {
    ByteBuf buffer = allocator.ioBuffer(size + body.length);
    buffer.writeBytes(head, 0, size);
    if (body.length > 0) {
      buffer.writeBytes(body);
      body = EMPTY;
    }
    return buffer;
  }
}
