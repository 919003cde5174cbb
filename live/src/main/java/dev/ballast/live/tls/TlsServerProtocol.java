package dev.ballast.live.tls;

import dev.ballast.kernel.Units;
import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.ServerProtocol;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * TLS on connections that a listener accepted: shakes hands, learns who the client is, and hands
 * over to the protocol that ALPN agreed on. Handshakes cost a server more than a client, so those
 * under way are bounded, and each in time ({@code headNanos} of the limits).
 */
public final class TlsServerProtocol implements ServerProtocol {
  /** Handshakes under way at once; a connection beyond is closed. */
  public static final int HANDSHAKES_MAX = 1_024;

  private final ServerTls tls;
  private final Map<String, ServerProtocol> next;
  private final ConnectionLog log;
  private final int handshakesMax;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * TLS around other protocols.
   *
   * @param next what is spoken inside, by the name of ALPN; one for each of the settings' protocols
   * @param log told of handshakes that fail
   */
  public TlsServerProtocol(ServerTls tls, Map<String, ServerProtocol> next, ConnectionLog log) {
    this(tls, next, log, HANDSHAKES_MAX);
  }

  TlsServerProtocol(
      ServerTls tls, Map<String, ServerProtocol> next, ConnectionLog log, int handshakesMax) {
    this.tls = tls;
    this.next = next;
    this.log = log;
    this.handshakesMax = handshakesMax;
  }

  @Override
  public void accept(Accepted accepted) {
    if (underWay.incrementAndGet() > handshakesMax) {
      underWay.decrementAndGet();
      log.failed(
          accepted.peer().address(),
          "no TLS",
          "more than " + handshakesMax + " handshakes are under way");
      Channels.close(accepted.channel());
      return;
    }
    long timeoutMillis = accepted.limits().times().headNanos() / Units.MILLISECOND;
    ChannelPipeline pipeline = accepted.channel().pipeline();
    if (tls.dependsOnName()) {
      pipeline.addLast(new SniHandler(this, timeoutMillis));
    } else {
      pipeline.addLast(handler(accepted.channel().alloc(), null, timeoutMillis));
    }
    pipeline.addLast(new ServerHandshake(this, accepted));
  }

  SslHandler handler(ByteBufAllocator allocator, @Nullable String name, long timeoutMillis) {
    SslHandler handler = tls.handler(allocator, name);
    handler.setHandshakeTimeoutMillis(timeoutMillis);
    return handler;
  }

  Instant now() {
    return tls.clock().instant();
  }

  /** What is spoken with a client that agreed on nothing. */
  String withoutAlpn() {
    return tls.settings().protocols().getLast();
  }

  /** A handshake has ended, well or not. */
  void over() {
    underWay.decrementAndGet();
  }

  /** The client and its protocol are known. */
  void settled(Accepted accepted) {
    ServerProtocol agreed = next.get(accepted.peer().protocol());
    if (agreed == null) {
      throw new IllegalStateException("nobody speaks " + accepted.peer().protocol());
    }
    agreed.accept(accepted);
  }

  void failed(Accepted accepted, Throwable cause) {
    Handshakes.failed(log, accepted.peer().address(), cause);
  }
}
