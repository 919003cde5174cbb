package dev.ballast.live.tls;

import dev.ballast.trust.Authority;
import dev.ballast.trust.Bundle;
import dev.ballast.trust.Credential;
import dev.ballast.trust.Identity;
import dev.ballast.trust.Pem;
import dev.ballast.trust.Svid;
import dev.ballast.trust.TrustDomain;
import dev.ballast.trust.TrustException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the certificate of a member of the mesh comes from. */
public sealed interface IdentitySource {
  /** What a member shows, and whom it believes. */
  record Papers(Credential credential, Bundle bundle) {}

  /**
   * The first papers of a service, or the next.
   *
   * @param held what it has; null at first
   * @return null when what it has is still good
   * @throws TrustException when what there is cannot be used
   * @throws IOException when it cannot be read
   */
  @Nullable Papers papers(String service, @Nullable Papers held, Instant now)
      throws TrustException, IOException;

  /** The built-in authority, which renews at half of a certificate's life. */
  record BuiltIn(Authority authority) implements IdentitySource {
    @Override
    public @Nullable Papers papers(String service, @Nullable Papers held, Instant now) {
      return held != null && now.isBefore(held.credential().renewAt())
          ? null
          : new Papers(authority.issue(service, now).credential(), authority.bundle());
    }
  }

  /** PEM files that somebody else renews; they are for one service. */
  final class FromFiles implements IdentitySource {
    private final TrustDomain domain;
    private final WatchedFiles files;

    /** Files of these paths; nothing is read yet. */
    public FromFiles(TrustDomain domain, Path certificate, Path key, Path bundle) {
      this.domain = domain;
      files = new WatchedFiles(List.of(certificate, key, bundle));
    }

    @Override
    public @Nullable Papers papers(String service, @Nullable Papers held, Instant now)
        throws TrustException, IOException {
      List<String> texts = files.read();
      if (held != null && files.isUsed(texts)) {
        return null;
      }
      Papers fresh = papers(texts, service, now);
      files.use(texts);
      return fresh;
    }

    private Papers papers(List<String> texts, String service, Instant now) throws TrustException {
      Credential credential =
          Credential.of(Pem.certificates(texts.get(0)), Pem.privateKey(texts.get(1)));
      Bundle bundle = bundle(texts.get(2));
      Identity wanted = Identity.ofService(domain, service);
      Identity stated = Svid.of(credential).identity();
      if (!stated.equals(wanted)) {
        throw new TrustException(
            "the certificate is that of " + stated + ", and this is " + wanted);
      }
      bundle.identify(credential.chain(), now);
      return new Papers(credential, bundle);
    }

    private Bundle bundle(String text) throws TrustException {
      try {
        return new Bundle(domain, Pem.certificates(text));
      } catch (IllegalArgumentException e) {
        throw new TrustException("the bundle: " + e.getMessage(), e);
      }
    }
  }
}
