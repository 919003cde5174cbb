package dev.ballast.policy.queue;

import dev.ballast.kernel.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The order of a queue and what it drops.
 *
 * @param codel null drops nothing that waits
 * @param priorities null treats all requests alike
 */
public record QueueConfig(
    Order order, @Nullable CoDelConfig codel, @Nullable PriorityShares priorities) {
  /** Who is served next. */
  public enum Order {
    /** The oldest. */
    FIFO,
    /** The newest; a full queue drops its oldest for a new one. */
    LIFO,
    /** The oldest, but the newest while the queue is a standing one. */
    ADAPTIVE_LIFO
  }

  /** First come, first served. */
  public static final QueueConfig FIFO = new QueueConfig(Order.FIFO, null, null);

  public QueueConfig {
    Checks.that(
        codel == null
            || codel.law() == CoDelConfig.Law.LATE
            || (order == Order.FIFO && priorities == null),
        "the square-root law judges one line of requests, first come, first served; use the law"
            + " late");
  }

  /** The same in this order. */
  public QueueConfig withOrder(Order value) {
    return new QueueConfig(value, codel, priorities);
  }

  /** The same with this control of delay, or none. */
  public QueueConfig withCodel(@Nullable CoDelConfig value) {
    return new QueueConfig(order, value, priorities);
  }

  /** The same with these shares, or none. */
  public QueueConfig withPriorities(@Nullable PriorityShares value) {
    return new QueueConfig(order, codel, value);
  }
}
