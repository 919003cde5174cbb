package dev.ballast.policy;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Checks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The breaker as one would write it without threads: every answer of the window is kept and counted
 * anew. The fast one must do the same; pauses without jitter.
 */
final class PlainBreaker {
  /** One answer in the window. */
  private record Answer(boolean failed, boolean slow, long slice) {}

  private final BreakerConfig config;
  private final BreakerConfig.Trip trip;
  final List<String> changes = new ArrayList<>();
  private final ArrayDeque<Answer> window = new ArrayDeque<>();
  private BreakerState state;
  private long generation;
  private long slice = Long.MIN_VALUE;
  private int inRow;
  private int failedRounds;
  private long pauseNanos;
  private long untilNanos;
  private int sent;
  private int succeeded;
  private long rampFromNanos;
  private long rampSum;

  PlainBreaker(BreakerConfig config) {
    this.config = config;
    trip = config.trip();
    state =
        switch (config.forced()) {
          case NOT -> BreakerState.CLOSED;
          case OPEN -> BreakerState.FORCED_OPEN;
          case CLOSED -> BreakerState.FORCED_CLOSED;
        };
  }

  BreakerState state() {
    return state;
  }

  long tryAdmit(long now) {
    if (state == BreakerState.OPEN && now >= untilNanos) {
      change(BreakerState.HALF_OPEN, now);
      generation++;
      sent = 0;
      succeeded = 0;
      untilNanos = now + pauseNanos;
    } else if (state == BreakerState.HALF_OPEN && now >= untilNanos) {
      sent = 0;
      untilNanos = now + pauseNanos;
    } else if (state == BreakerState.RAMPING && now - rampFromNanos >= config.rampNanos()) {
      change(BreakerState.CLOSED, now);
      failedRounds = 0;
    }
    return switch (state) {
      case CLOSED, FORCED_CLOSED -> generation;
      case OPEN, FORCED_OPEN -> Breaker.REFUSED;
      case HALF_OPEN -> sent < config.probes() && ++sent > 0 ? generation : Breaker.REFUSED;
      case RAMPING -> {
        double share = Math.max(0.1, (double) (now - rampFromNanos) / config.rampNanos());
        long before = rampSum;
        rampSum += (long) (share * 4294967296.0);
        yield before / 4294967296L < rampSum / 4294967296L ? generation : Breaker.REFUSED;
      }
    };
  }

  void record(long permit, boolean ok, long latency, long now) {
    if (permit != generation) {
      return;
    }
    boolean slow = latency > trip.slowNanos();
    boolean failed = !ok || (slow && trip.slowShare() == 0);
    switch (state) {
      case OPEN, FORCED_OPEN, FORCED_CLOSED -> {}
      case HALF_OPEN -> {
        if (!ok || slow) {
          failedRounds++;
          open(now);
        } else if (++succeeded == config.probes()) {
          window.clear();
          inRow = 0;
          generation++;
          rampFromNanos = now;
          rampSum = 4294967295L;
          failedRounds = config.rampNanos() == 0 ? 0 : failedRounds;
          change(config.rampNanos() == 0 ? BreakerState.CLOSED : BreakerState.RAMPING, now);
        }
      }
      case CLOSED, RAMPING -> {
        inRow = failed ? inRow + 1 : 0;
        boolean byWindow = trip.hasWindow() && windowOpens(failed, slow, now);
        boolean byRow = trip.consecutiveFailures() > 0 && inRow >= trip.consecutiveFailures();
        if (byWindow || byRow) {
          failedRounds += state == BreakerState.RAMPING ? 1 : 0;
          open(now);
        }
      }
    }
  }

  private boolean windowOpens(boolean failed, boolean slow, long now) {
    boolean counts = config.countsCalls();
    long of = counts ? 0 : Math.floorDiv(now, Math.max(1, config.windowNanos() / 10));
    slice = window.isEmpty() ? of : Math.max(slice, of);
    window.add(new Answer(failed, slow, slice));
    if (counts && window.size() > config.callsMin()) {
      window.remove();
    }
    while (!counts && window.element().slice() <= slice - 10) {
      window.remove();
    }
    long failures = window.stream().filter(Answer::failed).count();
    long slows = window.stream().filter(Answer::slow).count();
    int calls = window.size();
    return calls >= config.callsMin()
        && (failures >= Checks.atLeast(trip.failureShare(), calls)
            || (trip.slowShare() > 0 && slows >= Checks.atLeast(trip.slowShare(), calls)));
  }

  private void open(long now) {
    generation++;
    double length = config.pause().nanos() * Math.pow(2, failedRounds);
    pauseNanos = (long) Math.min((double) config.pause().maxNanos(), length);
    untilNanos = now + pauseNanos;
    window.clear();
    change(BreakerState.OPEN, now);
  }

  void forget(long permit) {
    if (permit == generation && state == BreakerState.HALF_OPEN) {
      sent = Math.max(0, sent - 1);
    }
  }

  void force(BreakerConfig.Forced to, long now) {
    BreakerState next =
        switch (to) {
          case OPEN -> BreakerState.FORCED_OPEN;
          case CLOSED -> BreakerState.FORCED_CLOSED;
          case NOT -> isForced() ? BreakerState.CLOSED : state;
        };
    if (next != state) {
      change(next, now);
      generation++;
      window.clear();
      inRow = 0;
      failedRounds = 0;
    }
  }

  private boolean isForced() {
    return state == BreakerState.FORCED_OPEN || state == BreakerState.FORCED_CLOSED;
  }

  private void change(BreakerState to, long now) {
    changes.add(state + " -> " + to + " at " + now);
    state = to;
  }
}
