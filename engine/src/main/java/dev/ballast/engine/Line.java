package dev.ballast.engine;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Those that wait, in order of their arrival, and since when: a ring that grows. Both ends in O(1),
 * no allocation once grown. One owner.
 */
final class Line<T> {
  private static final int LENGTH_MIN = 16;
  private static final Object[] NOBODY = {};
  private static final long[] NEVER = {};

  private @Nullable Object[] waiting = NOBODY;
  private long[] since = NEVER;
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(T item, long nowNanos) {
    if (size == waiting.length) {
      grow();
    }
    int at = at(size++);
    waiting[at] = item;
    since[at] = nowNanos;
  }

  /** When the oldest came; there must be one. */
  long oldestNanos() {
    return since[first];
  }

  /** How long all have waited, summed. O(n). */
  long waitedNanos(long nowNanos) {
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += nowNanos - since[at(i)];
    }
    return sum;
  }

  /** Takes the oldest out; there must be one. */
  T takeOldest() {
    T oldest = take(first);
    first = at(1);
    size--;
    return oldest;
  }

  /** Takes the newest out; there must be one. */
  T takeNewest() {
    size--;
    return take(at(size));
  }

  /** Takes this very one out, if it waits. O(n). */
  @SuppressWarnings("ReferenceEquality") // this very one, not an equal one
  boolean remove(T item) {
    for (int i = 0; i < size; i++) {
      if (waiting[at(i)] == item) {
        for (int j = i; j + 1 < size; j++) {
          waiting[at(j)] = waiting[at(j + 1)];
          since[at(j)] = since[at(j + 1)];
        }
        takeNewest();
        return true;
      }
    }
    return false;
  }

  /** The oldest that is meant, or null. O(n). */
  @SuppressWarnings("unchecked") // only what was added
  @Nullable T find(Predicate<T> isMeant) {
    for (int i = 0; i < size; i++) {
      T item = (T) waiting[at(i)];
      if (item != null && isMeant.test(item)) {
        return item;
      }
    }
    return null;
  }

  private int at(int place) {
    return first + place & waiting.length - 1;
  }

  @SuppressWarnings("unchecked") // only what was added
  private T take(int at) {
    Object taken = waiting[at];
    if (taken == null) {
      throw new IllegalStateException("nobody waits");
    }
    waiting[at] = null;
    return (T) taken;
  }

  private void grow() {
    int length = Math.max(LENGTH_MIN, size * 2);
    @Nullable Object[] larger = Arrays.copyOf(waiting, length);
    long[] largerSince = new long[length];
    for (int i = 0; i < size; i++) {
      larger[i] = waiting[at(i)];
      largerSince[i] = since[at(i)];
    }
    waiting = larger;
    since = largerSince;
    first = 0;
  }
}
