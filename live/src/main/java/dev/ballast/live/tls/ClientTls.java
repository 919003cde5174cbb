package dev.ballast.live.tls;

import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.trust.Credential;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS: what it shows, and whom it believes. Both can be replaced; new
 * connections use the new ones, and those that are open go on. Sessions are resumed. Safe for
 * threads.
 */
public final class ClientTls implements AutoCloseable {
  private final InstantSource clock;
  private final List<String> protocols;
  private SslContext context;

  /**
   * Ready to connect.
   *
   * @param credential what is shown to servers that ask; null for nothing
   * @param protocol what is offered by ALPN, such as {@code h2}
   * @throws SSLException when the credential cannot be used
   */
  public ClientTls(
      @Nullable Credential credential, Trusted trusted, String protocol, InstantSource clock)
      throws SSLException {
    this.clock = clock;
    protocols = List.of(protocol);
    context = context(credential, trusted);
  }

  /**
   * Uses these from the next connection on.
   *
   * @throws SSLException when the credential cannot be used; everything stays as it was
   */
  public void replace(@Nullable Credential credential, Trusted trusted) throws SSLException {
    SslContext made = context(credential, trusted);
    synchronized (this) {
      ReferenceCountUtil.release(context);
      context = made;
    }
  }

  /**
   * TLS around another protocol.
   *
   * @param inner what is spoken inside
   * @param server whom to believe it is: a service of the trust domain, or a host's name
   * @param port of the server; sessions are kept by server and port
   */
  public ClientProtocol around(ClientProtocol inner, String server, int port, ConnectionLog log) {
    return new TlsClientProtocol(this, inner, server, port, log);
  }

  synchronized SslHandler handler(ByteBufAllocator allocator, String server, int port) {
    return context.newHandler(allocator, server, port);
  }

  private SslContext context(@Nullable Credential credential, Trusted trusted) throws SSLException {
    SslContextBuilder builder =
        Boring.with(SslContextBuilder.forClient())
            .protocols("TLSv1.3", "TLSv1.2")
            .applicationProtocolConfig(ServerTls.alpn(protocols));
    if (credential != null) {
      builder.keyManager(credential.key(), credential.chain());
    }
    return trusted.in(builder, clock).build();
  }

  @Override
  public synchronized void close() {
    ReferenceCountUtil.release(context);
  }
}
