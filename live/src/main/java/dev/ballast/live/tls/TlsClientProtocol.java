package dev.ballast.live.tls;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * TLS on connections to a server. What is spoken inside is told that the connection is there when
 * the handshake has succeeded, and that the server is unreachable when it has failed: nothing was
 * sent then, or nothing that the server took. In TLS 1.3 a client is done before the server has
 * looked at its certificate (RFC 8446, 4.4.2.4), and has sent a request when it is refused.
 */
final class TlsClientProtocol implements ClientProtocol {
  private final ClientTls tls;
  private final ClientProtocol inner;
  private final String alpn;
  private final String server;
  private final int port;
  private final ConnectionLog log;

  TlsClientProtocol(
      ClientTls tls,
      ClientProtocol inner,
      String alpn,
      String server,
      int port,
      ConnectionLog log) {
    this.tls = tls;
    this.inner = inner;
    this.alpn = alpn;
    this.server = server;
    this.port = port;
    this.log = log;
  }

  @Override
  public ClientConnection begin(Channel channel, ClientConnection.Owner owner, Limits limits) {
    SslHandler handler = tls.handler(channel.alloc(), alpn, server, port);
    handler.setHandshakeTimeoutMillis(limits.times().headNanos() / Units.MILLISECOND);
    Gate gate = new Gate();
    channel.pipeline().addLast(handler, gate);
    ClientConnection connection = inner.begin(channel, owner, limits);
    gate.connection = connection;
    return connection;
  }

  /**
   * Lets nothing through until the end of the handshake, and goes when the server has said
   * something.
   */
  private final class Gate extends ChannelInboundHandlerAdapter {
    private @Nullable ClientConnection connection;
    private boolean isConnected;
    private boolean isOver;

    /** Whether the server has yet to say something. */
    private boolean isOpen;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      isConnected = true; // and told of when the handshake has succeeded
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (isOver || !(event instanceof SslHandshakeCompletionEvent completion)) {
        super.userEventTriggered(context, event);
      } else if (completion.isSuccess() && !agrees(context)) {
        failed(context, new IllegalStateException("it does not speak " + alpn));
      } else if (completion.isSuccess()) {
        isOver = true;
        isOpen = true;
        context.fireChannelActive();
      } else if (isConnected) {
        failed(context, completion.cause());
      }
    }

    /** A server without ALPN speaks HTTP/1.1; HTTP/2 has to be agreed on (RFC 9113, 3.2). */
    private boolean agrees(ChannelHandlerContext context) {
      String agreed = context.pipeline().get(SslHandler.class).applicationProtocol();
      return alpn.equals(agreed == null ? ClientTls.ALPN_DEFAULT : agreed);
    }

    private void failed(ChannelHandlerContext context, Throwable cause) {
      isOver = true;
      if (context.channel().remoteAddress() instanceof InetSocketAddress address) {
        Handshakes.failed(log, address, cause);
      }
      if (connection != null) {
        connection.unreachable();
      }
      Channels.close(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      context.pipeline().remove(this);
      super.channelRead(context, message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      if (!isOpen) {
        Channels.close(context.channel()); // the event has said why
      } else if (Handshakes.isRefused(cause)) {
        isOpen = false;
        failed(context, cause);
      } else {
        super.exceptionCaught(context, cause);
      }
    }
  }
}
