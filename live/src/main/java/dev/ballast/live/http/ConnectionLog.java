package dev.ballast.live.http;

import dev.ballast.kernel.Units;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says which connections of a listener or a pool came to nothing before their first request, and
 * why: one line a second at most, with how many went unsaid, so that strangers cannot fill a log.
 * Safe for threads.
 */
public final class ConnectionLog {
  private static final int LENGTH_MAX = 300;

  private final String who;
  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private final AtomicLong saidAt;
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicLong all = new AtomicLong();

  /**
   * A log of one listener or pool.
   *
   * @param who its name for people
   */
  public ConnectionLog(String who, Consumer<String> lines) {
    this(who, lines, System::nanoTime);
  }

  ConnectionLog(String who, Consumer<String> lines, LongSupplier nanoTime) {
    this.who = who;
    this.lines = lines;
    this.nanoTime = nanoTime;
    saidAt = new AtomicLong(nanoTime.getAsLong() - Units.SECOND);
  }

  /** How many came to nothing. */
  public long count() {
    return all.get();
  }

  /**
   * A connection came to nothing.
   *
   * @param what has failed, such as {@code no TLS}
   */
  public void failed(InetSocketAddress peer, String what, String why) {
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
            + ": "
            + what
            + " with "
            + peer
            + ": "
            + printable(why)
            + (before == 0 ? "" : " (and " + before + " more before)"));
  }

  /** What a stranger may have written, fit for a line. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && i < LENGTH_MAX; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return out.toString();
  }
}
