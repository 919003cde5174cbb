package dev.ballast.live.tls;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.Peer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a handshake, and goes. */
final class ServerHandshake extends ChannelInboundHandlerAdapter {
  private final TlsServerProtocol protocol;
  private final Accepted accepted;
  private boolean isOver;

  ServerHandshake(TlsServerProtocol protocol, Accepted accepted) {
    this.protocol = protocol;
    this.accepted = accepted;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (isOver || !(event instanceof SslHandshakeCompletionEvent completion)) {
      super.userEventTriggered(context, event);
    } else if (completion.isSuccess()) {
      succeeded(context);
    } else {
      over();
      if (!(completion.cause() instanceof ClosedChannelException)) { // who only looked says nothing
        protocol.failed(accepted, completion.cause());
      }
      Channels.close(context.channel());
    }
  }

  private void succeeded(ChannelHandlerContext context) {
    SslHandler handler = context.pipeline().get(SslHandler.class);
    SSLSession session = handler.engine().getSession();
    X509Certificate shown = Sessions.certificate(session);
    over();
    if (shown != null && !Sessions.isValid(shown, protocol.now())) {
      protocol.failed(accepted, new IllegalStateException("its certificate has expired since"));
      Channels.close(context.channel());
      return;
    }
    accepted.peer(peer(handler.applicationProtocol(), session, shown));
    context.pipeline().remove(this);
    protocol.settled(accepted);
  }

  private Peer peer(@Nullable String agreed, SSLSession session, @Nullable X509Certificate shown) {
    return new Peer(
        accepted.peer().address(),
        agreed == null ? protocol.withoutAlpn() : agreed,
        true,
        shown == null ? null : Sessions.identity(shown),
        Sessions.serverName(session));
  }

  private void over() {
    if (!isOver) {
      isOver = true;
      protocol.over();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    over(); // it has gone before the handshake began
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Channels.close(context.channel()); // the event has said why
  }
}
