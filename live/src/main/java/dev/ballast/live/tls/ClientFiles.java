package dev.ballast.live.tls;

import dev.ballast.trust.Pem;
import dev.ballast.trust.TrustException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Whom a client believes, in a PEM file that somebody else renews. */
public final class ClientFiles implements Renewals.Renewable, AutoCloseable {
  private final String name;
  private final Path authorities;
  private final WatchedFiles files;
  private final ClientTls tls;

  /**
   * Reads it.
   *
   * @param name of the server, for people
   * @throws TrustException when what it holds cannot be used
   * @throws IOException when it cannot be read
   */
  public ClientFiles(String name, Path authorities, InstantSource clock)
      throws TrustException, IOException {
    this.name = name;
    this.authorities = authorities;
    files = new WatchedFiles(List.of(authorities));
    List<String> texts = files.read();
    tls = new ClientTls(null, trusted(texts), clock);
    files.use(texts);
  }

  private Trusted trusted(List<String> texts) throws TrustException {
    try {
      return new Trusted.Authorities(Pem.certificates(texts.getFirst()));
    } catch (TrustException e) {
      throw new TrustException(authorities + ": " + e.getMessage(), e);
    }
  }

  /** How the client speaks TLS. */
  public ClientTls tls() {
    return tls;
  }

  @Override
  public String name() {
    return "the authorities of " + name;
  }

  @Override
  public void look() throws TrustException, IOException {
    List<String> texts = files.read();
    if (!files.isUsed(texts)) {
      tls.replace(null, trusted(texts));
      files.use(texts);
    }
  }

  @Override
  public void close() {
    tls.close();
  }
}
