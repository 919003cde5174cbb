package dev.ballast.policy.balance;

import dev.ballast.kernel.Randomness;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Who may be chosen at the moment, and with which weights. Immutable: a change makes another, which
 * costs O(replicas), in turn O(one cycle).
 *
 * <p>A caller that knows a subset chooses within it; when nothing of it is in service, among all
 * that are; when nothing is in service at all, among what it knows: a degraded answer is better
 * than none (Envoy calls it panic).
 */
final class Candidates {
  private static final int NOT_ONE = -1;

  private final ReplicaSet set;
  private final boolean[] known;
  private final boolean[] inService;

  /** What each has of its configured weight, in [0, 1]. */
  private final double[] parts;

  private final double[] weights;

  /** The candidates, rising. */
  private final int[] replicas;

  /** Of each replica among the candidates. */
  private final int[] positions;

  private final boolean areEqual;

  /** The weights of the candidates up to and with each position. */
  private final double[] sums;

  /** The order of turns; empty where nobody takes turns. */
  private final int[] turns;

  /** The largest weight of a candidate in relation to its configured one. */
  private final double fullest;

  private Candidates(ReplicaSet set, boolean[] known, boolean[] inService, double[] parts) {
    this.set = set;
    this.known = known;
    this.inService = inService;
    this.parts = parts;
    weights = new double[parts.length];
    Arrays.setAll(weights, i -> set.weight(i) * parts[i]);
    replicas = collect();
    positions = new int[set.size()];
    Arrays.fill(positions, NOT_ONE);
    sums = new double[replicas.length];
    double sum = 0;
    double most = 0;
    boolean equal = true;
    for (int i = 0; i < replicas.length; i++) {
      positions[replicas[i]] = i;
      sum += weight(replicas[i]);
      sums[i] = sum;
      most = Math.max(most, weight(replicas[i]) / set.weight(replicas[i]));
      equal &= weight(replicas[i]) == weight(replicas[0]);
    }
    fullest = most;
    areEqual = equal;
    boolean inTurn = set.balance().innermost() instanceof Balance.RoundRobin;
    turns =
        inTurn
            ? Turns.of(replicas, Arrays.stream(replicas).mapToDouble(this::weight).toArray())
            : new int[0];
  }

  /** All replicas that this caller knows, with their configured weights. */
  static Candidates all(ReplicaSet set, int caller) {
    boolean[] inService = new boolean[set.size()];
    Arrays.fill(inService, true);
    double[] parts = new double[set.size()];
    Arrays.fill(parts, 1);
    return new Candidates(set, set.knownTo(caller), inService, parts);
  }

  /** The same while others are in the places. */
  Candidates of(ReplicaSet other, int caller) {
    return new Candidates(other, other.knownTo(caller), inService, parts);
  }

  /** The same with this replica in service or out of it. */
  Candidates withService(int replica, boolean value) {
    if (inService[replica] == value) {
      return this;
    }
    boolean[] changed = inService.clone();
    changed[replica] = value;
    return new Candidates(set, known, changed, parts);
  }

  /** The same with this part of the configured weight. */
  Candidates withWeight(int replica, double part) {
    if (parts[replica] == part) {
      return this;
    }
    double[] changed = parts.clone();
    changed[replica] = part;
    return new Candidates(set, known, inService, changed);
  }

  private int[] collect() {
    int[] best = where(i -> known[i] && inService[i] && weights[i] > 0);
    if (best.length == 0) {
      best = where(i -> inService[i] && weights[i] > 0);
    }
    return best.length == 0 ? where(i -> known[i]) : best;
  }

  private int[] where(java.util.function.IntPredicate holds) {
    return IntStream.range(0, set.size()).filter(holds).toArray();
  }

  /** The weight of a candidate; in panic also one that has none has its configured weight. */
  double weight(int replica) {
    return weights[replica] > 0 ? weights[replica] : set.weight(replica);
  }

  /** The weights of all candidates together. */
  double weight() {
    return sums[sums.length - 1];
  }

  /** How many there are; 0 only where nobody is in any place. */
  int count() {
    return replicas.length;
  }

  int replica(int position) {
    return replicas[position];
  }

  KeyTable table() {
    return set.table();
  }

  int[] turns() {
    return turns;
  }

  boolean has(int replica) {
    return positions[replica] != NOT_ONE;
  }

  boolean areEqual() {
    return areEqual;
  }

  /**
   * Whether a replica takes a key. While its weight is below the configured one, such as in a slow
   * start, it takes that share of its keys and the others go where they go when it is out, so that
   * a key moves once and no other moves.
   */
  boolean takes(int replica, long hash) {
    double share = weight(replica) / (set.weight(replica) * fullest);
    return share >= 1 || (Hash.of(hash, replica) >>> 11) * 0x1.0p-53 < share;
  }

  /**
   * Draws a candidate, with a chance in proportion to its weight. There must be one besides those
   * left out.
   *
   * @param a a replica to leave out, or {@link Balancer#NONE}
   * @param b another, or {@link Balancer#NONE}
   */
  int draw(Randomness random, int a, int b) {
    int skipA = a == Balancer.NONE ? NOT_ONE : positions[a];
    int skipB = b == Balancer.NONE ? NOT_ONE : positions[b];
    int first = Math.min(skipA, skipB);
    int second = Math.max(skipA, skipB);
    if (first == second) {
      first = NOT_ONE;
    }
    int left = replicas.length - (first == NOT_ONE ? 0 : 1) - (second == NOT_ONE ? 0 : 1);
    if (left == 1) {
      return replicas[shift(0, first, second)];
    }
    return replicas[
        areEqual ? shift(random.nextInt(left), first, second) : weighted(random, first, second)];
  }

  /** The i-th position when up to two, rising, are left out. */
  private static int shift(int i, int first, int second) {
    int position = i;
    if (first != NOT_ONE && position >= first) {
      position++;
    }
    if (second != NOT_ONE && position >= second) {
      position++;
    }
    return position;
  }

  private int weighted(Randomness random, int first, int second) {
    double left = weight() - widthAt(first) - widthAt(second);
    double drawn = random.nextUnit() * left;
    if (first != NOT_ONE && drawn >= sums[first] - widthAt(first)) {
      drawn += widthAt(first);
    }
    if (second != NOT_ONE && drawn >= sums[second] - widthAt(second)) {
      drawn += widthAt(second);
    }
    int position = above(drawn);
    while (position == first || position == second || position == replicas.length) {
      position = position >= replicas.length - 1 ? 0 : position + 1; // rounding at an edge
    }
    return position;
  }

  private double widthAt(int position) {
    return position == NOT_ONE ? 0 : weight(replicas[position]);
  }

  /** The first position whose sum is above the value. */
  private int above(double value) {
    int low = 0;
    int high = sums.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
