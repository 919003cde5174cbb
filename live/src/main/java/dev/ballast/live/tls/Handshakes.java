package dev.ballast.live.tls;

import dev.ballast.live.http.ConnectionLog;
import dev.ballast.trust.TrustException;
import java.net.InetSocketAddress;

/** Says why a handshake failed. */
final class Handshakes {
  private static final int DEPTH_MAX = 10;

  private Handshakes() {}

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
