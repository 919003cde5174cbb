package dev.ballast.policy.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call that several wait for. It ends once: by its result, or when the last who waits has left.
 */
public final class Flight<W> {
  /** Who waits, the last who joined first. */
  private record Seats<W>(@Nullable W waiter, @Nullable Seats<W> before, int count) {}

  final Subject subject;
  private final W begunBy;
  private final AtomicReference<Seats<W>> seats;
  private final AtomicInteger left = new AtomicInteger();

  Flight(Subject subject, W begunBy) {
    this.subject = subject;
    this.begunBy = begunBy;
    seats = new AtomicReference<>(new Seats<>(begunBy, null, 1));
  }

  /** Who began it and has to make the call. */
  public W begunBy() {
    return begunBy;
  }

  /** Whether it has ended; nobody joins any more. */
  public boolean hasEnded() {
    return seats.get().count == 0;
  }

  /** Joins it unless it has ended or is full. */
  boolean join(W waiter, int waitersMax) {
    while (true) {
      Seats<W> now = seats.get();
      if (now.count == 0 || now.count >= waitersMax) {
        return false;
      }
      if (seats.compareAndSet(now, new Seats<>(waiter, now, now.count + 1))) {
        return true;
      }
    }
  }

  /** One who waits goes; true when it was the last, which ends the flight. */
  boolean leave() {
    int gone = left.incrementAndGet();
    Seats<W> now = seats.get();
    return now.count == gone && seats.compareAndSet(now, new Seats<>(null, null, 0));
  }

  /** Ends it: all who ever joined, in the order in which they did; empty when it had ended. */
  List<W> end() {
    List<W> waiters = new ArrayList<>();
    Seats<W> seat = seats.getAndSet(new Seats<>(null, null, 0));
    while (seat != null) {
      W waiter = seat.waiter;
      if (waiter != null) {
        waiters.add(waiter);
      }
      seat = seat.before;
    }
    return waiters.reversed();
  }
}
