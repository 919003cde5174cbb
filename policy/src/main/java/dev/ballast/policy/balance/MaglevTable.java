package dev.ballast.policy.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A table that the replicas fill in turn: each takes the next free slot of its own permutation of
 * the slots (offset + i·skip mod a prime). With equal weights every replica has ⌊M/N⌋ or ⌈M/N⌉ of
 * the M slots; a lighter replica leaves turns out (as in Envoy). They take turns in the order of
 * their names, so that all who know the same replicas have the same table. O(1) per key.
 */
final class MaglevTable implements KeyTable {
  private static final int FREE = -1;

  private final int[] owners;

  MaglevTable(int slots, long[] names, double[] weights) {
    owners = new int[slots];
    Arrays.fill(owners, FREE);
    int replicas = weights.length;
    double heaviest = Arrays.stream(weights).max().orElseThrow();
    int[] next = new int[replicas];
    int[] skip = new int[replicas];
    double[] credit = new double[replicas];
    for (int i = 0; i < replicas; i++) {
      next[i] = Hash.below(Hash.of(names[i], 1), slots);
      skip[i] = 1 + Hash.below(Hash.of(names[i], 2), slots - 1);
    }
    int[] order =
        IntStream.range(0, replicas)
            .boxed()
            .sorted(Comparator.comparingLong(i -> names[i]))
            .mapToInt(i -> i)
            .toArray();
    int filled = 0;
    while (true) {
      for (int i : order) {
        credit[i] += weights[i] / heaviest;
        if (credit[i] < 1 - 1e-9) {
          continue;
        }
        credit[i] -= 1;
        while (owners[next[i]] != FREE) {
          next[i] = after(next[i], skip[i], slots);
        }
        owners[next[i]] = i;
        if (++filled == slots) {
          return;
        }
      }
    }
  }

  private static int after(int slot, int skip, int slots) {
    int sum = slot + skip; // no overflow: both are below 5,000,011
    return sum >= slots ? sum - slots : sum;
  }

  @Override
  public int placeOf(long hash) {
    return Hash.below(hash, owners.length);
  }

  @Override
  public int owner(int place) {
    return owners[place];
  }

  @Override
  public int places() {
    return owners.length;
  }
}
