package dev.ballast.policy.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Attempts in flight from one caller, by replica and together. */
final class Loads {
  private final AtomicIntegerArray inFlight;
  private final AtomicInteger together = new AtomicInteger();

  /** Only a bound on loads asks for the sum, which all threads would write. */
  private final boolean sums;

  Loads(int replicas, boolean sums) {
    inFlight = new AtomicIntegerArray(replicas);
    this.sums = sums;
  }

  void begins(int replica) {
    inFlight.getAndIncrement(replica);
    if (sums) {
      together.getAndIncrement();
    }
  }

  void ends(int replica) {
    if (inFlight.getAndDecrement(replica) <= 0) {
      inFlight.getAndIncrement(replica);
      throw new IllegalStateException("an attempt ended that had not been counted");
    }
    if (sums) {
      together.getAndDecrement();
    }
  }

  int of(int replica) {
    return inFlight.get(replica);
  }

  int together() {
    return together.get();
  }

  /** Whether the first has less in flight for its weight than the second. */
  boolean isLighter(int replica, int than, Candidates candidates) {
    return candidates.areEqual()
        ? of(replica) < of(than)
        : of(replica) * candidates.weight(than) < of(than) * candidates.weight(replica);
  }
}
