package dev.ballast.policy;

import dev.ballast.kernel.Randomness;
import java.util.Arrays;

/**
 * Chooses the replica of each attempt among those in service, and knows how many attempts each has
 * in flight. A repeat avoids the replica that has just failed where there is another candidate.
 * When nothing is in service every replica is a candidate again: a degraded answer is better than
 * none (Envoy calls it panic). A choice costs O(1), in turn O(1) plus the replicas passed over, a
 * change of service O(replicas); no allocation; one owner.
 */
public final class Balancer {
  /** No replica to avoid. */
  public static final int NONE = -1;

  private static final int NOT_A_CANDIDATE = -1;

  /** A replica of little weight is passed over at most so often in one choice. */
  private static final int PROPOSALS_MAX = 16;

  private final Balance balance;
  private final Randomness random;
  private final int[] inFlight;
  private final boolean[] inService;
  private final double[] weights;

  /** The first {@code size} are the candidates, rising. */
  private final int[] candidates;

  /** Of each replica among the candidates, or {@link #NOT_A_CANDIDATE}. */
  private final int[] positions;

  private int size;
  private int next;

  public Balancer(Balance balance, int replicas, Randomness random) {
    Checks.that(replicas >= 1, "a balancer needs at least one replica");
    this.balance = balance;
    this.random = random;
    inFlight = new int[replicas];
    inService = new boolean[replicas];
    weights = new double[replicas];
    Arrays.fill(weights, 1);
    candidates = new int[replicas];
    positions = new int[replicas];
    Arrays.fill(inService, true);
    collect();
  }

  /**
   * Sets what a replica gets in proportion to the others.
   *
   * @param weight in (0, 1]
   */
  public void setWeight(int replica, double weight) {
    Checks.that(weight > 0 && weight <= 1, "a weight must be above 0, at most 1");
    weights[replica] = weight;
  }

  /** Takes a replica out, or puts it back. */
  public void setInService(int replica, boolean value) {
    if (inService[replica] != value) {
      inService[replica] = value;
      collect();
    }
  }

  /**
   * Chooses a replica and counts an attempt in flight to it; end it with {@link #ended}.
   *
   * @param avoid the replica of the attempt before, or {@link #NONE}
   */
  public int choose(int avoid) {
    int skipped = avoid == NONE || size == 1 ? NOT_A_CANDIDATE : positions[avoid];
    int count = skipped == NOT_A_CANDIDATE ? size : size - 1;
    int chosen = proposed(count, skipped);
    for (int i = 0; i < PROPOSALS_MAX && weights[chosen] < 1; i++) {
      if (random.chance(weights[chosen])) {
        break;
      }
      chosen = proposed(count, skipped);
    }
    inFlight[chosen]++;
    return chosen;
  }

  private int proposed(int count, int skipped) {
    return switch (balance) {
      case LEAST_LOADED -> lessLoadedOfTwo(count, skipped);
      case ROUND_ROBIN -> nextInTurn(skipped);
      case RANDOM -> candidate(random.nextInt(count), skipped);
    };
  }

  /** An attempt to this replica has its answer or was given up. */
  public void ended(int replica) {
    Checks.invariant(inFlight[replica] > 0, "an attempt ended that had not been counted");
    inFlight[replica]--;
  }

  private void collect() {
    size = 0;
    for (int i = 0; i < inService.length; i++) {
      positions[i] = inService[i] ? size : NOT_A_CANDIDATE;
      if (inService[i]) {
        candidates[size++] = i;
      }
    }
    if (size == 0) {
      for (int i = 0; i < inService.length; i++) {
        positions[i] = i;
        candidates[i] = i;
      }
      size = inService.length;
    }
  }

  /** The i-th candidate when the one at the skipped position is left out. */
  private int candidate(int i, int skipped) {
    return candidates[skipped == NOT_A_CANDIDATE || i < skipped ? i : i + 1];
  }

  private int lessLoadedOfTwo(int count, int skipped) {
    if (count == 1) {
      return candidate(0, skipped);
    }
    int first = random.nextInt(count);
    int second = random.nextInt(count - 1);
    if (second >= first) {
      second++;
    }
    int a = candidate(first, skipped);
    int b = candidate(second, skipped);
    return inFlight[b] < inFlight[a] ? b : a;
  }

  private int nextInTurn(int skipped) {
    int replica = next;
    while (positions[replica] == NOT_A_CANDIDATE || positions[replica] == skipped) {
      replica = after(replica);
    }
    next = after(replica);
    return replica;
  }

  private int after(int replica) {
    return replica + 1 == positions.length ? 0 : replica + 1;
  }
}
