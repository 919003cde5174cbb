package dev.ballast.live.http2;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames one after the other into one buffer, which is handed to the channel when it is
 * large, and at the latest with the flush at the end of the loop's turn.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class FrameWriter {
  /** Bytes of a body from which on it is not copied next to other frames. */
  private static final int COPIED_MAX = 4_096;

  private static final int HANDED_FROM = 32 << 10;
  private static final int BUFFER = 1_024;

  private static final int AUTHORITY = 1;
  private static final int GET = 2;
  private static final int POST = 3;
  private static final int ROOT = 4;
  private static final int HTTP = 6;
  private static final int HTTPS = 7;
  private static final int OK = 8;
  private static final int CONTENT_LENGTH = 28;

  /** What of the fields is not written as it is. */
  private static final AsciiString TE = AsciiString.cached("te");

  private static final AsciiString TRAILERS = AsciiString.cached("trailers");

  private final ChannelHandlerContext ctx;
  private @Nullable ByteBuf out;

  /** Whether the next block of fields has to say that the table is empty. */
  private boolean emptiesTable = true;

  FrameWriter(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** The other side changed how large a table may be: it waits to hear of it (RFC 7541, 4.2). */
  void tableChanged() {
    emptiesTable = true;
  }

  private ByteBuf out() {
    ByteBuf open = out;
    if (open == null) {
      open = ctx.alloc().buffer(BUFFER);
      out = open;
    }
    return open;
  }

  private ByteBuf frame(int length, int type, int flags, int stream) {
    ByteBuf to = out();
    to.ensureWritable(FrameReader.HEAD + length);
    to.writeMedium(length);
    to.writeByte(type);
    to.writeByte(flags);
    to.writeInt(stream);
    return to;
  }

  void bytes(byte[] bytes) {
    out().writeBytes(bytes);
  }

  /** Settings as pairs of an identifier and a value. */
  void settings(int... pairs) {
    ByteBuf to = frame(pairs.length * 3, FrameReader.SETTINGS, 0, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      to.writeShort(pairs[i]);
      to.writeInt(pairs[i + 1]);
    }
  }

  void settingsAcknowledged() {
    frame(0, FrameReader.SETTINGS, FrameReader.ACK, 0);
  }

  void ping(long content, boolean isAck) {
    frame(8, FrameReader.PING, isAck ? FrameReader.ACK : 0, 0).writeLong(content);
  }

  void goAway(int lastStream, ErrorCode code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    frame(8 + text.length, FrameReader.GOAWAY, 0, 0)
        .writeInt(lastStream)
        .writeInt(code.code())
        .writeBytes(text);
  }

  void reset(int stream, ErrorCode code) {
    frame(4, FrameReader.RST_STREAM, 0, stream).writeInt(code.code());
  }

  void windowGrows(int stream, int by) {
    frame(4, FrameReader.WINDOW_UPDATE, 0, stream).writeInt(by);
  }

  /** Some bytes of a body, all in one frame; the part stays the caller's to release. */
  void data(int stream, ByteBuf part, int length, boolean isEnd) {
    int flags = isEnd ? FrameReader.END_STREAM : 0;
    ByteBuf to = frame(length <= COPIED_MAX ? length : 0, FrameReader.DATA, flags, stream);
    if (length <= COPIED_MAX) {
      to.writeBytes(part, length);
    } else {
      to.setMedium(to.writerIndex() - FrameReader.HEAD, length);
      hand();
      ctx.write(part.readRetainedSlice(length), ctx.voidPromise());
    }
    handLarge();
  }

  /** A body, or a piece of one, from the heap. */
  void data(int stream, byte[] bytes, int from, int length, boolean isEnd) {
    int flags = isEnd ? FrameReader.END_STREAM : 0;
    frame(length, FrameReader.DATA, flags, stream).writeBytes(bytes, from, length);
    handLarge();
  }

  /**
   * A request's head.
   *
   * @param length what content-length is to say; −1 for nothing
   */
  void request(int stream, RequestHead head, long length, boolean isGrpc, boolean isEnd) {
    ByteBuf to = begin();
    int start = to.writerIndex();
    table(to);
    switch (head.method()) {
      case "GET" -> HpackEncoder.indexed(to, GET);
      case "POST" -> HpackEncoder.indexed(to, POST);
      default -> HpackEncoder.named(to, GET, head.method());
    }
    HpackEncoder.indexed(to, head.scheme().equals("https") ? HTTPS : HTTP);
    HpackEncoder.named(to, AUTHORITY, head.authority());
    if (head.target().equals("/")) {
      HpackEncoder.indexed(to, ROOT);
    } else {
      HpackEncoder.named(to, ROOT, head.target());
    }
    fields(to, head.fields(), length);
    if (isGrpc) {
      HpackEncoder.field(to, null, TE, TRAILERS);
    }
    end(to, start, stream, isEnd);
  }

  /**
   * An answer's head.
   *
   * @param length what content-length is to say; −1 for nothing
   */
  void response(int stream, ResponseHead head, long length, boolean isEnd) {
    ByteBuf to = begin();
    int start = to.writerIndex();
    table(to);
    switch (head.status()) {
      case 200 -> HpackEncoder.indexed(to, OK);
      case 204 -> HpackEncoder.indexed(to, 9);
      case 206 -> HpackEncoder.indexed(to, 10);
      case 304 -> HpackEncoder.indexed(to, 11);
      case 400 -> HpackEncoder.indexed(to, 12);
      case 404 -> HpackEncoder.indexed(to, 13);
      case 500 -> HpackEncoder.indexed(to, 14);
      default -> HpackEncoder.named(to, OK, Integer.toString(head.status()));
    }
    fields(to, head.fields(), length);
    end(to, start, stream, isEnd);
  }

  /** The fields after a body, which end the stream. */
  void trailers(int stream, Fields fields) {
    ByteBuf to = begin();
    int start = to.writerIndex();
    table(to);
    fields(to, fields, -1);
    end(to, start, stream, true);
  }

  private void table(ByteBuf to) {
    if (emptiesTable) {
      emptiesTable = false;
      HpackEncoder.emptyTable(to);
    }
  }

  private ByteBuf begin() {
    return frame(0, FrameReader.HEADERS, 0, 0);
  }

  private static void fields(ByteBuf to, Fields fields, long length) {
    for (int i = 0; i < fields.count(); i++) {
      AsciiString name = fields.name(i);
      FieldName known = FieldName.known(name.array(), name.arrayOffset(), name.length());
      if (known == null || isWritten(known.kind())) {
        HpackEncoder.field(to, known, name, fields.value(i));
      }
    }
    if (length >= 0) {
      HpackEncoder.named(to, CONTENT_LENGTH, Long.toString(length));
    }
  }

  /** Not what concerns one connection, nor what is said otherwise. */
  private static boolean isWritten(FieldName.Kind kind) {
    return switch (kind) {
      case METHOD, SCHEME, AUTHORITY, PATH, STATUS, HOST, TE -> false;
      case CONTENT_LENGTH, CONNECTION_SPECIFIC, UNKNOWN_PSEUDO, INVALID -> false;
      case COOKIE, SECRET, ORDINARY -> true;
    };
  }

  /** Completes the frame of the block, or cuts one that is too long for a frame. */
  private void end(ByteBuf to, int start, int stream, boolean isEnd) {
    int length = to.writerIndex() - start;
    int flags = isEnd ? FrameReader.END_STREAM : 0;
    int head = start - FrameReader.HEAD;
    to.setInt(head + 5, stream);
    if (length <= FrameReader.PAYLOAD_MAX) {
      to.setMedium(head, length);
      to.setByte(head + 4, flags | FrameReader.END_HEADERS);
    } else {
      byte[] block = ByteBufUtil.getBytes(to, start, length);
      to.writerIndex(start + FrameReader.PAYLOAD_MAX);
      to.setMedium(head, FrameReader.PAYLOAD_MAX);
      to.setByte(head + 4, flags);
      continued(stream, block);
    }
    handLarge();
  }

  private void continued(int stream, byte[] block) {
    int at = FrameReader.PAYLOAD_MAX;
    while (at < block.length) {
      int length = Math.min(FrameReader.PAYLOAD_MAX, block.length - at);
      int flags = at + length == block.length ? FrameReader.END_HEADERS : 0;
      frame(length, FrameReader.CONTINUATION, flags, stream).writeBytes(block, at, length);
      at += length;
    }
  }

  private void handLarge() {
    if (out != null && out.readableBytes() >= HANDED_FROM) {
      hand();
    }
  }

  /** Hands what was written to the channel, without a flush. */
  void hand() {
    ByteBuf full = out;
    if (full != null) {
      out = null;
      ctx.write(full, ctx.voidPromise());
    }
  }

  /** Frees what was not handed on. */
  void close() {
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
