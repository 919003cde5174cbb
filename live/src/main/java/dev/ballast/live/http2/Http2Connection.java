package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static dev.ballast.live.http2.ErrorCode.NO_ERROR;
import static dev.ballast.live.http2.ErrorCode.PROTOCOL_ERROR;
import static java.util.Objects.requireNonNull;

import dev.ballast.live.http.Flushes;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a connection have in common: reading frames, the windows of the connection, and
 * its end. Everything happens on the channel's loop.
 */
abstract class Http2Connection extends ChannelDuplexHandler implements FrameReader.Frames {
  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;
  private static final int ENABLE_CONNECT_PROTOCOL = 8;

  /** Bytes that may wait to be sent besides bodies: acknowledgements to who does not read them. */
  private static final long UNREAD_MAX = 256 << 10;

  /** How long what ends a connection may take to reach the other side. */
  private static final int FAREWELL_MILLIS = 250;

  /** Bytes that are copied rather than that they keep a larger buffer alive. */
  private static final int SMALL = 1_024;

  /** A reason in GOAWAY is for people: not longer than this. */
  private static final int REASON_MAX = 200;

  private final Limits limits;
  private final FrameReader reader;
  private final HeadReader heads;
  private final Budget idleFrames;
  private final Budget resets;
  private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
  private final Windows windows;
  private final List<Http2Stream> arrived = new ArrayList<>();

  private @Nullable ChannelHandlerContext ctx;
  private @Nullable FrameWriter writer;
  private @Nullable ByteBuf unread;
  private boolean haveWindowsGrown;
  private boolean hasBegun;
  private boolean hasSettings;
  private boolean willFlush;
  private boolean isLeaving;
  private @Nullable String farewell;

  /** Since when it has been without a stream, as the sweep first saw it; 0 while it is not. */
  private long idleSinceNanos;

  /** The same for SETTINGS, or a block of fields, that has not arrived completely. */
  private long partialSinceNanos;

  Http2Connection(Limits limits) {
    this.limits = limits;
    Limits.Http2 own = limits.http2();
    reader = new FrameReader(this, own);
    heads = new HeadReader(limits.message().fieldBytesMax(), limits.message().fieldsMax());
    idleFrames = new Budget(own.idleFramesMax());
    resets = new Budget(own.resetsMax());
    windows = new Windows(this, own.connectionWindow());
  }

  /** Reads what comes before the first frame; false when it has not all arrived. */
  abstract boolean preface(ByteBuf from);

  /** A setting that means something to one of the two ends alone. */
  abstract void peculiar(int setting, long value);

  /** Whether a stream that is not open has ever been: frames for it may still be on their way. */
  abstract boolean wasOpened(int stream);

  /** Data for a stream that is open no more. */
  abstract void dataAfterEnd(int stream);

  /** The last of the other side's streams that was looked at. */
  abstract int lastStream();

  /** A stream has ended; by our reset, frames of it may still be on their way. */
  abstract void streamClosed(Http2Stream stream, boolean byOurReset);

  /** The connection has ended, and all its streams with it. */
  abstract void connectionClosed();

  final Limits limits() {
    return limits;
  }

  /** The bounds that only HTTP/2 has. */
  final HeadReader heads() {
    return heads;
  }

  final FrameWriter writer() {
    return requireNonNull(writer);
  }

  final ChannelHandlerContext ctx() {
    return requireNonNull(ctx);
  }

  /** The connection's channel. */
  public final Channel channel() {
    return ctx().channel();
  }

  final ByteBufAllocator alloc() {
    return ctx().alloc();
  }

  final Windows windows() {
    return windows;
  }

  final IntObjectHashMap<Http2Stream> streams() {
    return streams;
  }

  final boolean isLeaving() {
    return isLeaving;
  }

  /** Why this side ended the connection; null where it did not. */
  public final @Nullable String farewell() {
    return farewell;
  }

  final boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    writer = new FrameWriter(context);
    if (context.channel().isActive()) {
      beginOnce();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    beginOnce();
    context.fireChannelActive();
  }

  private void beginOnce() {
    if (!hasBegun) {
      hasBegun = true;
      begin();
    }
  }

  /** The connection is there: says what comes first. */
  abstract void begin();

