package dev.ballast.live.tls;

import dev.ballast.kernel.Units;
import dev.ballast.trust.TrustException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says which handshakes failed and why: one line a second at most, with how many went unsaid, so
 * that strangers cannot fill a log. Safe for threads.
 */
public final class HandshakeLog {
  private static final int REASON_MAX = 300;

  private final String who;
  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private final AtomicLong saidAt;
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicLong all = new AtomicLong();

  /**
   * A log of one server or client.
   *
   * @param who its name for people
   */
  public HandshakeLog(String who, Consumer<String> lines) {
    this(who, lines, System::nanoTime);
  }

  HandshakeLog(String who, Consumer<String> lines, LongSupplier nanoTime) {
    this.who = who;
    this.lines = lines;
    this.nanoTime = nanoTime;
    saidAt = new AtomicLong(nanoTime.getAsLong() - Units.SECOND);
  }

  /** How many handshakes have failed. */
  public long count() {
    return all.get();
  }

  void failed(InetSocketAddress peer, Throwable cause) {
    all.incrementAndGet();
    long now = nanoTime.getAsLong();
    long last = saidAt.get();
    if (now - last < Units.SECOND || !saidAt.compareAndSet(last, now)) {
      unsaid.incrementAndGet();
      return;
    }
    long before = unsaid.getAndSet(0);
    lines.accept(
        who
            + ": no TLS with "
            + peer
            + ": "
            + why(cause)
            + (before == 0 ? "" : " (and " + before + " more handshakes failed)"));
  }

  /** The reason that we gave, else the innermost, fit for a line. */
  private static String why(Throwable cause) {
    Throwable inner = cause;
    for (int i = 0; i < 10 && inner.getCause() != null && !(inner instanceof TrustException); i++) {
      inner = inner.getCause();
    }
    String message = inner.getMessage();
    String text = message == null ? inner.getClass().getSimpleName() : message;
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < REASON_MAX; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return out.toString();
  }
}
