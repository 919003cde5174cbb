package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.cache.Flight;
import dev.ballast.policy.cache.Flights;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls about the same thing share one that is under way. The first makes it, the others park
 * and get its answer or its failure; if the first one was cancelled, one of the others makes it
 * anew. An asynchronous call goes on while anybody wants its answer.
 */
final class CoalesceLayer extends Layer {
  private static final String POLICY = "coalesce";

  /** One who waits for an answer, and what it began if it was the first. */
  private static final class Seat {
    final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
    volatile @Nullable CompletableFuture<@Nullable Object> begun;
  }

  /** Who made the shared call was cancelled, which is no answer for the others. */
  private static final class LeaderGone extends Exception {
    LeaderGone() {
      super("the call was cancelled by who made it", null, false, false);
    }
  }

  private final Site site;
  private final Layer next;
  private final Flights<Seat> flights = new Flights<>();
  private final LongAdder shared = new LongAdder();
  private final GaveUp late;
  private final GaveUp interrupted;

  CoalesceLayer(Site site, Layer next) {
    this.site = site;
    this.next = next;
    late =
        new GaveUp(site.guard(), POLICY, Result.TIMED_OUT, "no shared answer before the deadline");
    interrupted =
        new GaveUp(
            site.guard(), POLICY, Result.CANCELLED, "interrupted while it waited for an answer");
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    long now = nowNanos;
    while (terms.key() != null) {
      Seat mine = new Seat();
      Flight<Seat> flight = flights.board(0, 0, terms.key(), mine);
      if (flight == null) {
        break; // no room: everybody for himself
      }
      if (isMine(flight, mine)) {
        return lead(flight, body, kind, terms, now, deadlineNanos);
      }
      try {
        return follow(flight, mine, deadlineNanos);
      } catch (LeaderGone e) {
        now = System.nanoTime();
      }
    }
    return next.call(body, kind, terms, now, deadlineNanos);
  }

  private static boolean isMine(Flight<Seat> flight, Seat seat) {
    return flight.begunBy().equals(seat);
  }

  private @Nullable Object lead(
      Flight<Seat> flight, Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    try {
      Object answer = next.call(body, kind, terms, nowNanos, deadlineNanos);
      flights.land(flight).forEach(seat -> seat.answer.complete(answer));
      return answer;
    } catch (Throwable e) {
      landFailed(flight, e);
      throw e;
    }
  }

  private void landFailed(Flight<Seat> flight, Throwable thrown) {
    boolean isCancelled = site.resultOf(thrown) == Result.CANCELLED;
    flights
        .land(flight)
        .forEach(
            seat -> seat.answer.completeExceptionally(isCancelled ? new LeaderGone() : thrown));
  }

  private @Nullable Object follow(Flight<Seat> flight, Seat mine, long deadlineNanos)
      throws Exception {
    shared.increment();
    try {
      return deadlineNanos == Deadline.NONE
          ? mine.answer.get()
          : mine.answer.get(
              CallDeadline.leftNanos(deadlineNanos, System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      leave(flight);
      throw late;
    } catch (InterruptedException e) {
      leave(flight);
      Thread.currentThread().interrupt();
      throw interrupted;
    } catch (ExecutionException e) {
      Throwable thrown = Site.unwrapped(e);
      if (thrown instanceof Error error) {
        throw error;
      }
      throw thrown instanceof Exception failure ? failure : e;
    }
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    Object key = call.terms().key();
    Seat seat = new Seat();
    Flight<Seat> flight = key == null ? null : flights.board(0, 0, key, seat);
    if (flight == null) {
      return next.stage(call, deadlineNanos);
    }
    if (isMine(flight, seat)) {
      seat.begun = next.stage(call, deadlineNanos);
      Stage.atEnd(seat.begun, (answer, thrown) -> landed(flight, answer, thrown));
    } else {
      shared.increment();
    }
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    Stage.atEnd(outer, (_, _) -> leave(flight));
    Stage.atEnd(
        seat.answer,
        (_, thrown) -> {
          if (thrown instanceof LeaderGone && !outer.isDone()) {
            CompletableFuture<@Nullable Object> again = stage(call, deadlineNanos);
            Stage.tie(outer, again);
            Stage.hand(again, outer);
          } else {
            Stage.hand(seat.answer, outer);
          }
        });
    return outer;
  }

  private void landed(Flight<Seat> flight, @Nullable Object answer, @Nullable Throwable thrown) {
    if (thrown == null) {
      flights.land(flight).forEach(seat -> seat.answer.complete(answer));
    } else {
      landFailed(flight, Site.unwrapped(thrown));
    }
  }

  /** One who waits leaves; when the last has, what an asynchronous call began is cancelled. */
  private void leave(Flight<Seat> flight) {
    CompletableFuture<?> begun = flight.begunBy().begun;
    if (flights.leave(flight) && begun != null) {
      begun.cancel(true);
    }
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading(POLICY, "under way", flights.size()));
    readings.accept(new GuardState.Reading(POLICY, "shared", shared.sum()));
  }
}
