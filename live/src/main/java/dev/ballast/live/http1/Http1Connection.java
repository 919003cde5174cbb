package dev.ballast.live.http1;

import dev.ballast.live.http.Flushes;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a connection have in common: bytes that arrived wait until somebody wants them,
 * and while they wait nothing more is read from the socket, which is how whoever sends is made to
 * wait.
 */
abstract class Http1Connection extends ChannelInboundHandlerAdapter {
  /** What came of trying to go on with what has arrived. */
  enum Step {
    /** Something was done; there may be more to do. */
    DONE,
    /** The rest has not arrived yet. */
    MORE,
    /** Somebody else has to do something first. */
    BLOCKED
  }

  final Channel channel;
  final Limits limits;
  @Nullable Incoming incoming;
  @Nullable Outgoing outgoing;
  private @Nullable ByteBuf kept;
  private long bytesIn;
  private long bytesOut;
  private long movedBefore;

  /** How many bytes of a head that is not complete have been looked at. */
  private int seen;

  private boolean isRunning;

  /** Whether the channel is no more. */
  private boolean isInputOver;

  /**
   * Whether the connection ends for another reason than that the other side has said everything.
   */
  private boolean hasFailed;

  Http1Connection(Channel channel, Limits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  /** Goes on with the bytes that arrived, where no body is arriving. */
  abstract Step head(ByteBuf in);

  /** The body that was arriving has ended. */
  abstract void received(Incoming body);

  /** What arrives is no body. */
  abstract void receivedWrong(int status, String why);

  /** A body has been written. */
  abstract void sent(Outgoing body);

  /** What was to be written will not come. */
  abstract void sendingBroke(Outgoing body);

  /** Somebody takes the body that arrives. */
  void taken(Incoming body) {
    resumed();
  }

  /** Nobody wants the body that arrives. */
  abstract void discarded(Incoming body);

  /** The channel is no more. */
  abstract void ended();

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    bytesIn += in.readableBytes();
    kept =
        kept == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), kept, in);
    run();
  }

  /** Goes on with what has arrived, after something that held it up is over. */
  final void resumed() {
    if (!isRunning) {
      run();
    }
  }

  private void run() {
    if (isRunning) {
      return;
    }
    isRunning = true;
    Step last = Step.MORE;
    ByteBuf in = kept;
    try {
      while (in != null && kept != null && in.isReadable()) {
        Incoming body = incoming;
        last = body == null ? head(in) : body(in, body);
        if (last != Step.DONE) {
          break;
        }
      }
    } finally {
      isRunning = false;
      if (in != null && (kept == null || !in.isReadable())) {
        in.release();
        kept = null;
        last = Step.MORE;
      }
    }
    if (isInputOver) {
      endInput(last == Step.BLOCKED);
      return;
    }
    boolean reads = last == Step.MORE;
    if (channel.config().isAutoRead() != reads) {
      channel.config().setAutoRead(reads);
    }
  }

  private Step body(ByteBuf in, Incoming body) {
    if (!body.isWanted()) {
      return Step.BLOCKED;
    }
    return switch (body.reader.read(in)) {
      case PART -> {
        body.give();
        if (body.reader.remaining() == 0 && incoming == body) {
          end(body);
        }
        yield Step.DONE;
      }
      case MORE -> Step.MORE;
      case END -> {
        end(body);
        yield Step.DONE;
      }
      case WRONG -> {
        incoming = null;
        receivedWrong(body.reader.status, body.reader.why);
        body.broken();
        yield Step.DONE;
      }
    };
  }

  private void end(Incoming body) {
    incoming = null;
    body.end();
    received(body);
  }

  final void write(Draft draft) {
    write(draft.toBuffer(channel.alloc()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
  final void write(ByteBuf bytes) {
    bytesOut += bytes.readableBytes();
    channel.write(bytes, channel.voidPromise());
    Flushes.later(channel);
  }

  /** Whether something has arrived that nobody has taken yet. */
  final boolean hasMore() {
    return kept != null && kept.isReadable();
  }

  final boolean isWritable() {
    return channel.isWritable();
  }

  /**
   * Whether it may be worth while to look at a head again of which the first part was seen: not
   * before a line has ended, so that many small packets cost no more than a few looks per line.
   */
  final boolean mayBeComplete(ByteBuf in) {
    int from = in.readerIndex() + seen;
    int size = in.readableBytes();
    boolean isFirst = seen == 0 || size > limits.message().lineMax();
    seen = size;
    return isFirst || in.indexOf(from, in.writerIndex(), (byte) '\n') >= 0;
  }

  /** The head was complete; the next one is new. */
  final void headEnded() {
    seen = 0;
  }

  /** Whether so much arrived, or was taken by the socket, since this last said so. */
  final boolean hasMoved(int atLeast) {
    long moved = bytesIn + bytesOut - channel.bytesBeforeWritable();
    boolean has = Math.abs(moved - movedBefore) >= atLeast;
    if (has) {
      movedBefore = moved;
    }
    return has;
  }

  /**
   * Says nothing more, once all that was written has gone.
   *
   * @param isHeard whether the other side may still speak
   */
  final void endOutput(boolean isHeard) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (isHeard
                      && written.isSuccess()
                      && written.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                  } else {
                    close();
                  }
                });
  }

  /** Bytes without frames from now on: either side may end before the other. */
  final void becomesRaw() {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      Outgoing body = outgoing;
      if (body != null) {
        body.writable();
      }
      resumed();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      Incoming body = incoming;
      if (body != null) {
        end(body);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    isInputOver = true;
    ended();
    Outgoing going = outgoing;
    outgoing = null;
    if (going != null) {
      going.stop();
    }
    resumed();
  }

  /**
   * Nothing more arrives. What did is still given to whoever takes the body.
   *
   * @param isHeldUp whether somebody will; otherwise what is left is a part of something that will
   *     never be whole
   */
  private void endInput(boolean isHeldUp) {
    Incoming body = incoming;
    ByteBuf in = kept;
    if (in != null && (body == null || body.isDiscarded() || !isHeldUp)) {
      in.release();
      kept = null;
    }
    if (body == null || kept != null) {
      return;
    }
    incoming = null;
    if (body.reader.endsWithConnection() && !hasFailed) {
      body.end();
    } else {
      body.broken();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close(); // a reset by the other side, most of the time
  }

  @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells of the end
  public final void close() {
    hasFailed = true;
    channel.close();
  }
}
