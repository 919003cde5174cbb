package dev.ballast.guard;

import dev.ballast.kernel.Units;
import dev.ballast.policy.Deadline;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * The time by which the code that runs inside a guard must have answered. Guards with a deadline or
 * a timeout set it, guards further inside can only make it earlier, and code that talks to others
 * reads it to tell them how much time is left.
 */
public final class CallDeadline {
  private static final ScopedValue<Long> NANOS = ScopedValue.newInstance();

  private CallDeadline() {}

  /** Whether there is one. */
  public static boolean isSet() {
    return nanos() != Deadline.NONE;
  }

  /** As {@link System#nanoTime} tells it, or {@link Deadline#NONE}. */
  public static long nanos() {
    return NANOS.isBound() ? NANOS.get() : Deadline.NONE;
  }

  /** The time left, zero when none is; some 292 years without a deadline. */
  public static Duration timeLeft() {
    return Duration.ofNanos(leftNanos(nanos(), System.nanoTime()));
  }

  /**
   * Runs code under a deadline that somebody else set, such as the caller of a server: guards
   * inside it end in time.
   *
   * @param timeLeft from now; a deadline that is set already and is earlier stays
   */
  public static <T> T within(Duration timeLeft, Callable<T> body) throws Exception {
    long now = System.nanoTime();
    long deadline = Deadline.earlier(nanos(), now, Math.max(1, nanos(timeLeft)));
    return bound(deadline, body::call);
  }

  static <T, X extends Throwable> T bound(
      long deadlineNanos, ScopedValue.CallableOp<? extends T, X> body) throws X {
    return deadlineNanos == nanos()
        ? body.call()
        : ScopedValue.where(NANOS, deadlineNanos).call(body);
  }

  static long leftNanos(long deadlineNanos, long nowNanos) {
    return deadlineNanos == Deadline.NONE ? Deadline.NONE : Math.max(0, deadlineNanos - nowNanos);
  }

  /** A duration in nanoseconds; the longest that there is for longer ones. */
  static long nanos(Duration length) {
    return length.toSeconds() >= Deadline.NONE / Units.SECOND ? Deadline.NONE : length.toNanos();
  }
}
