package dev.ballast.live.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys under which a server hands its sessions to its clients, so that they come back without
 * another full handshake. A fresh key encrypts; the one before it is still understood.
 */
final class TicketKeys {
  private final SecureRandom random = new SecureRandom();
  private @Nullable OpenSslSessionTicketKey previous;
  private OpenSslSessionTicketKey current = fresh();

  private OpenSslSessionTicketKey fresh() {
    byte[] bytes =
        new byte
            [OpenSslSessionTicketKey.NAME_SIZE
                + OpenSslSessionTicketKey.HMAC_KEY_SIZE
                + OpenSslSessionTicketKey.AES_KEY_SIZE];
    random.nextBytes(bytes);
    int hmac = OpenSslSessionTicketKey.NAME_SIZE;
    int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    return new OpenSslSessionTicketKey(
        Arrays.copyOf(bytes, hmac),
        Arrays.copyOfRange(bytes, hmac, aes),
        Arrays.copyOfRange(bytes, aes, bytes.length));
  }

  /** From now on another key encrypts. */
  void renew() {
    previous = current;
    current = fresh();
  }

  /** Has a context use them. The JDK's TLS looks after its own. */
  void in(SslContext context) {
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      OpenSslSessionTicketKey old = previous;
      if (old == null) {
        sessions.setTicketKeys(current);
      } else {
        sessions.setTicketKeys(current, old);
      }
    }
  }
}
