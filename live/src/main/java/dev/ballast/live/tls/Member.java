package dev.ballast.live.tls;

import static java.util.Objects.requireNonNull;

import dev.ballast.live.tls.IdentitySource.Papers;
import dev.ballast.trust.TrustException;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One replica's side of mutual TLS: as a server it takes whoever shows an identity of the trust
 * domain, as a client it speaks with the service that it wants and nobody else. Its certificate is
 * renewed; new connections use the new one, old ones go on.
 */
public final class Member implements Renewals.Renewable, AutoCloseable {
  private static final ServerTls.Settings SETTINGS =
      new ServerTls.Settings(false, ClientAuth.REQUIRE, List.of("h2", "http/1.1"));

  private final String name;
  private final String service;
  private final IdentitySource source;
  private final InstantSource clock;
  private final ServerTls server;
  private final ClientTls client;
  private Papers papers;

  /**
   * A member with its first certificate.
   *
   * @param name of the replica, for people
   * @throws TrustException when there is no certificate that can be used
   * @throws IOException when it cannot be read
   */
  public Member(String name, String service, IdentitySource source, InstantSource clock)
      throws TrustException, IOException {
    this.name = name;
    this.service = service;
    this.source = source;
    this.clock = clock;
    papers = requireNonNull(source.papers(service, null, clock.instant()));
    Trusted trusted = new Trusted.Identities(papers.bundle());
    server = new ServerTls(SETTINGS, List.of(papers.credential()), trusted, clock);
    client = new ClientTls(papers.credential(), trusted, clock);
  }

  /** How it takes connections. */
  public ServerTls server() {
    return server;
  }

  /** How it makes connections. */
  public ClientTls client() {
    return client;
  }

  @Override
  public String name() {
    return "the certificate of " + name;
  }

  @Override
  public synchronized void look() throws TrustException, IOException {
    use(source.papers(service, papers, clock.instant()));
  }

  /** Asks for another certificate, due or not. */
  public synchronized void renew() throws TrustException, IOException {
    use(source.papers(service, null, clock.instant()));
  }

  private void use(@Nullable Papers fresh) throws SSLException {
    if (fresh != null) {
      Trusted trusted = new Trusted.Identities(fresh.bundle());
      server.replace(List.of(fresh.credential()), trusted);
      client.replace(fresh.credential(), trusted);
      papers = fresh;
    }
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
