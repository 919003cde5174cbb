package dev.ballast.engine;

import dev.ballast.kernel.Units;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What every replica sends over a line of its own, one message after the other: a queue of which
 * only the moment is kept at which it will be empty. A message that would wait too long for its
 * turn is dropped, which bounds the queue. Safe for threads.
 */
final class Uplinks {
  /** The longest that a message waits for its turn. */
  static final long WAIT_NANOS_MAX = 10 * Units.SECOND;

  private static final double TAKES_NANOS_MAX = 1e17;

  private final double bitsPerSecond;
  private final int[] first;
  private final AtomicLongArray emptyAt;

  Uplinks(Plan plan, double bitsPerSecond) {
    this.bitsPerSecond = bitsPerSecond;
    var services = plan.model().services();
    first = new int[services.size()];
    int lines = 0;
    for (int i = 0; i < first.length; i++) {
      first[i] = lines;
      lines += services.get(i).replicas();
    }
    emptyAt = new AtomicLongArray(lines);
    for (int i = 0; i < lines; i++) {
      emptyAt.setPlain(i, Long.MIN_VALUE);
    }
  }

  /**
   * Puts a message at the end of a replica's line.
   *
   * @return after how long its last bit has left, or {@link Links#VANISHES}
   */
  long sendNanos(int service, int replica, long bytes, long nowNanos) {
    int line = first[service] + replica;
    long takes = Math.round(Math.min(8.0 * bytes / bitsPerSecond * Units.SECOND, TAKES_NANOS_MAX));
    while (true) {
      long seen = emptyAt.get(line);
      long begins = Math.max(seen, nowNanos);
      if (begins - nowNanos > WAIT_NANOS_MAX) {
        return Links.VANISHES;
      }
      if (emptyAt.compareAndSet(line, seen, begins + takes)) {
        return begins + takes - nowNanos;
      }
    }
  }
}
