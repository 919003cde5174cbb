package dev.ballast.policy.cache;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Calls under way that others may wait for as well, instead of making the same call again: request
 * coalescing, after {@code golang.org/x/sync/singleflight}. At any moment at most one flight per
 * subject that can be joined is under way. <i>Departures:</i> whoever waits can leave by itself; a
 * flight goes on while anybody waits, also when whoever began it has left, and ends with the last;
 * flights and those who wait are bounded, and who finds no room calls by itself.
 *
 * <p>For any number of threads, without locks: a place of the table is replaced as a whole by
 * compare-and-set, so that two who begin the same flight at once notice. O(1).
 *
 * @param <W> who waits
 */
public final class Flights<W> {
  /** Flights under way at once. */
  public static final int FLIGHTS_MAX = 4_096;

  /** Who may wait for one flight. */
  public static final int WAITERS_MAX = 65_536;

  private static final int PLACES = 1_024;

  /** Flights in one place of the table, so that keys chosen to collide cost no more than this. */
  private static final int LINKS_MAX = 64;

  /** The flights of one place. */
  private static final class Links<W> {
    final Flight<W> flight;
    final @Nullable Links<W> next;
    final int length;

    Links(Flight<W> flight, @Nullable Links<W> next) {
      this.flight = flight;
      this.next = next;
      length = next == null ? 1 : next.length + 1;
    }
  }

  private final AtomicReferenceArray<@Nullable Links<W>> table = new AtomicReferenceArray<>(PLACES);
  private final AtomicInteger size = new AtomicInteger();
  private final int flightsMax;
  private final int waitersMax;

  /** Within the usual bounds. */
  public Flights() {
    this(FLIGHTS_MAX, WAITERS_MAX);
  }

  Flights(int flightsMax, int waitersMax) {
    this.flightsMax = flightsMax;
    this.waitersMax = waitersMax;
  }

  /**
   * Joins the flight for a subject, or begins one.
   *
   * @param detail what tells requests apart beyond endpoint and key; null for nothing
   * @return the flight, begun by this very waiter if it is new; null where there is no room
   */
  public @Nullable Flight<W> board(int endpoint, long key, @Nullable Object detail, W waiter) {
    int place = Subject.place(Subject.hash(endpoint, key, detail), PLACES);
    while (true) {
      Links<W> there = table.get(place);
      Flight<W> found = find(there, endpoint, key, detail);
      if (found == null) {
        if (there != null && there.length == LINKS_MAX) {
          return null;
        }
        if (size.incrementAndGet() > flightsMax) {
          size.decrementAndGet();
          return null;
        }
        Flight<W> begun = new Flight<>(new Subject(endpoint, key, detail), waiter);
        if (table.compareAndSet(place, there, new Links<>(begun, there))) {
          return begun;
        }
        size.decrementAndGet();
      } else if (found.join(waiter, waitersMax)) {
        return found;
      } else if (found.hasEnded()) {
        remove(found); // just now; its place goes with it
      } else {
        return null;
      }
    }
  }

  private static <W> @Nullable Flight<W> find(
      @Nullable Links<W> links, int endpoint, long key, @Nullable Object detail) {
    for (Links<W> link = links; link != null; link = link.next) {
      if (link.flight.subject.is(endpoint, key, detail)) {
        return link.flight;
      }
    }
    return null;
  }

  /**
   * Ends a flight with its result.
   *
   * @return all who joined, in order, also those who have left; empty when it had ended before
   */
  public List<W> land(Flight<W> flight) {
    List<W> waiters = flight.end();
    remove(flight);
    return waiters;
  }

  /**
   * One who waits leaves, at most once.
   *
   * @return true when nobody waits any more: the call is to be given up
   */
  public boolean leave(Flight<W> flight) {
    boolean isLast = flight.leave();
    if (isLast) {
      remove(flight);
    }
    return isLast;
  }

  private void remove(Flight<W> flight) {
    Subject subject = flight.subject;
    long hash = Subject.hash(subject.endpoint(), subject.key(), subject.detail());
    int place = Subject.place(hash, PLACES);
    while (true) {
      Links<W> there = table.get(place);
      Links<W> without = without(there, flight);
      if (without == there) {
        return; // somebody else did it
      }
      if (table.compareAndSet(place, there, without)) {
        size.decrementAndGet();
        return;
      }
    }
  }

  private static <W> @Nullable Links<W> without(@Nullable Links<W> links, Flight<W> flight) {
    if (links == null || links.flight == flight) {
      return links == null ? null : links.next;
    }
    Links<W> rest = without(links.next, flight);
    return rest == links.next ? links : new Links<>(links.flight, rest);
  }

  /** Flights under way. */
  public int size() {
    return size.get();
  }
}
