package dev.ballast.live.http2;

import dev.ballast.kernel.Units;

/** How often something may happen within a second. */
final class Budget {
  private final int perSecond;
  private int spent;
  private long sinceNanos;

  Budget(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether it may happen once more. */
  boolean spend() {
    if (spent == 0) {
      sinceNanos = System.nanoTime();
    }
    spent++;
    if (spent <= perSecond) {
      return true;
    }
    long now = System.nanoTime();
    if (now - sinceNanos < Units.SECOND) {
      return false;
    }
    sinceNanos = now;
    spent = 1;
    return true;
  }
}
