package dev.ballast.policy.queue;

import dev.ballast.kernel.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Decides about one bounded queue; it does not hold the requests. Whoever does asks, when one
 * arrives and finds no worker, whether it {@linkplain #admits may wait}; and when a worker is free,
 * of which end the next one {@linkplain #servesNewest comes}, after it took out those that {@link
 * #drops} says. Safe for threads.
 *
 * <p>Adaptive LIFO follows "Fail at Scale" (see {@link StandingQueue}): in an overload the newest
 * request is the one whose caller is most likely to be still waiting.
 */
public final class QueueDecisions {
  /** What is taken for a standing queue where no CoDel says so: Facebook's N. */
  public static final long STANDING_NANOS = 100_000_000L;

  private final QueueConfig config;
  private final int length;

  /** Null where nothing depends on it. */
  private final @Nullable StandingQueue standing;

  private final @Nullable CoDel codel;
  private final boolean dropsLate;

  /**
   * Decides about a queue that is empty.
   *
   * @param length places to wait
   */
  public QueueDecisions(QueueConfig config, int length, long nowNanos) {
    this.config = config;
    this.length = length;
    CoDelConfig control = config.codel();
    dropsLate = control != null && control.law() == CoDelConfig.Law.LATE;
    codel =
        control == null || dropsLate
            ? null
            : new CoDel(control.targetNanos(), control.intervalNanos());
    standing = standing(config, nowNanos);
  }

  private static @Nullable StandingQueue standing(QueueConfig config, long nowNanos) {
    CoDelConfig control = config.codel();
    if (control != null) {
      return new StandingQueue(control.targetNanos(), control.intervalNanos(), nowNanos);
    }
    return config.order() == QueueConfig.Order.ADAPTIVE_LIFO
        ? new StandingQueue(STANDING_NANOS, STANDING_NANOS, nowNanos)
        : null;
  }

  /** Whether requests are told apart by their priority. */
  public boolean hasPriorities() {
    return config.priorities() != null;
  }

  /** Whether a request may wait where so many wait already. */
  public boolean admits(Priority priority, int waiting) {
    PriorityShares shares = config.priorities();
    return waiting < (shares == null ? length : shares.places(priority, length));
  }

  /** Whether a full queue gives up its oldest request for a new one. */
  public boolean yieldsOldest(long nowNanos) {
    return length > 0 && servesNewest(nowNanos);
  }

  /** Nothing waited until now. */
  public void empty(long nowNanos) {
    if (standing != null) {
      standing.isEmptyAt(nowNanos);
    }
  }

  /** Whether the newest of those that wait is served next rather than the oldest. */
  public boolean servesNewest(long nowNanos) {
    return switch (config.order()) {
      case FIFO -> false;
      case LIFO -> true;
      case ADAPTIVE_LIFO -> standing != null && standing.isStanding(nowNanos);
    };
  }

  /**
   * A worker is free. Whether the oldest request of a priority is dropped rather than left waiting
   * or served; to be asked again about the next oldest until it is not. Where priorities count,
   * critical requests may wait as long as CoDel's interval even in a standing queue.
   *
   * @param priority any where priorities do not count
   * @param waitedNanos how long it waited
   * @param waiting how many wait, it included
   */
  public boolean drops(Priority priority, long waitedNanos, int waiting, long nowNanos) {
    if (codel != null) {
      return codel.drops(waitedNanos, waiting == 1, nowNanos);
    }
    boolean isSpared = hasPriorities() && priority == Priority.CRITICAL;
    return dropsLate && standing != null && standing.isLate(waitedNanos, isSpared, nowNanos);
  }
}
