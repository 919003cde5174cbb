package dev.ballast.policy.balance;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The replica that a key was given before, while it is a candidate; else another balancer's choice,
 * which is remembered. A repeat that avoids the key's replica goes elsewhere, and the key stays.
 *
 * <p>What is remembered stands in sets of {@link #WAYS} places, found by the key's hash: a
 * fingerprint of the key and its replica in one number. There are twice as many places as keys, so
 * that sets practically never overflow before the keys do; of a full set the key used longest ago
 * is forgotten. Two keys of one fingerprint would share a replica, no more; with 44 bits besides
 * the set that is one pair in some 10¹³. O(ways), no allocation.
 */
final class Remembered implements Chooser {
  private static final int WAYS = 16;
  private static final int REPLICA_BITS = 20;
  private static final long REPLICA = (1L << REPLICA_BITS) - 1;
  private static final long NOTHING = 0;

  private final Chooser otherwise;
  private final int sets;
  private final AtomicLongArray entries;
  private final AtomicLongArray usedNanos;

  Remembered(int keys, Chooser otherwise) {
    this.otherwise = otherwise;
    sets = Math.max(1, (2 * keys + WAYS - 1) / WAYS);
    entries = new AtomicLongArray(sets * WAYS);
    usedNanos = new AtomicLongArray(sets * WAYS);
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    if (key == Balancer.NO_KEY) {
      return otherwise.choose(candidates, key, avoid, nowNanos);
    }
    long hash = Hash.of(key);
    int set = Hash.below(hash, sets) * WAYS;
    long print = Hash.of(hash, 3) & ~REPLICA;
    int found = find(set, print);
    if (found >= 0) {
      long entry = entries.get(found);
      int replica = replica(entry);
      if ((entry & ~REPLICA) == print && candidates.has(replica)) {
        usedNanos.lazySet(found, nowNanos);
        return replica == avoid ? otherwise.choose(candidates, key, avoid, nowNanos) : replica;
      }
    }
    int chosen = otherwise.choose(candidates, key, avoid, nowNanos);
    put(found >= 0 ? found : room(set, nowNanos), print | (chosen + 1), nowNanos);
    return chosen;
  }

  @Override
  public void ended(int replica, long latencyNanos, boolean good, long nowNanos) {
    otherwise.ended(replica, latencyNanos, good, nowNanos);
  }

  @Override
  public void forget(int replica) {
    otherwise.forget(replica);
  }

  /** An entry holds the replica's number plus 1, so that it is never {@link #NOTHING}. */
  private static int replica(long entry) {
    return (int) (entry & REPLICA) - 1;
  }

  private int find(int set, long print) {
    for (int i = set; i < set + WAYS; i++) {
      long entry = entries.get(i);
      if (entry != NOTHING && (entry & ~REPLICA) == print) {
        return i;
      }
    }
    return -1;
  }

  /** A free place, or that of the key used longest ago. */
  private int room(int set, long nowNanos) {
    int oldest = set;
    long age = -1;
    for (int i = set; i < set + WAYS; i++) {
      if (entries.get(i) == NOTHING) {
        return i;
      }
      long idle = nowNanos - usedNanos.get(i);
      if (idle > age) {
        age = idle;
        oldest = i;
      }
    }
    return oldest;
  }

  private void put(int place, long entry, long nowNanos) {
    entries.set(place, entry);
    usedNanos.lazySet(place, nowNanos);
  }
}
