package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A repeat is granted while repeats &lt; max(floor, ⌊share · active calls⌋). Follows Envoy's retry
 * budget with one departure: a repeat counts from the moment it is granted, so also while it waits
 * in its backoff (envoy#30205 describes the storm that otherwise passes).
 *
 * <p>Both counts share one word, so that a grant is judged on what is true at that moment: the
 * bound is exact with any number of threads. One atomic operation per call and event.
 */
final class ShareBudget implements RetryBudget {
  /** One active call; below it the repeats are counted. */
  private static final long CALL = 1L << 32;

  private static final VarHandle COUNTS = handle();

  private final Share config;
  private volatile long counts;

  ShareBudget(Share config) {
    this.config = config;
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(ShareBudget.class, "counts", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public void callBegins(long nowNanos) {
    long _ = (long) COUNTS.getAndAdd(this, CALL);
  }

  @Override
  public void callEnds() {
    long before = (long) COUNTS.getAndAdd(this, -CALL);
    Checks.invariant(before >= CALL, "a call ended that had not begun");
  }

  @Override
  public boolean tryRepeat(long nowNanos) {
    while (true) {
      long seen = counts;
      if (repeats(seen) >= config.allowed(seen >>> 32)) {
        return false;
      }
      if (COUNTS.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
    }
  }

  @Override
  public void repeatEnds() {
    long before = (long) COUNTS.getAndAdd(this, -1L);
    Checks.invariant(repeats(before) > 0, "a repeat ended that had not been granted");
  }

  @Override
  public long repeatsLeft(long nowNanos) {
    long seen = counts;
    return Math.max(0, config.allowed(seen >>> 32) - repeats(seen));
  }

  private static long repeats(long seen) {
    return seen & (CALL - 1);
  }
}
