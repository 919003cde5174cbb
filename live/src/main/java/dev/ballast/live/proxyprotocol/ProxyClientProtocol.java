package dev.ballast.live.proxyprotocol;

import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Begins every connection with a header that names the client for whom it is made. It then belongs
 * to that client alone.
 */
public final class ProxyClientProtocol implements ClientProtocol {
  private final ClientProtocol inner;
  private final @Nullable InetSocketAddress client;
  private final @Nullable InetSocketAddress reached;

  /**
   * The header ahead of another protocol.
   *
   * @param client for whom connections are made; null where the proxy speaks for itself
   * @param reached where that client was accepted
   */
  public ProxyClientProtocol(
      ClientProtocol inner,
      @Nullable InetSocketAddress client,
      @Nullable InetSocketAddress reached) {
    this.inner = inner;
    this.client = client;
    this.reached = reached;
  }

  @Override
  public ClientConnection begin(Channel channel, ClientConnection.Owner owner, Limits limits) {
    channel.pipeline().addLast(new Header());
    return inner.begin(channel, owner, limits);
  }

  /** Writes the header ahead of everything that the others write, and goes. */
  private final class Header extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
    public void channelActive(ChannelHandlerContext context) {
      ByteBuf header = context.alloc().buffer(ProxyHeader.PREAMBLE + 36);
      ProxyHeader.write(header, client, reached);
      context.write(header, context.voidPromise());
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
  }
}
