package dev.ballast.policy.balance;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a callee as all its callers see them: how they are balanced, their weights and,
 * for hashing, which replica each key falls to. A replica has a place, and there may be places with
 * nobody in them. Immutable; made once for all callers, and anew when replicas come and go, since a
 * table of keys takes time and room.
 */
public final class ReplicaSet {
  /** The most replicas of one callee. */
  public static final int SIZE_MAX = 65_535;

  private final Balance balance;
  private final long[] names;
  private final double[] weights;

  /** The places where somebody is, rising. */
  private final int[] present;

  private final @Nullable KeyTable table;

  /** All of them; null where callers do not know the same ones. */
  private final @Nullable Candidates all;

  /**
   * Replicas of these weights.
   *
   * @param weights one for each replica, above 0; only their proportions count
   */
  public ReplicaSet(Balance balance, double... weights) {
    this(balance, LongStream.range(0, weights.length).toArray(), weights);
    for (double weight : weights) {
      Checks.that(weight > 0, "a replica's weight must be above 0, was " + weight);
    }
  }

  private ReplicaSet(Balance balance, long[] names, double[] weights) {
    if (weights.length < 1 || weights.length > SIZE_MAX) {
      throw new IllegalArgumentException(
          "a balancer needs 1 to " + SIZE_MAX + " replicas, was given " + weights.length);
    }
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a replica's weight must be above 0, was " + weight);
      }
    }
    this.balance = balance;
    this.names = names;
    this.weights = weights.clone();
    present = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    table =
        switch (balance.innermost()) {
          case Balance.RingHash _, Balance.Maglev _ when present.length == 0 -> null;
          case Balance.RingHash ring -> new Ring(ring.points(), names, weights);
          case Balance.Maglev maglev -> new MaglevTable(maglev.slots(), names, weights);
          case Balance.RoundRobin _,
              Balance.Random _,
              Balance.LeastLoaded _,
              Balance.PeakEwma _,
              Balance.Prequal _,
              Balance.Sticky _,
              Balance.Subset _ ->
              null;
        };
    all = balance instanceof Balance.Subset ? null : Candidates.all(this, 0);
  }

  /** So many replicas of equal weight. */
  public static ReplicaSet ofEqual(Balance balance, int replicas) {
    return new ReplicaSet(balance, IntStream.range(0, replicas).mapToDouble(_ -> 1).toArray());
  }

  /**
   * Some of these replicas, numbered from 0 in this order. Keys are placed by the numbers that the
   * replicas have here, so that a replica has as its keys in a part what it would have of them.
   */
  public ReplicaSet part(int... members) {
    return new ReplicaSet(
        balance,
        Arrays.stream(members).mapToLong(i -> names[i]).toArray(),
        Arrays.stream(members).mapToDouble(i -> weights[i]).toArray());
  }

  /**
   * The same places with others in them.
   *
   * @param occupants one for each place
   */
  public ReplicaSet occupiedBy(List<Occupant> occupants) {
    Checks.that(
        occupants.size() == weights.length,
        "expected " + weights.length + " occupants, was given " + occupants.size());
    return new ReplicaSet(
        balance,
        occupants.stream().mapToLong(Occupant::name).toArray(),
        occupants.stream().mapToDouble(Occupant::weight).toArray());
  }

  /** How they are balanced. */
  public Balance balance() {
    return balance;
  }

  /** How many places there are. */
  public int size() {
    return weights.length;
  }

  /** Who is in this place. */
  public Occupant occupant(int replica) {
    return new Occupant(names[replica], weights[replica]);
  }

  double weight(int replica) {
    return weights[replica];
  }

  /** What a caller chooses from while all are in service, with their configured weights. */
  Candidates all(int caller) {
    return all == null ? Candidates.all(this, caller) : all;
  }

  KeyTable table() {
    if (table == null) {
      throw new IllegalStateException("expected a table of keys for " + balance);
    }
    return table;
  }

  /**
   * The replicas that one caller knows. Callers come in rounds of as many as there are subsets;
   * within a round the subsets do not overlap, and each round shuffles anew, so that over a full
   * round every replica has one caller, but for the remainder of replicas divided by size, which
   * another round meets. Places with nobody in them are in no subset.
   */
  boolean[] knownTo(int caller) {
    boolean[] known = new boolean[weights.length];
    int size = balance instanceof Balance.Subset subset ? subset.size() : present.length;
    if (size >= present.length) {
      for (int replica : present) {
        known[replica] = true;
      }
      return known;
    }
    int subsets = present.length / size;
    int[] shuffled = shuffled(caller / subsets);
    int start = caller % subsets * size;
    for (int i = start; i < start + size; i++) {
      known[shuffled[i]] = true;
    }
    return known;
  }

  /** The same for every caller of a round. */
  private int[] shuffled(int round) {
    RandomStream random = RandomStream.of(round, "subset");
    int[] all = present.clone();
    for (int i = all.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = all[i];
      all[i] = all[j];
      all[j] = swapped;
    }
    return all;
  }
}
