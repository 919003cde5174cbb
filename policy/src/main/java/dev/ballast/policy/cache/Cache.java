package dev.ballast.policy.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Bounded answers of one callee, with what may be done with them as they age: fresh, stale while
 * one caller revalidates, stale in the place of an error (RFC 9111, RFC 5861).
 *
 * <p>What is dropped when it is full is chosen by SIEVE (Zhang et al., NSDI'24) within sets of at
 * most {@link #WAYS} entries (Adas, Einziger and Friedman, "Limited Associativity Makes Concurrent
 * Software Caches a Breeze", 2021): an entry is inserted as the newest; a hand moves from the
 * oldest to the newest, takes the mark off those that were asked for since it last passed, and
 * drops the first without one. A key that is asked for once leaves before one that is asked for
 * again. <i>Departures:</i> one hand per set instead of one for all; an entry that is of no use any
 * more goes before any other.
 *
 * <p>For any number of threads, without locks: a set is replaced as a whole by compare-and-set.
 * {@link #find} costs at most {@link #WAYS} comparisons and allocates nothing; {@link #put}
 * allocates a set. Never holds more than {@code entries}, and no more weight than its bound once
 * every {@link #put} has returned.
 *
 * @param <V> what an answer is
 */
public final class Cache<V> {
  /** Entries that compete for a place. */
  public static final int WAYS = 8;

  private final CacheConfig config;
  private final long weightMax;
  private final AtomicReferenceArray<CacheSet<V>> sets;
  private final AtomicLong weight = new AtomicLong();
  private final AtomicInteger shrinkNext = new AtomicInteger();

  /**
   * An empty cache.
   *
   * @param weightMax the most that its answers may weigh together, in the unit of {@link #put}
   */
  public Cache(CacheConfig config, long weightMax) {
    this.config = config;
    this.weightMax = weightMax;
    sets = new AtomicReferenceArray<>((config.entries() + WAYS - 1) / WAYS);
    CacheSet<V> empty = CacheSet.empty();
    for (int i = 0; i < sets.length(); i++) {
      sets.setPlain(i, empty);
    }
  }

  /** How long answers are kept, and how many. */
  public CacheConfig config() {
    return config;
  }

  /**
   * What there is for a subject; ask {@link Stored#use} what may be done with it.
   *
   * @param detail what tells requests apart beyond endpoint and key; null for nothing
   */
  public @Nullable Stored<V> find(int endpoint, long key, @Nullable Object detail) {
    int set = Subject.place(Subject.hash(endpoint, key, detail), sets.length());
    Stored<V> found = sets.get(set).find(endpoint, key, detail);
    if (found != null) {
      found.visit();
    }
    return found;
  }

  /**
   * Keeps an answer. One that is older than what there is, of no use already or too heavy is not
   * kept.
   *
   * @param weightOf what it counts towards the bound, at least 0
   */
  public void put(
      int endpoint,
      long key,
      @Nullable Object detail,
      V value,
      long weightOf,
      Lifetime lifetime,
      long nowNanos) {
    Stored<V> fresh =
        new Stored<>(
            new Subject(endpoint, key, detail), value, weightOf, config, lifetime, nowNanos);
    if (weightOf > weightMax || !fresh.isOfUse(nowNanos)) {
      return;
    }
    int set = Subject.place(Subject.hash(endpoint, key, detail), sets.length());
    CacheSet<V> before;
    CacheSet<V> after;
    do {
      before = sets.get(set);
      after = before.with(fresh, capacity(set), nowNanos);
    } while (!sets.compareAndSet(set, before, after));
    if (weight.addAndGet(after.weight - before.weight) > weightMax) {
      shrink(nowNanos);
    }
  }

  /** Entries of this set; those of all sets together are exactly as many as configured. */
  private int capacity(int set) {
    long entries = config.entries();
    return (int) (entries * (set + 1) / sets.length() - entries * set / sets.length());
  }

  /** Drops victims, one set after the other, until the weight is within its bound. */
  private void shrink(long nowNanos) {
    while (weight.get() > weightMax) {
      int set = Math.floorMod(shrinkNext.getAndIncrement(), sets.length());
      CacheSet<V> before = sets.get(set);
      if (before.weight > 0) {
        CacheSet<V> after = before.withoutOne(nowNanos);
        if (sets.compareAndSet(set, before, after)) {
          weight.addAndGet(after.weight - before.weight);
        }
      }
    }
  }

  /** Entries now; O(sets). */
  public int size() {
    int sum = 0;
    for (int i = 0; i < sets.length(); i++) {
      sum += sets.get(i).size();
    }
    return sum;
  }

  /** What its answers weigh together. */
  public long weight() {
    return weight.get();
  }

  /** Forgets everything, as a process that starts again does. */
  public void clear() {
    CacheSet<V> empty = CacheSet.empty();
    for (int i = 0; i < sets.length(); i++) {
      weight.addAndGet(-sets.getAndSet(i, empty).weight);
    }
  }
}
