package dev.ballast.policy;

import dev.ballast.kernel.RandomStream;
import java.util.Arrays;

/**
 * Chooses the replica of each attempt among those in service, and knows how many attempts each has
 * in flight. A repeat avoids the replica that has just failed where another is in service. When
 * nothing is in service every replica is a candidate again: a degraded answer is better than none
 * (Envoy calls it panic). No allocation per choice; one owner.
 */
public final class Balancer {
  /** No replica to avoid. */
  public static final int NONE = -1;

  private final Balance balance;
  private final RandomStream random;
  private final int[] inFlight;
  private final boolean[] inService;
  private final int[] candidates;
  private int next;

  public Balancer(Balance balance, int replicas, RandomStream random) {
    Checks.that(replicas >= 1, "a balancer needs at least one replica");
    this.balance = balance;
    this.random = random;
    inFlight = new int[replicas];
    inService = new boolean[replicas];
    candidates = new int[replicas];
    Arrays.fill(inService, true);
  }

  /** Takes a replica out, or puts it back. */
  public void setInService(int replica, boolean value) {
    inService[replica] = value;
  }

  /**
   * Chooses a replica and counts an attempt in flight to it; end it with {@link #ended}.
   *
   * @param avoid the replica of the attempt before, or {@link #NONE}
   */
  public int choose(int avoid) {
    int count = collect(avoid);
    int chosen =
        switch (balance) {
          case LEAST_LOADED -> lessLoadedOfTwo(count);
          case ROUND_ROBIN -> nextInTurn(count);
          case RANDOM -> candidates[random.nextInt(count)];
        };
    inFlight[chosen]++;
    return chosen;
  }

  /** An attempt to this replica has its answer or was given up. */
  public void ended(int replica) {
    inFlight[replica]--;
  }

  private int collect(int avoid) {
    int count = 0;
    for (int i = 0; i < inService.length; i++) {
      if (inService[i] && i != avoid) {
        candidates[count++] = i;
      }
    }
    if (count == 0 && avoid != NONE && inService[avoid]) {
      candidates[count++] = avoid;
    }
    if (count == 0) {
      for (int i = 0; i < inService.length; i++) {
        candidates[count++] = i;
      }
    }
    return count;
  }

  private int lessLoadedOfTwo(int count) {
    if (count == 1) {
      return candidates[0];
    }
    int first = random.nextInt(count);
    int second = random.nextInt(count - 1);
    if (second >= first) {
      second++;
    }
    int a = candidates[first];
    int b = candidates[second];
    return inFlight[b] < inFlight[a] ? b : a;
  }

  private int nextInTurn(int count) {
    for (int i = 0; i < count; i++) {
      if (candidates[i] >= next) {
        next = candidates[i] + 1;
        return candidates[i];
      }
    }
    next = candidates[0] + 1;
    return candidates[0];
  }
}
