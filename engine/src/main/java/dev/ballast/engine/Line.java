package dev.ballast.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, in order of their arrival, and since when: a ring that grows. Both ends in
 * O(1), no allocation once grown. One owner.
 */
final class Line {
  private @Nullable Request[] requests = new Request[16];
  private long[] since = new long[16];
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(Request request, long nowNanos) {
    if (size == requests.length) {
      grow();
    }
    int at = at(size++);
    requests[at] = request;
    since[at] = nowNanos;
  }

  /** When the oldest came; there must be one. */
  long oldestNanos() {
    return since[first];
  }

  /** Takes the oldest out; there must be one. */
  Request takeOldest() {
    Request oldest = take(first);
    first = at(1);
    size--;
    return oldest;
  }

  /** Takes the newest out; there must be one. */
  Request takeNewest() {
    size--;
    return take(at(size));
  }

  /** Takes this very request out, if it waits. O(n). */
  @SuppressWarnings("ReferenceEquality") // this very request, not an equal one
  boolean remove(Request request) {
    for (int i = 0; i < size; i++) {
      if (requests[at(i)] == request) {
        for (int j = i; j + 1 < size; j++) {
          requests[at(j)] = requests[at(j + 1)];
          since[at(j)] = since[at(j + 1)];
        }
        takeNewest();
        return true;
      }
    }
    return false;
  }

  private int at(int place) {
    return first + place & requests.length - 1;
  }

  private Request take(int at) {
    Request taken = requests[at];
    if (taken == null) {
      throw new IllegalStateException("nobody waits");
    }
    requests[at] = null;
    return taken;
  }

  private void grow() {
    @Nullable Request[] larger = Arrays.copyOf(requests, size * 2);
    long[] largerSince = new long[size * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = requests[at(i)];
      largerSince[i] = since[at(i)];
    }
    requests = larger;
    since = largerSince;
    first = 0;
  }
}
