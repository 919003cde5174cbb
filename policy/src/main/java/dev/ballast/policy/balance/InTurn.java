package dev.ballast.policy.balance;

import java.util.concurrent.atomic.AtomicLong;

/** Each candidate in its {@link Turns}. Callers begin at different places of the cycle. */
final class InTurn implements Chooser {
  private final AtomicLong next;

  InTurn(int caller) {
    next = new AtomicLong(caller);
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    int[] turns = candidates.turns();
    while (true) { // some turn is another's, since what is avoided is not the only candidate
      int replica = turns[(int) Math.floorMod(next.getAndIncrement(), (long) turns.length)];
      if (replica != avoid) {
        return replica;
      }
    }
  }
}
