package dev.ballast.live.http;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection that a listener accepted, on its way through its protocols. */
public final class Accepted {
  private final Channel channel;
  private final ServerHandler handler;
  private final Limits limits;
  private Peer peer;
  private @Nullable ServerConnection connection;
  private long sinceNanos;

  /** A connection of which nothing is known but where it came from. */
  public Accepted(Channel channel, ServerHandler handler, Limits limits) {
    this.channel = channel;
    this.handler = handler;
    this.limits = limits;
    InetSocketAddress address =
        channel.remoteAddress() instanceof InetSocketAddress inet
            ? inet
            : new InetSocketAddress(0); // gone already
    peer = new Peer(address, "http/1.1", false, null, null);
  }

  public Channel channel() {
    return channel;
  }

  /** Who takes its requests. */
  public ServerHandler handler() {
    return handler;
  }

  public Limits limits() {
    return limits;
  }

  /** What is known of the client so far. */
  public Peer peer() {
    return peer;
  }

  /** More is known of the client. */
  public void peer(Peer better) {
    peer = better;
  }

  /** Who looks after it; null while that is not settled. */
  public @Nullable ServerConnection connection() {
    return connection;
  }

  /** The protocol is settled. */
  public void speaks(ServerConnection settled) {
    connection = settled;
  }

  /** Looks at the limits of time, also at how long it takes to settle the protocol. */
  public void sweep(long nowNanos) {
    ServerConnection settled = connection;
    if (settled != null) {
      settled.sweep(nowNanos);
    } else if (sinceNanos == 0) {
      sinceNanos = nowNanos;
    } else if (nowNanos - sinceNanos > limits.times().headNanos()) {
      close();
    }
  }

  /** Takes no new request, ends those that it has, and closes then. */
  public void drain() {
    ServerConnection settled = connection;
    if (settled != null) {
      settled.drain();
    } else {
      close();
    }
  }

  /** Closes at once. */
  @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for the end listens to the channel
  public void close() {
    channel.close();
  }
}
