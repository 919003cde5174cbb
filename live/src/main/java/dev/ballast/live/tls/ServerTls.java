package dev.ballast.live.tls;

import dev.ballast.kernel.Checks;
import dev.ballast.trust.Credential;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a server speaks TLS: with which certificates, and whom it lets in. Both can be replaced; new
 * connections use the new ones, and those that are open go on. Safe for threads.
 */
public final class ServerTls implements AutoCloseable {
  /** How long a client may come back without a full handshake. */
  private static final long SESSION_SECONDS = 300;

  /**
   * What stays the same for as long as the server listens.
   *
   * @param acceptsVersion12 whether TLS 1.2 is spoken beside 1.3
   * @param clients whether clients show certificates
   * @param protocols what ALPN may agree on, the preferred first; a client without ALPN gets the
   *     last
   */
  public record Settings(boolean acceptsVersion12, ClientAuth clients, List<String> protocols) {
    public Settings {
      protocols = List.copyOf(protocols);
    }

    String[] versions() {
      return acceptsVersion12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    }
  }

  private final Settings settings;
  private final InstantSource clock;
  private ServerCertificates certificates;
  private TicketKeys tickets = new TicketKeys();

  /**
   * Ready to accept.
   *
   * @param credentials at least one, the default first
   * @param trusted whose certificates clients may show; null where they show none
   * @throws SSLException when a credential cannot be used
   */
  public ServerTls(
      Settings settings,
      List<Credential> credentials,
      @Nullable Trusted trusted,
      InstantSource clock)
      throws SSLException {
    this.settings = settings;
    this.clock = clock;
    certificates = contexts(credentials, trusted, tickets);
  }

  Settings settings() {
    return settings;
  }

  InstantSource clock() {
    return clock;
  }

  /**
   * Uses these from the next connection on. Sessions of before are not resumed: whoever is not
   * believed any more cannot come back with one.
   *
   * @throws SSLException when a credential cannot be used; everything stays as it was
   */
  public void replace(List<Credential> credentials, @Nullable Trusted trusted) throws SSLException {
    TicketKeys keys = new TicketKeys();
    ServerCertificates made = contexts(credentials, trusted, keys);
    synchronized (this) {
      certificates.release();
      certificates = made;
      tickets = keys;
    }
  }

  /** Encrypts sessions under a fresh key, so that a key that was stolen opens few of them. */
  public synchronized void renewTickets() {
    tickets.renew();
    certificates.contexts().forEach(tickets::in);
  }

  /** Whether the certificate depends on the name that a client asks for. */
  synchronized boolean dependsOnName() {
    return !certificates.isOne();
  }

  /** A handler for a connection on which this name was asked for. */
  synchronized SslHandler handler(ByteBufAllocator allocator, @Nullable String name) {
    return certificates.of(name).newHandler(allocator);
  }

  /**
   * How many handshakes with the present certificates were short, because a session was resumed.
   */
  synchronized long resumed() {
    return certificates.contexts().stream()
        .map(SslContext::sessionContext)
        .filter(OpenSslSessionContext.class::isInstance)
        .mapToLong(context -> ((OpenSslSessionContext) context).stats().ticketKeyResume())
        .sum();
  }

  private ServerCertificates contexts(
      List<Credential> credentials, @Nullable Trusted trusted, TicketKeys keys)
      throws SSLException {
    Checks.that(!credentials.isEmpty(), "a server has at least one certificate");
    ServerCertificates made = new ServerCertificates();
    try {
      for (Credential credential : credentials) {
        SslContext context = context(credential, trusted);
        made.add(credential, context);
        keys.in(context);
      }
    } catch (SSLException | RuntimeException e) {
      made.release();
      throw e;
    }
    return made;
  }

  private SslContext context(Credential credential, @Nullable Trusted trusted) throws SSLException {
    SslContextBuilder builder =
        Boring.with(SslContextBuilder.forServer(credential.key(), credential.chain()))
            .protocols(settings.versions())
            .clientAuth(settings.clients())
            .sessionTimeout(SESSION_SECONDS)
            .applicationProtocolConfig(alpn(settings.protocols()));
    return (trusted == null ? builder : trusted.in(builder, clock)).build();
  }

  /** A client that offers none of them is served without ALPN. */
  static ApplicationProtocolConfig alpn(List<String> protocols) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }

  @Override
  public synchronized void close() {
    certificates.release();
  }
}
