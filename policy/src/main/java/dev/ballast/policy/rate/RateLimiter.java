package dev.ballast.policy.rate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One limit for all who ask here. Its memory is one {@code long}, changed by compare-and-set: any
 * number of threads together never get more than one thread would. O(1), no allocation; who is
 * refused changes nothing.
 */
public final class RateLimiter {
  private static final VarHandle MEMORY = handle();

  private final Meter meter;
  private volatile long memory;

  /** A limiter that nobody has used. */
  public RateLimiter(RateLimit limit) {
    this(limit.meter());
  }

  RateLimiter(Meter meter) {
    this.meter = meter;
    memory = meter.fresh();
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(RateLimiter.class, "memory", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Takes one permit.
   *
   * @return 0 when it is granted, or how many nanoseconds later it would be if nobody else asks
   */
  public long tryTake(long nowNanos) {
    while (true) {
      long seen = memory;
      long wait = meter.waitNanos(seen, nowNanos);
      if (wait > 0) {
        return wait;
      }
      if (MEMORY.compareAndSet(this, seen, meter.taken(seen, nowNanos))) {
        return 0;
      }
    }
  }
}
