package dev.ballast.policy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A leaky bucket: each call puts in its share of a repeat, each repeat takes out a whole one, and
 * what was put in or taken out is forgotten when it is older than the window. So any window holds
 * at most share · calls + perSecond · window repeats. Follows Finagle's {@code RetryBudget} (20 %
 * and 10/s over 10 s by default), with its ten slices of the window.
 *
 * <p>The balance is one word, from which a repeat is taken by compare and set: it never falls below
 * the reserve, whatever the number of threads. The slices only say what is to be forgotten; whoever
 * moves the time on by winning a compare and set empties the old ones. Invariant, when nobody is
 * about to change it: the balance is the sum of the slices. Two atomic operations per call.
 */
final class TokenBudget implements RetryBudget {
  private static final int SLICES = 10;

  /** What a repeat costs; a share is kept to a millionth. */
  private static final long REPEAT = 1_000_000;

  private final long worthOfCall;
  private final long reserve;
  private final long sliceNanos;
  private final AtomicLong balance = new AtomicLong();
  private final AtomicLongArray slices = new AtomicLongArray(SLICES);
  private final AtomicLong current = new AtomicLong(Long.MIN_VALUE);

  TokenBudget(Bucket config) {
    worthOfCall = Math.round(config.share() * REPEAT);
    reserve = Math.round(config.perSecond() * config.windowNanos() / 1e9 * REPEAT);
    sliceNanos = config.windowNanos() / SLICES;
  }

  @Override
  public void callBegins(long nowNanos) {
    int slice = sliceAt(nowNanos);
    slices.getAndAdd(slice, worthOfCall);
    balance.getAndAdd(worthOfCall);
  }

  @Override
  public void callEnds() {}

  @Override
  public boolean tryRepeat(long nowNanos) {
    int slice = sliceAt(nowNanos);
    while (true) {
      long seen = balance.get();
      if (seen + reserve < REPEAT) {
        return false;
      }
      if (balance.compareAndSet(seen, seen - REPEAT)) {
        slices.getAndAdd(slice, -REPEAT);
        return true;
      }
    }
  }

  @Override
  public void repeatEnds() {}

  @Override
  public long repeatsLeft(long nowNanos) {
    int _ = sliceAt(nowNanos);
    return Math.max(0, (balance.get() + reserve) / REPEAT);
  }

  /** Forgets what is too old, and says where to note what happens now. */
  private int sliceAt(long nowNanos) {
    long now = Math.floorDiv(nowNanos, sliceNanos);
    long before = current.get();
    if (now > before && current.compareAndSet(before, now)) {
      for (long slice = Math.max(before + 1, now - SLICES + 1); slice <= now; slice++) {
        balance.getAndAdd(-slices.getAndSet(Math.floorMod(slice, SLICES), 0));
      }
    }
    return Math.floorMod(Math.max(now, before), SLICES);
  }
}
