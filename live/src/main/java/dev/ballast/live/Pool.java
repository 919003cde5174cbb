package dev.ballast.live;

import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.Limits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections from one caller to one address: made on demand, the last one used first, so that
 * those which are not needed fall idle and go. Bounded; at the bound exchanges wait their turn, at
 * a second bound they are refused. Belongs to the caller's loop; that an exchange failed is never
 * told from within {@link #send}.
 *
 * <p>A connection that ends before its answer is complete is reported as lost, also when it had
 * been kept from an earlier request: whether the callee had begun the work cannot be known, so
 * whether to repeat is for the retry policy, which knows what is idempotent.
 */
final class Pool implements ClientConnection.Owner {
  private static final int CONNECT_MILLIS = 3_000;

  private final EventLoop loop;
  private final SocketAddress address;
  private final ClientProtocol protocol;
  private final Bootstrap bootstrap;
  private final Limits limits;

  /** Those with room. */
  private final ArrayDeque<ClientConnection> free = new ArrayDeque<>();

  private final ArrayDeque<ClientExchange> waiting = new ArrayDeque<>();
  private final Set<ClientConnection> open = new LinkedHashSet<>();
  private boolean isClosed;

  /** A pool without connections yet. */
  Pool(EventLoop loop, SocketAddress address, ClientProtocol protocol, Limits limits) {
    this.loop = loop;
    this.address = address;
    this.protocol = protocol;
    this.limits = limits;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Transport.of(loop).channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .remoteAddress(address);
  }

  /** Where its connections lead. */
  SocketAddress address() {
    return address;
  }

  void send(ClientExchange exchange) {
    if (isClosed) {
      return; // like a message that is lost
    }
    ClientConnection connection = free.pollLast();
    while (connection != null && connection.room() == 0) {
      connection = free.pollLast();
    }
    if (connection != null) {
      give(exchange, connection);
    } else if (open.size() < limits.pool().max()) {
      connect(exchange);
    } else if (waiting.size() < limits.pool().waitingMax()) {
      waiting.add(exchange);
    } else {
      loop.execute(() -> exchange.failed(ClientExchange.Failure.UNREACHABLE));
    }
  }

  private void give(ClientExchange exchange, ClientConnection connection) {
    connection.take(exchange);
    if (connection.room() > 0) {
      free.addLast(connection);
    }
  }

  private void connect(ClientExchange exchange) {
    Maker maker = new Maker();
    bootstrap
        .clone()
        .handler(maker)
        .connect()
        .addListener(
            (ChannelFutureListener)
                future -> {
                  ClientConnection failed = maker.made;
                  if (!future.isSuccess() && failed != null) {
                    closed(failed);
                    failed.unreachable();
                  }
                });
    ClientConnection made = maker.made;
    if (made == null) { // such as out of descriptors
      loop.execute(() -> exchange.failed(ClientExchange.Failure.UNREACHABLE));
    } else {
      give(exchange, made);
    }
  }

  /** Sets a new channel up at once, so that its connection is known before it is connected. */
  private final class Maker extends ChannelInitializer<Channel> {
    private @Nullable ClientConnection made;

    @Override
    protected void initChannel(Channel channel) {
      ClientConnection connection = protocol.begin(channel, Pool.this, limits);
      open.add(connection);
      made = connection;
    }
  }

  @Override
  public void free(ClientConnection connection) {
    while (connection.room() > 0) {
      ClientExchange next = nextWaiting();
      if (next == null) {
        free.addLast(connection);
        return;
      }
      connection.take(next);
    }
  }

  private @Nullable ClientExchange nextWaiting() {
    ClientExchange next = waiting.poll();
    while (next != null && next.isAbandoned()) {
      next = waiting.poll();
    }
    return next;
  }

  @Override
  public void closed(ClientConnection connection) {
    if (open.remove(connection)) {
      free.remove(connection);
      ClientExchange next = isClosed ? null : nextWaiting();
      if (next != null) {
        connect(next);
      }
    }
  }

  /** Whether there is no connection, used or not. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Closes what has not been used for long. */
  void sweep(long nowNanos) {
    for (ClientConnection connection : free) {
      if (connection.isIdleLongerThan(limits.pool().idleNanos(), nowNanos)) {
        connection.close(); // and leaves when it is closed
      }
    }
  }

  /** Makes no use of what there is any more, and closes it when it has ended what it carries. */
  void drain() {
    for (ClientConnection connection : List.copyOf(open)) {
      connection.drain();
    }
  }

  /** Closes every connection; what is sent from now on vanishes. */
  void close() {
    isClosed = true;
    waiting.clear();
    for (ClientConnection connection : List.copyOf(open)) {
      connection.close();
    }
  }
}
