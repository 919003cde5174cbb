package dev.ballast.live;

import dev.ballast.kernel.Result;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections from one caller to one port: made on demand, the last one used first, so that
 * those which are not needed fall idle and go. Bounded; at the bound requests wait their turn, at a
 * second bound they are refused. Belongs to the caller's loop; {@link Outbound#ended} never comes
 * from within {@link #send}.
 *
 * <p>A connection that ends before its answer is complete is reported as lost, also when it had
 * been kept from an earlier request: whether the callee had begun the work cannot be known, so
 * whether to repeat is for the retry policy, which knows what is idempotent.
 */
final class Pool {
  private static final int CONNECT_MILLIS = 3_000;

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Limits limits;
  private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<Outbound> waiting = new ArrayDeque<>();
  private final Set<ClientConnection> open = new LinkedHashSet<>();
  private boolean isClosed;

  Pool(EventLoop loop, int port, Limits limits) {
    this.loop = loop;
    this.limits = limits;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Loops.channel())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {}
                })
            .remoteAddress(Sockets.local(port));
  }

  void send(Outbound outbound) {
    if (isClosed) {
      return; // like a message that is lost
    }
    ClientConnection connection = idle.pollLast();
    while (connection != null && !connection.isUsable()) {
      connection = idle.pollLast();
    }
    if (connection != null) {
      connection.take(outbound);
    } else if (open.size() < limits.poolMax()) {
      connect(outbound);
    } else if (waiting.size() < limits.poolWaitingMax()) {
      waiting.add(outbound);
    } else {
      loop.execute(() -> outbound.ended(Result.UNREACHABLE, null));
    }
  }

  private void connect(Outbound outbound) {
    Maker maker = new Maker();
    bootstrap
        .clone()
        .handler(maker)
        .connect()
        .addListener(
            (ChannelFutureListener)
                future -> {
                  if (!future.isSuccess()) {
                    ClientConnection failed = maker.made;
                    if (failed != null) {
                      closed(failed);
                      failed.refused();
                    }
                  }
                });
    ClientConnection made = maker.made;
    if (made == null) {
      loop.execute(() -> outbound.ended(Result.UNREACHABLE, null)); // such as out of descriptors
    } else {
      made.take(outbound);
    }
  }

  /** Sets a new channel up at once, so that its connection is known before it is connected. */
  private final class Maker extends ChannelInitializer<Channel> {
    private @Nullable ClientConnection made;

    @Override
    protected void initChannel(Channel channel) {
      ClientConnection connection = new ClientConnection(Pool.this, channel, limits);
      channel.pipeline().addLast(new ClientConnection.Decoder(connection, limits), connection);
      open.add(connection);
      made = connection;
    }
  }

  /** A connection has its answer and can be used again. */
  void free(ClientConnection connection) {
    Outbound next = waiting.poll();
    while (next != null && next.isAbandoned()) {
      next = waiting.poll();
    }
    if (next == null) {
      idle.addLast(connection);
    } else {
      connection.take(next);
    }
  }

  /** A connection is no more. */
  void closed(ClientConnection connection) {
    if (open.remove(connection)) {
      idle.remove(connection);
      Outbound next = waiting.poll();
      while (next != null && next.isAbandoned()) {
        next = waiting.poll();
      }
      if (next != null) {
        connect(next);
      }
    }
  }

  /** Closes what has not been used for long. */
  void sweep(long nowNanos) {
    for (ClientConnection connection : idle) {
      if (connection.isIdleLongerThan(limits.poolIdleNanos(), nowNanos)) {
        connection.close(); // and leaves when it is closed
      }
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
