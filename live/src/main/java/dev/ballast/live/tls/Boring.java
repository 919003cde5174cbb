package dev.ballast.live.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/** Which implementation of TLS is used: BoringSSL, or the JDK's where that does not load. */
public final class Boring {
  /**
   * Key agreements, the preferred first. The first is safe from whoever records traffic today to
   * decrypt it with a quantum computer later (RFC 9794's hybrid of X25519 and ML-KEM-768).
   */
  private static final String[] GROUPS = {"X25519MLKEM768", "X25519", "P-256"};

  private Boring() {}

  /** Whether BoringSSL loads on this machine. */
  public static boolean isAvailable() {
    return OpenSsl.isAvailable();
  }

  /** What TLS is spoken with, for people. */
  public static String inWords() {
    return isAvailable()
        ? "BoringSSL"
        : "the JDK's TLS, without X25519MLKEM768: BoringSSL does not load here ("
            + OpenSsl.unavailabilityCause()
            + ")";
  }

  /** Chooses the implementation, and what only BoringSSL lets one choose. */
  static SslContextBuilder with(SslContextBuilder builder) {
    return isAvailable()
        ? builder
            .sslProvider(SslProvider.OPENSSL_REFCNT)
            .option(OpenSslContextOption.GROUPS, GROUPS)
        : builder.sslProvider(SslProvider.JDK);
  }
}
