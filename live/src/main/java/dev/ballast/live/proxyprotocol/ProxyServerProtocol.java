package dev.ballast.live.proxyprotocol;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.ServerProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client's address from the header with which every connection begins. One without it, or
 * with one that breaks a rule, is closed: whoever could leave it out could be anybody. The header
 * has to arrive in time ({@code headNanos} of the limits).
 */
public final class ProxyServerProtocol implements ServerProtocol {
  private final ServerProtocol next;
  private final ConnectionLog log;

  /**
   * The PROXY protocol before another protocol.
   *
   * @param next what follows the header
   * @param log told of connections that are closed
   */
  public ProxyServerProtocol(ServerProtocol next, ConnectionLog log) {
    this.next = next;
    this.log = log;
  }

  @Override
  public void accept(Accepted accepted) {
    accepted.channel().pipeline().addLast(new Header(accepted));
  }

  /** Waits for the header, and goes. */
  private final class Header extends ByteToMessageDecoder {
    private final Accepted accepted;
    private @Nullable ScheduledFuture<?> timeout;

    Header(Accepted accepted) {
      this.accepted = accepted;
      setSingleDecode(true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      timeout =
          context
              .executor()
              .schedule(
                  () -> refuse(context, "no header in time"),
                  accepted.limits().times().headNanos() / Units.MICROSECOND,
                  TimeUnit.MICROSECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      try {
        ProxyHeader header = ProxyHeader.read(in);
        if (header != null) {
          InetSocketAddress source = header.source();
          if (source != null) {
            accepted.peer(from(source));
          }
          next.accept(accepted);
          context.pipeline().remove(this); // and the rest goes on to what has just been added
        }
      } catch (ProxyHeader.Malformed e) {
        in.skipBytes(in.readableBytes());
        refuse(context, String.valueOf(e.getMessage()));
      }
    }

    private Peer from(InetSocketAddress source) {
      Peer seen = accepted.peer();
      return new Peer(source, seen.protocol(), seen.isSecure(), seen.identity(), seen.serverName());
    }

    @SuppressWarnings(
        "FutureReturnValueIgnored") // nobody waits for the end of a refused connection
    private void refuse(ChannelHandlerContext context, String why) {
      log.failed(accepted.peer().address(), "no PROXY protocol", why);
      context.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
      if (timeout != null) {
        timeout.cancel(false);
      }
    }
  }
}
