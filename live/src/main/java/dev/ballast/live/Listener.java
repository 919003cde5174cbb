package dev.ballast.live;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http1.Http1Server;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port and the connections to it, on one loop from accepting to answering. It can go down, which
 * resets its connections and refuses new ones, and come up again on the same port.
 */
final class Listener {
  private static final int BACKLOG = 4_096;

  private final EventLoop loop;
  private final ServerProtocol protocol;
  private final Reception handler;

  /** Of connections that come from now on. On the loop. */
  private Limits limits;

  private final Set<Accepted> connections = new LinkedHashSet<>();

  private final InetAddress address;
  private volatile int port;
  private @Nullable Channel server;

  /** A listener on 127.0.0.1 that speaks this protocol, for a desk. */
  Listener(EventLoop loop, Desk desk, ServerProtocol protocol, Limits limits) {
    this(loop, desk, protocol, limits, InetAddress.getLoopbackAddress());
  }

  /** A listener on an address of this machine, or on all of them. */
  @SuppressWarnings("FutureReturnValueIgnored") // looked after for as long as the loop lives
  Listener(EventLoop loop, Desk desk, ServerProtocol protocol, Limits limits, InetAddress address) {
    this.address = address;
    this.loop = loop;
    this.protocol = protocol;
    this.limits = limits;
    handler = new Reception(desk, limits.message().keptMax());
    Sockets.sweep(loop, this::sweep);
  }

  int port() {
    return port;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(address, port);
  }

  /** How many connections there are. On the loop. */
  int connections() {
    return connections.size();
  }

  /**
   * Has another desk take what arrives from now on, and other limits hold for connections that come
   * from now on. On the loop.
   */
  void serve(Desk desk, Limits from) {
    handler.serve(desk);
    limits = from;
  }

  /** Listens on the port; the future ends on the loop. */
  ChannelFuture open(int wanted) {
    port = wanted;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(Transport.of(loop).serverChannel())
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
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(address, wanted));
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
    Accepted accepted = new Accepted(channel, handler, limits);
    int max = limits.connections().max();
    if (connections.size() >= max) {
      Http1Server.turnAway(accepted, 503, "more than " + max + " connections");
      return;
    }
    connections.add(accepted);
    channel.closeFuture().addListener(_ -> connections.remove(accepted));
    protocol.accept(accepted);
  }

  private void sweep() {
    if (!connections.isEmpty()) {
      long now = System.nanoTime();
      for (Accepted accepted : new ArrayList<>(connections)) {
        accepted.sweep(now);
      }
    }
  }

  /** Refuses new connections, and lets the others end what they do. On the loop. */
  void drain() {
    if (server != null) {
      Sockets.close(server);
      server = null;
    }
    for (Accepted accepted : new ArrayList<>(connections)) {
      accepted.drain();
    }
  }

  /** Refuses new connections and breaks the others. On the loop. */
  void down() {
    if (server != null) {
      Sockets.close(server);
      server = null;
    }
    for (Accepted accepted : new ArrayList<>(connections)) {
      accepted.close();
    }
  }
}
