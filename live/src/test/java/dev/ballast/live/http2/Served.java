package dev.ballast.live.http2;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerHandler;
import dev.ballast.live.http.ServerProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Servers and clients of HTTP/2 on 127.0.0.1, all on one loop. */
final class Served implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final EventLoop loop = group.next();
  final List<Http2Server> connections = new CopyOnWriteArrayList<>();

  /** Answers what a handler wants to any request. */
  int serve(ServerHandler handler, Limits limits) {
    return serve(Http2.PROTOCOL, handler, limits);
  }

  int serve(ServerProtocol protocol, ServerHandler handler, Limits limits) {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Accepted accepted = new Accepted(channel, handler, limits);
                    protocol.accept(accepted);
                    if (accepted.connection() instanceof Http2Server connection) {
                      connections.add(connection);
                    }
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  Http2Client connect(int port, ClientConnection.Owner owner, Limits limits) {
    Http2Client client = new Http2Client(owner, limits);
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(client);
              }
            })
        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .addListener(
            (ChannelFutureListener)
                future -> {
                  if (!future.isSuccess()) {
                    client.unreachable();
                  }
                });
    return client;
  }

  /** What a look from the loop sees. */
  <T> T onLoop(Callable<T> look) {
    return loop.submit(look).syncUninterruptibly().getNow();
  }

  void sweep(long nowNanos) {
    loop.submit(() -> connections.forEach(connection -> connection.sweep(nowNanos)))
        .syncUninterruptibly();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  static void discard(Body body) {
    if (body instanceof Body.Arriving arriving) {
      arriving.source().discard();
    }
  }
}
