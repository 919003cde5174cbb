package dev.ballast.live.http2;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.ServerConnection;
import dev.ballast.live.http.ServerProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Tells by its first bytes which version of HTTP a connection speaks: no request of HTTP/1 begins
 * as the preface of HTTP/2 does.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter implements ServerConnection {
  /** Tells the preface from a method of HTTP/1. */
  private static final int TELLING = 4;

  private final Accepted accepted;
  private final ServerProtocol http2;
  private final ServerProtocol http1;
  private @Nullable ByteBuf bytes;
  private long sinceNanos;

  FirstBytes(Accepted accepted, ServerProtocol http2, ServerProtocol http1) {
    this.accepted = accepted;
    this.http2 = http2;
    this.http1 = http1;
    accepted.speaks(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf all = (ByteBuf) message;
    if (bytes != null) {
      all = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), bytes, all);
    }
    bytes = all;
    int length = Math.min(TELLING, all.readableBytes());
    boolean isPreface = true;
    for (int i = 0; i < length; i++) {
      isPreface &= all.getByte(all.readerIndex() + i) == Http2Server.PREFACE[i];
    }
    if (!isPreface) {
      speak(ctx, http1);
    } else if (length == TELLING) {
      Peer peer = accepted.peer();
      accepted.peer(
          new Peer(peer.address(), "h2", peer.isSecure(), peer.identity(), peer.serverName()));
      speak(ctx, http2);
    }
  }

  private void speak(ChannelHandlerContext ctx, ServerProtocol protocol) {
    protocol.accept(accepted);
    ByteBuf read = bytes;
    bytes = null;
    if (read != null) {
      ctx.fireChannelRead(read);
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  private void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    drain(); // a reset by the client, most of the time
  }

  @Override
  public void sweep(long nowNanos) {
    Limits limits = accepted.limits();
    if (sinceNanos == 0) {
      sinceNanos = nowNanos;
    } else if (nowNanos - sinceNanos > limits.times().headNanos()) {
      drain();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void drain() {
    accepted.channel().close();
  }
}
