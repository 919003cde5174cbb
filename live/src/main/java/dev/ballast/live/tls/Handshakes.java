package dev.ballast.live.tls;

import dev.ballast.live.http.ConnectionLog;
import dev.ballast.trust.TrustException;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says why a handshake failed. */
final class Handshakes {
  private static final int DEPTH_MAX = 10;

  /**
   * How BoringSSL and the JDK name the alerts about who somebody is (RFC 8446, 6.2). They are sent
   * within a handshake and nowhere else.
   */
  private static final Pattern REFUSAL =
      Pattern.compile("alert.*(certificate|unknown_ca|access_denied)", Pattern.CASE_INSENSITIVE);

  private Handshakes() {}

  /** Whether the other side says that it does not take the certificate, or wants one. */
  static boolean isRefused(Throwable cause) {
    Throwable each = cause;
    for (int i = 0; i < DEPTH_MAX && each != null; i++) {
      if (each instanceof SSLException
          && REFUSAL.matcher(String.valueOf(each.getMessage())).find()) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  static void failed(ConnectionLog log, InetSocketAddress peer, Throwable cause) {
    Throwable inner = cause;
    for (int i = 0; i < DEPTH_MAX; i++) {
      Throwable next = inner.getCause();
      if (next == null || inner instanceof TrustException) {
        break; // the innermost reason, unless we gave one
      }
      inner = next;
    }
    String message = inner.getMessage();
    log.failed(peer, "no TLS", message == null ? inner.getClass().getSimpleName() : message);
  }
}
