package dev.ballast.live.tls;

import dev.ballast.trust.Identity;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a handshake has found out about the other end. */
final class Sessions {
  private static final int URI_NAME = 6;

  private Sessions() {}

  /** The certificate that the other end showed, or null. */
  static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate shown ? shown : null;
    } catch (SSLPeerUnverifiedException e) {
      return null; // it showed none
    }
  }

  /**
   * The SPIFFE ID that a certificate states, or null. The handshake has found it to be true, or
   * believes an authority that is free to state what it likes.
   */
  static @Nullable String identity(X509Certificate certificate) {
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
          if (name.get(0) instanceof Integer type && type == URI_NAME) {
            return Identity.parse((String) name.get(1)).toString();
          }
        }
      }
      return null;
    } catch (CertificateException | IllegalArgumentException e) {
      return null; // a certificate of another kind
    }
  }

  /** Whether a certificate is valid; a resumed session shows one that was verified before. */
  static boolean isValid(X509Certificate certificate, Instant at) {
    return !certificate.getNotBefore().toInstant().isAfter(at)
        && !certificate.getNotAfter().toInstant().isBefore(at);
  }

  /** The name that the client asked for (SNI), or null. */
  static @Nullable String serverName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName().toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }
}
