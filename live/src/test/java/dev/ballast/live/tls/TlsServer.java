package dev.ballast.live.tls;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http.ServerStream;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that tells whoever writes something who it takes them for. */
@SuppressWarnings("FutureReturnValueIgnored") // tests look at what comes of it
final class TlsServer implements AutoCloseable {
  /** Takes no requests: what is spoken here is not HTTP. */
  private static final ServerHandler NOBODY =
      new ServerHandler() {
        @Override
        public void requested(ServerStream stream) {
          throw new AssertionError();
        }

        @Override
        public void gone(ServerStream stream) {
          throw new AssertionError();
        }
      };

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel server;
  private final List<Channel> accepted = new CopyOnWriteArrayList<>();

  TlsServer(ServerProtocol protocol) {
    this(protocol, Limits.DEFAULT);
  }

  TlsServer(ServerProtocol protocol, Limits limits) {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted.add(channel);
                    protocol.accept(new Accepted(channel, NOBODY, limits));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * What is spoken inside: the answer to any bytes is {@link #inWords} of the peer, and a line's
   * end.
   */
  static void tellThem(Accepted accepted) {
    accepted
        .channel()
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
                context.writeAndFlush(
                    ByteBufUtil.writeUtf8(context.alloc(), inWords(accepted.peer()) + "\n"));
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
              }
            });
  }

  static String inWords(Peer peer) {
    return peer.protocol()
        + " "
        + orNobody(peer.identity())
        + " "
        + orNobody(peer.serverName())
        + (peer.isSecure() ? "" : " in clear");
  }

  private static String orNobody(@Nullable String text) {
    return text == null ? "-" : text;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
