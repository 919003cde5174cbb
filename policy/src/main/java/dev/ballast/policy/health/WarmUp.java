package dev.ballast.policy.health;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The weights of replicas that come back, as one caller can know it. A replica begins anew when it
 * returns from an ejection, and when nobody listened where it should be, which is how a process
 * that crashed or is restarted looks. Until its first success it has the least weight; then its age
 * begins. At the caller's own start every replica has its full weight.
 *
 * <p>Weights follow the age in steps of a hundredth of the window, when somebody asks. O(1) per
 * attempt, O(replicas) per step; no allocation; safe for threads without locks.
 */
public final class WarmUp {
  /** Takes a replica's factor on its weight. */
  public interface Weights {
    void weigh(int replica, double factor);
  }

  private static final long FULL = Long.MIN_VALUE;
  private static final long WAITING = Long.MAX_VALUE;
  private static final int STEPS = 100;

  private final SlowStart config;
  private final Weights weights;
  private final AtomicLongArray since;
  private final AtomicLong dueNanos = new AtomicLong(Times.NEVER);
  private final long stepNanos;

  /** All replicas at their full weight. */
  public WarmUp(SlowStart config, int replicas, Weights weights) {
    this.config = config;
    this.weights = weights;
    since = new AtomicLongArray(replicas);
    for (int i = 0; i < replicas; i++) {
      since.set(i, FULL);
    }
    stepNanos = Math.max(1, config.windowNanos() / STEPS);
  }

  /** The replica was away, or nobody listens there. */
  public void away(int replica) {
    if (since.getAndSet(replica, WAITING) != WAITING) {
      weights.weigh(replica, config.factor(0));
    }
  }

  /** The replica answered well. */
  public void succeeded(int replica, long nowNanos) {
    if (since.get(replica) == WAITING && since.compareAndSet(replica, WAITING, nowNanos)) {
      Times.lower(dueNanos, Times.after(nowNanos, stepNanos));
    }
  }

  /** Raises the weights that are due. */
  public void advance(long nowNanos) {
    long due = dueNanos.get();
    if (nowNanos < due || !dueNanos.compareAndSet(due, Times.NEVER)) {
      return;
    }
    boolean isAnyLeft = false;
    for (int i = 0; i < since.length(); i++) {
      long began = since.get(i);
      if (began == FULL || began == WAITING) {
        continue;
      }
      double factor = config.factor(nowNanos - began);
      if (nowNanos - began < config.windowNanos() || since.compareAndSet(i, began, FULL)) {
        weights.weigh(i, factor);
      }
      isAnyLeft |= nowNanos - began < config.windowNanos();
    }
    if (isAnyLeft) {
      Times.lower(dueNanos, Times.after(nowNanos, stepNanos));
    }
  }
}
