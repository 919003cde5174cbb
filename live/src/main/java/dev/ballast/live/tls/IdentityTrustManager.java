package dev.ballast.live.tls;

import dev.ballast.trust.Bundle;
import dev.ballast.trust.Identity;
import dev.ballast.trust.TrustException;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes the identities of a trust domain. A server must be the service that the engine was made
 * for: its peer's host is the service's name.
 */
final class IdentityTrustManager extends X509ExtendedTrustManager {
  private final Bundle bundle;
  private final InstantSource clock;

  IdentityTrustManager(Bundle bundle, InstantSource clock) {
    this.bundle = bundle;
    this.clock = clock;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    identify(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    Identity wanted = Identity.ofService(bundle.domain(), engine.getPeerHost());
    Identity shown = identify(chain);
    if (!shown.equals(wanted)) {
      throw untrusted("it is " + shown + ", and " + wanted + " was asked for", null);
    }
  }

  private Identity identify(X509Certificate[] chain) throws CertificateException {
    try {
      return bundle.identify(List.of(chain), clock.instant());
    } catch (TrustException e) {
      throw untrusted(e.getMessage(), e);
    }
  }

  /** So said that BoringSSL tells the other end, too, that it is the certificate. */
  private static CertificateException untrusted(
      @Nullable String why, @Nullable TrustException cause) {
    return Boring.isAvailable()
        ? new OpenSslCertificateException(why, cause, CertificateVerifier.X509_V_ERR_CERT_UNTRUSTED)
        : new CertificateException(why, cause);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return bundle.roots().toArray(X509Certificate[]::new);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw withoutEngine();
  }

  private static CertificateException withoutEngine() {
    return new CertificateException("whom to believe is not known without an engine");
  }
}
