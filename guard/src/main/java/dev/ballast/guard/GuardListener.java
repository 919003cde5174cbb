package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;

/**
 * Is told what a guard decides, in the thread that is served; it must be quick and safe for
 * threads. What it throws goes to that thread's uncaught exception handler and changes no call. A
 * guard without listeners reads no clock for their sake and makes no object.
 */
public interface GuardListener {
  /** One of the policies refused. */
  default void refused(String guard, String policy, Result result) {}

  /**
   * An attempt failed and will be repeated.
   *
   * @param repeat 1 for the first
   * @param waitNanos the backoff before it
   */
  default void repeated(String guard, int repeat, Result because, long waitNanos) {}

  /** A second attempt was sent after the first because that was slow. */
  default void hedged(String guard) {}

  /** A fallback took the place of the answer. */
  default void degraded(String guard, Result because) {}

  /** The breaker changed its state. */
  default void breakerChanged(String guard, BreakerState from, BreakerState to) {}

  /**
   * A call ended, with everything that was done for it.
   *
   * @param latencyNanos from the call's begin, with all waits and attempts
   */
  default void ended(String guard, Result result, long latencyNanos) {}
}
