package dev.ballast.policy.cache;

import org.jspecify.annotations.Nullable;

/**
 * The few entries that share a place in a {@link Cache}, oldest first, with SIEVE's hand. Immutable
 * but for the marks on its entries: a change makes a new set, which takes the old one's place by
 * one compare-and-set, so that no thread ever sees half of a change.
 */
final class CacheSet<V> {
  final long weight;
  private final Stored<V>[] entries;

  /** Where the search for a victim goes on. */
  private final int hand;

  private CacheSet(Stored<V>[] entries, int hand) {
    this.entries = entries;
    this.hand = hand;
    long sum = 0;
    for (Stored<V> entry : entries) {
      sum += entry.weight;
    }
    weight = sum;
  }

  static <V> CacheSet<V> empty() {
    return new CacheSet<>(array(0), 0);
  }

  @SuppressWarnings("unchecked") // filled with Stored<V> only
  private static <V> Stored<V>[] array(int length) {
    return (Stored<V>[]) new Stored<?>[length];
  }

  int size() {
    return entries.length;
  }

  @Nullable Stored<V> find(int endpoint, long key, @Nullable Object detail) {
    for (Stored<V> entry : entries) {
      if (entry.is(endpoint, key, detail)) {
        return entry;
      }
    }
    return null;
  }

  /** With this entry, which takes the place of an older one for its subject, or of a victim. */
  CacheSet<V> with(Stored<V> fresh, int capacity, long nowNanos) {
    Subject subject = fresh.subject;
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].is(subject.endpoint(), subject.key(), subject.detail())) {
        return entries[i].isNewerThan(fresh) ? this : replacing(i, fresh);
      }
    }
    CacheSet<V> room = entries.length < capacity ? this : withoutOne(nowNanos);
    Stored<V>[] longer = array(room.entries.length + 1);
    System.arraycopy(room.entries, 0, longer, 0, room.entries.length);
    longer[room.entries.length] = fresh;
    return new CacheSet<>(longer, room.hand);
  }

  private CacheSet<V> replacing(int index, Stored<V> fresh) {
    fresh.replaces(entries[index]);
    Stored<V>[] changed = entries.clone();
    changed[index] = fresh;
    return new CacheSet<>(changed, hand);
  }

  /**
   * Without one that is of no use any more, or else without SIEVE's victim; not of an empty set.
   */
  CacheSet<V> withoutOne(long nowNanos) {
    for (int i = 0; i < entries.length; i++) {
      if (!entries[i].isOfUse(nowNanos)) {
        return without(i, i < hand ? hand - 1 : hand);
      }
    }
    int victim = hand % entries.length;
    for (int i = 0; i < entries.length && entries[victim].forgetVisit(); i++) {
      victim = (victim + 1) % entries.length; // from the newest to the oldest
    }
    // the hand stays where the next newer one moves to; behind the newest it begins anew
    return without(victim, victim == entries.length - 1 ? 0 : victim);
  }

  private CacheSet<V> without(int index, int newHand) {
    Stored<V>[] shorter = array(entries.length - 1);
    System.arraycopy(entries, 0, shorter, 0, index);
    System.arraycopy(entries, index + 1, shorter, index, shorter.length - index);
    return new CacheSet<>(shorter, newHand);
  }
}
