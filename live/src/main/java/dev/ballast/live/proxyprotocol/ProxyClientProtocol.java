package dev.ballast.live.proxyprotocol;

import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Begins every connection with a header that names the client for whom its exchange is made. What a
 * header says is true of one client, so a connection carries one exchange and ends with it.
 */
public final class ProxyClientProtocol implements ClientProtocol {
  private final ClientProtocol inner;

  /**
   * The header ahead of another protocol.
   *
   * @param inner what follows it
   */
  public ProxyClientProtocol(ClientProtocol inner) {
    this.inner = inner;
  }

  @Override
  public ClientConnection begin(Channel channel, ClientConnection.Owner owner, Limits limits) {
    Header header = new Header();
    channel.pipeline().addLast(header);
    Once connection = new Once(header, owner);
    connection.carrier = inner.begin(channel, connection, limits);
    return connection;
  }

  /** Writes the header ahead of everything that the others write, and goes. */
  private static final class Header extends ChannelInboundHandlerAdapter {
    private @Nullable Peer client;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
    public void channelActive(ChannelHandlerContext context) {
      ByteBuf header = context.alloc().buffer(ProxyHeader.PREAMBLE + ProxyHeader.ADDRESSES_6);
      InetSocketAddress server =
          context.channel().remoteAddress() instanceof InetSocketAddress address ? address : null;
      ProxyHeader.write(header, client == null ? null : client.address(), server);
      context.write(header, context.voidPromise());
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
  }

  /** A connection that carries one exchange. */
  private static final class Once implements ClientConnection, ClientConnection.Owner {
    private final Header header;
    private final Owner owner;
    private @Nullable ClientConnection carrier;
    private boolean hasCarried;

    Once(Header header, Owner owner) {
      this.header = header;
      this.owner = owner;
    }

    private ClientConnection carrier() {
      if (carrier == null) {
        throw new IllegalStateException("the connection has not begun");
      }
      return carrier;
    }

    @Override
    public int room() {
      return hasCarried ? 0 : carrier().room();
    }

    @Override
    public void take(ClientExchange exchange) {
      hasCarried = true;
      header.client = exchange.onBehalfOf();
      carrier().take(exchange);
      carrier().drain();
    }

    @Override
    public void unreachable() {
      carrier().unreachable();
    }

    @Override
    public boolean isIdleLongerThan(long limitNanos, long nowNanos) {
      return carrier().isIdleLongerThan(limitNanos, nowNanos);
    }

    @Override
    public void drain() {
      carrier().drain();
    }

    @Override
    public void close() {
      carrier().close();
    }

    @Override
    public void free(ClientConnection connection) {
      if (!hasCarried) {
        owner.free(this);
      }
    }

    @Override
    public void closed(ClientConnection connection) {
      owner.closed(this);
    }
  }
}
