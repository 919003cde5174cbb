package dev.ballast.policy;

/** Points in time after which an answer is of no use, as nanoseconds of the world's clock. */
public final class Deadline {
  /** Never. */
  public static final long NONE = Long.MAX_VALUE;

  private Deadline() {}

  /** The earlier of an inherited deadline and a timeout that starts now. */
  public static long earlier(long inheritedNanos, long nowNanos, long timeoutNanos) {
    return timeoutNanos == NONE
        ? inheritedNanos
        : Math.min(inheritedNanos, after(nowNanos, timeoutNanos));
  }

  /** The time this much later; {@link #NONE} where no clock reaches it. */
  static long after(long nowNanos, long lengthNanos) {
    long sum = nowNanos + lengthNanos;
    return sum < nowNanos ? NONE : sum;
  }
}
