package dev.ballast.live.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits for the name that a client asks for, and makes way for the handler of that name. */
final class SniHandler extends AbstractSniHandler<Boolean> {
  /** A first message with many extensions and a large key agreement has some 2 KiB. */
  private static final int CLIENT_HELLO_MAX = 16 << 10;

  private final TlsServerProtocol protocol;
  private final long timeoutMillis;

  SniHandler(TlsServerProtocol protocol, long timeoutMillis) {
    super(CLIENT_HELLO_MAX, timeoutMillis);
    this.protocol = protocol;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  protected Future<Boolean> lookup(ChannelHandlerContext context, @Nullable String name) {
    return context.executor().newSucceededFuture(true); // a table; nothing to wait for
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String name, Future<Boolean> looked) {
    context.pipeline().replace(this, null, protocol.handler(context.alloc(), name, timeoutMillis));
  }
}
