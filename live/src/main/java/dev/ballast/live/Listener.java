package dev.ballast.live;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port on 127.0.0.1 and the connections to it, on one loop from accepting to answering. It can go
 * down, which resets its connections and refuses new ones, and come up again on the same port.
 */
final class Listener {
  private static final int BACKLOG = 4_096;

  private final EventLoop loop;
  private final Desk desk;
  private final Limits limits;
  private final Set<ServerConnection> connections = new LinkedHashSet<>();
  private volatile int port;
  private @Nullable Channel server;

  Listener(EventLoop loop, Desk desk, Limits limits) {
    this.loop = loop;
    this.desk = desk;
    this.limits = limits;
    Sockets.sweep(loop, this::sweep);
  }

  Desk desk() {
    return desk;
  }

  Limits limits() {
    return limits;
  }

  int port() {
    return port;
  }

  /** Listens on the port; the future ends on the loop. */
  ChannelFuture open(int wanted) {
    port = wanted;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(Loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    ChannelFuture bound = bootstrap.bind(Sockets.local(wanted));
    bound.addListener(
        (ChannelFutureListener)
            future -> {
              if (future.isSuccess()) {
                server = future.channel();
              }
            });
    return bound;
  }

  private void accept(Channel channel) {
    if (connections.size() >= limits.connectionsMax()) {
      Draft out = Draft.begin();
      Answers.refuse(out, 503, "more than " + limits.connectionsMax() + " connections", true);
      channel.writeAndFlush(out.toBuffer(channel.alloc())).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ServerConnection connection = new ServerConnection(this, channel);
    connections.add(connection);
    channel.pipeline().addLast(new RequestDecoder(connection, limits), connection);
  }

  void closed(ServerConnection connection) {
    connections.remove(connection);
  }

  private void sweep() {
    if (!connections.isEmpty()) {
      long now = System.nanoTime();
      for (ServerConnection connection : new ArrayList<>(connections)) {
        connection.sweep(now);
      }
    }
  }

  /** Refuses new connections and breaks the others. On the loop. */
  void down() {
    if (server != null) {
      Sockets.close(server);
      server = null;
    }
    for (ServerConnection connection : new ArrayList<>(connections)) {
      Sockets.close(connection.channel());
    }
  }
}
