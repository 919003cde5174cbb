package dev.ballast.policy.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Attempts in flight from one caller, by replica and together. */
final class Loads {
  /** Each element as an atomic number. */
  private static final VarHandle IN_FLIGHT = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] inFlight;

  /** Only a bound on loads asks for the sum, which all threads would write. */
  private final @Nullable AtomicInteger together;

  Loads(int replicas, boolean sums) {
    inFlight = new int[replicas];
    together = sums ? new AtomicInteger() : null;
  }

  void begins(int replica) {
    int _ = (int) IN_FLIGHT.getAndAdd(inFlight, replica, 1);
    if (together != null) {
      together.getAndIncrement();
    }
  }

  void ends(int replica) {
    if ((int) IN_FLIGHT.getAndAdd(inFlight, replica, -1) <= 0) {
      int _ = (int) IN_FLIGHT.getAndAdd(inFlight, replica, 1);
      throw new IllegalStateException("an attempt ended that had not been counted");
    }
    if (together != null) {
      together.getAndDecrement();
    }
  }

  int of(int replica) {
    return (int) IN_FLIGHT.getVolatile(inFlight, replica);
  }

  int together() {
    if (together == null) {
      throw new IllegalStateException("the sum of the loads is not kept");
    }
    return together.get();
  }

  /** Whether the first has less in flight for its weight than the second. */
  boolean isLighter(int replica, int than, Candidates candidates) {
    return candidates.areEqual()
        ? of(replica) < of(than)
        : of(replica) * candidates.weight(than) < of(than) * candidates.weight(replica);
  }
}
