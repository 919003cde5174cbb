package dev.ballast.policy.health;

import java.util.concurrent.atomic.AtomicLong;

/** Moments, and the earliest of those that several threads wait for. */
final class Times {
  /** No moment at all. */
  static final long NEVER = Long.MAX_VALUE;

  private Times() {}

  /** The moment so much later; {@link #NEVER} where that is not representable. */
  static long after(long nowNanos, long nanos) {
    long then = nowNanos + nanos;
    return then < nowNanos ? NEVER : then;
  }

  /** Makes it this moment unless it is earlier already. */
  static void lower(AtomicLong earliest, long moment) {
    long last = earliest.get();
    while (moment < last && !earliest.compareAndSet(last, moment)) {
      last = earliest.get();
    }
  }
}
