package dev.ballast.live.tls;

import dev.ballast.trust.Credential;
import dev.ballast.trust.Pem;
import dev.ballast.trust.TrustException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a server in PEM files that somebody else renews. When they change, new
 * connections use the new ones; what cannot be used is left alone, and the old ones go on.
 */
public final class ServerFiles implements Renewals.Renewable, AutoCloseable {
  private static final Duration TICKETS_LIFETIME = Duration.ofHours(1);

  /** The files of one certificate: with its chain, and its private key. */
  public record Pair(Path certificate, Path key) {}

  private final String name;
  private final List<Pair> pairs;
  private final WatchedFiles files;
  private final InstantSource clock;
  private final ServerTls tls;
  private Instant ticketsUntil;

  /**
   * Reads them.
   *
   * @param name of the server, for people
   * @param pairs at least one, the default first
   * @param authorities a file of those whose clients are believed; null where clients show nothing
   * @throws TrustException when what they hold cannot be used
   * @throws IOException when they cannot be read
   */
  public ServerFiles(
      String name,
      ServerTls.Settings settings,
      List<Pair> pairs,
      @Nullable Path authorities,
      InstantSource clock)
      throws TrustException, IOException {
    this.name = name;
    this.pairs = List.copyOf(pairs);
    this.clock = clock;
    List<Path> paths = new ArrayList<>();
    for (Pair pair : pairs) {
      paths.add(pair.certificate());
      paths.add(pair.key());
    }
    if (authorities != null) {
      paths.add(authorities);
    }
    files = new WatchedFiles(paths);
    List<String> texts = files.read();
    tls = new ServerTls(settings, credentials(texts), trusted(texts), clock);
    files.use(texts);
    ticketsUntil = clock.instant().plus(TICKETS_LIFETIME);
  }

  private List<Credential> credentials(List<String> texts) throws TrustException {
    List<Credential> credentials = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      try {
        credentials.add(
            Credential.of(
                Pem.certificates(texts.get(2 * i)), Pem.privateKey(texts.get(2 * i + 1))));
      } catch (TrustException e) {
        throw new TrustException(
            pair.certificate() + " and " + pair.key() + ": " + e.getMessage(), e);
      }
    }
    return credentials;
  }

  private @Nullable Trusted trusted(List<String> texts) throws TrustException {
    return texts.size() == 2 * pairs.size()
        ? null
        : new Trusted.Authorities(Pem.certificates(texts.getLast()));
  }

  /** How the server speaks TLS. */
  public ServerTls tls() {
    return tls;
  }

  @Override
  public String name() {
    return "the certificates of " + name;
  }

  @Override
  public void look() throws TrustException, IOException {
    List<String> texts = files.read();
    if (!files.isUsed(texts)) {
      tls.replace(credentials(texts), trusted(texts));
      files.use(texts);
    }
    if (clock.instant().isAfter(ticketsUntil)) {
      tls.renewTickets();
      ticketsUntil = clock.instant().plus(TICKETS_LIFETIME);
    }
  }

  @Override
  public void close() {
    tls.close();
  }
}
