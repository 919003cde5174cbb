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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS: what it shows, and whom it believes. Both can be replaced; new
 * connections use the new ones, and those that are open go on. Sessions are resumed. Safe for
 * threads.
 */
public final class ClientTls implements AutoCloseable {
  /** What most servers speak. */
  static final String ALPN_DEFAULT = "http/1.1";

  private final InstantSource clock;

  /** By the protocol that ALPN offers. */
  private final Map<String, SslContext> contexts = new LinkedHashMap<>();

  private @Nullable Credential credential;
  private Trusted trusted;

  /**
   * Ready to connect.
   *
   * @param credential what is shown to servers that ask; null for nothing
   * @throws SSLException when the credential cannot be used
   */
  public ClientTls(@Nullable Credential credential, Trusted trusted, InstantSource clock)
      throws SSLException {
    this.clock = clock;
    this.credential = credential;
    this.trusted = trusted;
    contexts.put(ALPN_DEFAULT, context(ALPN_DEFAULT, credential, trusted));
  }

  /**
   * Uses these from the next connection on.
   *
   * @throws SSLException when the credential cannot be used; everything stays as it was
   */
  public void replace(@Nullable Credential with, Trusted believed) throws SSLException {
    SslContext made = context(ALPN_DEFAULT, with, believed);
    synchronized (this) {
      close();
      contexts.clear();
      contexts.put(ALPN_DEFAULT, made);
      credential = with;
      trusted = believed;
    }
  }

  /**
   * TLS around another protocol.
   *
   * @param inner what is spoken inside
   * @param alpn its name, such as {@code h2}
   * @param server whom to believe it is: a service of the trust domain, or a host's name
   * @param port of the server; sessions are kept by server and port
   */
  public ClientProtocol around(
      ClientProtocol inner, String alpn, String server, int port, ConnectionLog log) {
    return new TlsClientProtocol(this, inner, alpn, server, port, log);
  }

  synchronized SslHandler handler(
      ByteBufAllocator allocator, String alpn, String server, int port) {
    SslContext context = contexts.get(alpn);
    if (context == null) {
      try {
        context = context(alpn, credential, trusted);
      } catch (SSLException e) {
        throw new IllegalStateException("a credential that was usable is no more", e);
      }
      contexts.put(alpn, context);
    }
    return context.newHandler(allocator, server, port);
  }

  private SslContext context(String alpn, @Nullable Credential shown, Trusted believed)
      throws SSLException {
    SslContextBuilder builder =
        Boring.with(SslContextBuilder.forClient())
            .protocols("TLSv1.3", "TLSv1.2")
            .applicationProtocolConfig(ServerTls.alpn(List.of(alpn)));
    if (shown != null) {
      builder.keyManager(shown.key(), shown.chain());
    }
    return believed.in(builder, clock).build();
  }

  @Override
  public synchronized void close() {
    contexts.values().forEach(ReferenceCountUtil::release);
  }
}
