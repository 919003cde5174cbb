package dev.ballast.engine;

import dev.ballast.policy.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call that are in flight, the last one first. They are linked to each other,
 * so that a call which never has two pays for no list; all that is asked here walks the links.
 */
final class InFlight {
  private InFlight() {}

  static boolean holds(@Nullable Attempt first, Attempt attempt) {
    Attempt asked = first;
    while (asked != null && asked != attempt) {
      asked = asked.next;
    }
    return asked != null;
  }

  /** What is left without one that is held; its own link stays as it was. */
  static @Nullable Attempt without(Attempt gone, @Nullable Attempt first) {
    if (first == null || first == gone) {
      return gone.next;
    }
    Attempt before = first;
    while (before.next != null && before.next != gone) {
      before = before.next;
    }
    before.next = gone.next;
    return first;
  }

  static boolean asks(@Nullable Attempt first, int replica) {
    Attempt asked = first;
    while (asked != null && asked.replica != replica) {
      asked = asked.next;
    }
    return asked != null;
  }

  /** When the time of the first of them is over; {@link Deadline#NONE} for never. */
  static long limitNanos(@Nullable Attempt first) {
    long limit = Deadline.NONE;
    for (Attempt asked = first; asked != null; asked = asked.next) {
      limit = Math.min(limit, asked.limitNanos());
    }
    return limit;
  }
}
