package dev.ballast.live.tls;

import dev.ballast.trust.Bundle;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/** Whose certificates are believed. */
public sealed interface Trusted {
  /** Identities of a trust domain; of a server, the one that was asked for. */
  record Identities(Bundle bundle) implements Trusted {}

  /**
   * Whoever leads to one of these authorities, such as those of a company; of a server, only with
   * the name that was asked for.
   */
  record Authorities(List<X509Certificate> certificates) implements Trusted {
    public Authorities {
      certificates = List.copyOf(certificates);
    }
  }

  /** Whoever leads to an authority that the JDK comes with, as browsers believe. */
  record Public() implements Trusted {}

  /** Has a context believe these and nobody else. */
  default SslContextBuilder in(SslContextBuilder builder, InstantSource clock) {
    return switch (this) {
      // who it must be is for the trust manager, which looks at the URI and not at a host's name
      case Identities(Bundle bundle) ->
          builder
              .trustManager(new IdentityTrustManager(bundle, clock))
              .endpointIdentificationAlgorithm(null);
      case Authorities(List<X509Certificate> certificates) -> builder.trustManager(certificates);
      case Public _ -> builder;
    };
  }
}