  /** Says how large our windows are. */
  final void introduce(int... settings) {
    writer().settings(settings);
    if (windows.beyondInitial() > 0) {
      writer().windowGrows(0, windows.beyondInitial());
    }
    flushLater();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (isLeaving) {
      bytes.release();
      return;
    }
    ByteBuf all =
        unread == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, bytes);
    unread = null;
    try {
      frames(all);
    } catch (ConnectionError e) {
      leave(e.code(), String.valueOf(e.getMessage()));
    } finally {
      keep(all);
    }
  }

  /** Keeps the beginning of a frame; of a large buffer only a copy of it. */
  private void keep(ByteBuf rest) {
    int length = rest.readableBytes();
    if (length == 0 || isLeaving || !channel().isActive()) {
      rest.release();
    } else if (length < SMALL && rest.capacity() > 4 * SMALL) {
      unread = alloc().buffer(length).writeBytes(rest);
      rest.release();
    } else {
      unread = rest;
    }
  }

  private void frames(ByteBuf from) {
    if (!preface(from)) {
      return;
    }
    if (!hasSettings) {
      int type = FrameReader.type(from);
      if (type >= 0 && type != FrameReader.SETTINGS) {
        throw new ConnectionError(PROTOCOL_ERROR, "the first frame is not SETTINGS");
      }
    }
    while (!isLeaving && reader.read(from)) {
      // each frame has been told
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    for (int i = 0; i < arrived.size(); i++) {
      arrived.get(i).readEnded();
    }
    arrived.clear();
    context.fireChannelReadComplete();
  }

  /** A message of this stream is to be handed over when the socket has no more for now. */
  final void delivered(Http2Stream stream) {
    arrived.add(stream);
  }

  // Settings and windows

  @Override
  public final void setting(int id, long value) {
    switch (id) {
      case HEADER_TABLE_SIZE -> writer().tableChanged();
      case INITIAL_WINDOW_SIZE -> streamWindows(value);
      case MAX_FRAME_SIZE -> check(value >= FrameReader.PAYLOAD_MAX && value < 1 << 24, id);
      case ENABLE_CONNECT_PROTOCOL -> check(value <= 1, id);
      default -> peculiar(id, value);
    }
  }

  static void check(boolean isRight, int setting) {
    if (!isRight) {
      throw new ConnectionError(PROTOCOL_ERROR, "the value of setting " + setting);
    }
  }

  /**
   * Changes the windows of all streams; what may be sent by that goes after our acknowledgement.
   */
  private void streamWindows(long size) {
    int more = windows.streams(size);
    for (Http2Stream stream : streams.values()) {
      stream.sendWindow =
          more > 0 ? Windows.sum(stream.sendWindow, more) : stream.sendWindow + more;
    }
    haveWindowsGrown |= more > 0;
  }

  @Override
  public void settings() {
    hasSettings = true;
    writer().settingsAcknowledged();
    answered();
    if (haveWindowsGrown) {
      haveWindowsGrown = false;
      for (Http2Stream stream : List.copyOf(streams.values())) {
        stream.pump();
      }
    }
  }

  @Override
  public final void settingsAcknowledged() {
    nothing();
  }

  @Override
  public void ping(long content, boolean isAck) {
    if (!isAck) {
      writer().ping(content, true);
      answered();
    }
  }

  /** Something was written only because the other side asked for it. */
  private void answered() {
    flushLater();
    nothing();
    if (channel().bytesBeforeWritable() > UNREAD_MAX) {
      throw new ConnectionError(ENHANCE_YOUR_CALM, "asks on and on, and reads no answer");
    }
  }

  @Override
  public final void nothing() {
    if (!idleFrames.spend()) {
      throw new ConnectionError(
          ENHANCE_YOUR_CALM,
          "more than " + limits.http2().idleFramesMax() + " frames per second that bring nothing");
    }
  }

  @Override
  public final void windowGrows(int id, int by) {
    if (by < 16) {
      nothing();
    }
    if (id == 0) {
      windows.grows(by);
      return;
    }
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      stream.windowGrows(by);
    } else {
      mustHaveBeen(id, "WINDOW_UPDATE");
    }
  }

  private void mustHaveBeen(int id, String frame) {
    if (!wasOpened(id)) {
      throw new ConnectionError(PROTOCOL_ERROR, frame + " for a stream that was never opened");
    }
  }

  /** Bytes were taken from the connection's window and are needed no more. */
  final void owe(int bytes) {
    int by = windows.owe(bytes);
    if (by > 0 && !isLeaving) {
      writer().windowGrows(0, by);
      flushLater();
    }
  }

  // Streams

  @Override
  public final void data(int id, ByteBuf from, int length, int padding, boolean isEnd) {
    windows.received(length + padding);
    if (length == 0 && !isEnd) {
      nothing();
    }
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      mustHaveBeen(id, "DATA");
      owe(length + padding);
      dataAfterEnd(id);
    } else if (stream.hasReceivedAll()) {
      owe(length + padding);
      stream.tooLate();
    } else {
      stream.data(from, length, padding, isEnd);
    }
  }

  /** Sends a piece of a body. */
  final void data(Http2Stream stream, ByteBuf part, int length, boolean isEnd) {
    writer().data(stream.id, part, length, isEnd);
    spent(stream, length);
  }

  /** Sends a body from the heap for which there is room. */
  final void data(Http2Stream stream, byte[] bytes, boolean isEnd) {
    int at = 0;
    do {
      int length = Math.min(FrameReader.PAYLOAD_MAX, bytes.length - at);
      boolean isLast = at + length == bytes.length;
      writer().data(stream.id, bytes, at, length, isLast && isEnd);
      at += length;
    } while (at < bytes.length);
    spent(stream, bytes.length);
  }

  private void spent(Http2Stream stream, int length) {
    stream.sendWindow -= length;
    windows.sent(length);
    flushLater();
  }

  @Override
  public final void reset(int id, long code) {
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      mustHaveBeen(id, "RST_STREAM");
      nothing();
      return;
    }
    spendReset();
    streams.remove(id);
    streamClosed(stream, false);
    stream.end(ErrorCode.of(code), true);
  }

  private void spendReset() {
    if (!resets.spend()) {
      throw new ConnectionError(
          ENHANCE_YOUR_CALM,
          "more than " + limits.http2().resetsMax() + " streams reset per second");
    }
  }

  @Override
  public final void wrong(int id, ErrorCode code, String reason) {
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      reset(stream, code, reason);
    } else {
      refuse(id, code);
    }
  }

  /** Resets a stream that is not open. */
  final void refuse(int id, ErrorCode code) {
    writer().reset(id, code);
    flushLater();
    spendReset();
  }

  /** The other side broke the rules of one stream. */
  final void reset(Http2Stream stream, ErrorCode code, String reason) {
    hangUp(stream, code, reason);
    spendReset();
  }

  /** Ends one stream from here. */
  final void hangUp(Http2Stream stream, ErrorCode code, String reason) {
    if (!stream.isClosed()) {
      streams.remove(stream.id);
      if (stream.isOnWire()) {
        writer().reset(stream.id, code);
        flushLater();
      }
      streamClosed(stream, true);
      stream.end(code, false);
    }
  }

  /** Both messages of a stream are through. */
  final void closed(Http2Stream stream) {
    streams.remove(stream.id);
    streamClosed(stream, false);
  }

  // Writing

  /** What was written goes out at the end of this turn of the loop. */
  final void flushLater() {
    if (!willFlush) {
      willFlush = true;
      Flushes.later(channel());
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    willFlush = false;
    writer().hand();
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      windows.pump();
    }
  }

  // The end

  /** Ends the connection, and says why. */
  @SuppressWarnings("FutureReturnValueIgnored")
  final void leave(ErrorCode code, String reason) {
    if (isLeaving) {
      return;
    }
    isLeaving = true;
    farewell = reason;
    writer().goAway(lastStream(), code, reason.substring(0, Math.min(REASON_MAX, reason.length())));
    flush(ctx());
    endStreams(code, false);
    if (channel().isActive()) {
      channel()
          .eventLoop()
          .schedule(() -> channel().close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void endStreams(ErrorCode code, boolean byPeer) {
    for (Http2Stream stream : List.copyOf(streams.values())) {
      streams.remove(stream.id);
      stream.end(code, byPeer);
    }
    windows.close();
    arrived.clear();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isLeaving = true;
    endStreams(NO_ERROR, true);
    if (unread != null) {
      unread.release();
      unread = null;
    }
    writer().close();
    connectionClosed();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // a reset by the other side, most of the time
  }

  /** Looks at the limits of time. */
  public void sweep(long nowNanos) {
    if (isLeaving) {
      return;
    }
    for (Http2Stream stream : List.copyOf(streams.values())) {
      if (stream.isStalled(nowNanos, limits.times().sendNanos())) {
        hangUp(stream, ErrorCode.CANCEL, "nobody took what was sent");
      }
    }
    boolean isPartial = !hasSettings || reader.isWithinBlock();
    partialSinceNanos = since(isPartial, partialSinceNanos, nowNanos);
    if (isPartial && nowNanos - partialSinceNanos > limits.times().headNanos()) {
      leave(hasSettings ? ENHANCE_YOUR_CALM : ErrorCode.SETTINGS_TIMEOUT, "too slow");
    } else if (isIdleLongerThan(limits.times().idleNanos(), nowNanos)) {
      leave(NO_ERROR, "idle");
    }
  }

  /** Whether it has had no stream for so long, counted from when this was first asked since. */
  public boolean isIdleLongerThan(long limitNanos, long nowNanos) {
    idleSinceNanos = since(streams.isEmpty(), idleSinceNanos, nowNanos);
    return idleSinceNanos != 0 && nowNanos - idleSinceNanos > limitNanos;
  }

  private static long since(boolean lasts, long since, long nowNanos) {
    return !lasts ? 0 : since == 0 ? nowNanos : since;
  }
}
