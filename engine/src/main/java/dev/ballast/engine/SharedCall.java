package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.Flight;
import dev.ballast.policy.cache.Flights;
import dev.ballast.policy.cache.Stored;
import org.jspecify.annotations.Nullable;

/**
 * One call that is wanted and was not answered at once: it waits for an equal call that is under
 * way, or makes one of its own. Its timer is its own deadline while it waits for a shared one.
 */
final class SharedCall extends Timer implements Call.Caller, Cancellable {
  private final SharedAnswers answers;
  private final CallPath path;
  private final int endpoint;
  private final @Nullable Object likeness;
  private final Request cause;
  private final Call.Caller caller;
  private final long begunNanos;
  private final @Nullable Cache<Object> into;
  private @Nullable Flight<SharedCall> flight;
  private @Nullable Fetch fetch;
  private Cancellable call = Cancellable.ENDED;
  private boolean isOver;

  /** Whether its answer has begun, and so can neither be kept nor replaced. */
  private boolean hasBegun;

  SharedCall(
      SharedAnswers answers,
      int endpoint,
      @Nullable Object likeness,
      Request cause,
      Call.Caller caller,
      long begunNanos) {
    this.answers = answers;
    path = answers.path();
    into = answers.cache();
    this.endpoint = endpoint;
    this.likeness = likeness;
    this.cause = cause;
    this.caller = caller;
    this.begunNanos = begunNanos;
  }

  void begin(long now) {
    Flights<SharedCall> flights = answers.flights();
    Flight<SharedCall> boarded =
        flights == null ? null : flights.board(endpoint, cause.key(), likeness, this);
    if (flights == null || boarded == null) {
      alone();
      return;
    }
    flight = boarded;
    if (cause.deadlineNanos() != Deadline.NONE) {
      path.world().start(this, Math.max(0, cause.deadlineNanos() - now));
    }
    if (isFirstOf(boarded)) {
      Fetch begun = new Fetch(flights, boarded);
      fetch = begun;
      begun.begin();
    }
  }

  private void alone() {
    Cancellable begun = path.begin(endpoint, true, cause, this);
    if (!isOver) {
      call = begun;
    }
  }

  /** The flight has ended; an answer for its first alone is fetched anew by the others. */
  void landed(Result result, @Nullable Object content) {
    Flight<SharedCall> over = flight;
    if (isOver || over == null) {
      return;
    }
    flight = null;
    path.world().cancel(this);
    boolean isFirst = isFirstOf(over);
    if (isFirst) {
      end(result, content, Source.ATTEMPT);
    } else if (SharedAnswers.lifetime(content) != null) {
      end(result, content, Source.SHARED);
    } else if (result.isSuccess()) {
      alone();
    } else {
      end(result, null, Source.SHARED);
    }
  }

  @Override
  public boolean tellsItself() {
    return true;
  }

  /** Too large to be kept: it goes to whoever asked, and nowhere else. */
  @Override
  public boolean callBegan(Object content) {
    hasBegun = !isOver && caller.callBegan(content);
    return hasBegun;
  }

  @Override
  public boolean wantsWhole() {
    return true;
  }

  /** Its own call has ended. */
  @Override
  public void callEnded(Result result, @Nullable Object content) {
    if (!hasBegun) {
      long now = path.world().nowNanos();
      SharedAnswers.keep(into, endpoint, likeness, cause, result, content, now);
    }
    end(result, content, Source.ATTEMPT);
  }

  /** Its own deadline; the others go on waiting. */
  @Override
  public void fires() {
    leave();
    end(Result.TIMED_OUT, null, Source.ATTEMPT);
  }

  @Override
  public void cancel() {
    if (!isOver) {
      isOver = true;
      path.world().cancel(this);
      leave();
      call.cancel();
      long now = path.world().nowNanos();
      answers.observe(Result.CANCELLED, now - begunNanos, Source.ATTEMPT, now);
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very call
  private boolean isFirstOf(Flight<SharedCall> shared) {
    return shared.begunBy() == this;
  }

  private void leave() {
    Flights<SharedCall> flights = answers.flights();
    Flight<SharedCall> left = flight;
    flight = null;
    if (left != null && flights != null && flights.leave(left)) {
      Fetch given = left.begunBy().fetch;
      if (given != null) {
        given.cancel();
      }
    }
  }

  private void end(Result result, @Nullable Object content, Source source) {
    isOver = true;
    long now = path.world().nowNanos();
    Stored<Object> kept =
        result.isSuccess() || hasBegun || !answers.replacesErrors()
            ? null
            : answers.lastGood(endpoint, cause, now);
    if (kept != null) {
      answers.observe(Result.DEGRADED, now - begunNanos, Source.STALE, now);
      caller.callEnded(Result.DEGRADED, SharedAnswers.content(kept, Source.STALE, now));
      return;
    }
    answers.observe(result, now - begunNanos, source, now);
    if (into != null && content instanceof Shareable shareable) {
      caller.callEnded(result, shareable.from(source, 0));
    } else {
      caller.callEnded(result, content);
    }
  }

  /** The one call of a flight. It has the time that the edge gives, whoever waits for it. */
  private final class Fetch implements Call.Caller {
    private final Flights<SharedCall> flights;
    private final Flight<SharedCall> flight;
    private Cancellable call = Cancellable.ENDED;

    /** Whether its answer went to the first of the flight alone. */
    private boolean isTaken;

    Fetch(Flights<SharedCall> flights, Flight<SharedCall> flight) {
      this.flights = flights;
      this.flight = flight;
    }

    void cancel() {
      call.cancel();
    }

    void begin() {
      Cancellable begun = path.begin(endpoint, true, new Detached(cause), this);
      if (!flight.hasEnded()) {
        call = begun; // an answer never comes from within
      }
    }

    @Override
    public boolean tellsItself() {
      return true;
    }

    @Override
    public boolean wantsWhole() {
      return true;
    }

    /**
     * Too large to be shared: it goes to the first of the flight, and the others fetch their own.
     */
    @Override
    public boolean callBegan(Object content) {
      if (isOver || !SharedCall.this.callBegan(content)) {
        return false;
      }
      isTaken = true;
      SharedCall.this.call = call;
      SharedCall.this.flight = null;
      path.world().cancel(SharedCall.this);
      for (SharedCall waiting : flights.land(flight)) {
        waiting.landed(Result.OK, Request.ALONE);
      }
      return true;
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      if (isTaken) {
        SharedCall.this.callEnded(result, content);
        return;
      }
      long now = path.world().nowNanos();
      SharedAnswers.keep(into, endpoint, likeness, cause, result, content, now);
      for (SharedCall waiting : flights.land(flight)) {
        waiting.landed(result, content);
      }
    }
  }
}
