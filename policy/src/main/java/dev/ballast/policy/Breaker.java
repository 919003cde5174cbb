package dev.ballast.policy;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Randomness;
import dev.ballast.policy.BreakerPhase.Closed;
import dev.ballast.policy.BreakerPhase.HalfOpen;
import dev.ballast.policy.BreakerPhase.Held;
import dev.ballast.policy.BreakerPhase.Open;
import dev.ballast.policy.BreakerPhase.Ramping;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker on the attempts from one caller to one callee. Closed = attempts flow; open =
 * all are refused; half open = a few probes decide (M. Nygard, "Release It!", 2007); ramping = the
 * callee is back and gets a rising share of the attempts. Windows and slow calls follow
 * Resilience4j, growing pauses follow Linkerd's failure accrual.
 *
 * <p>Invariants: it opens only from a window that holds at least {@code callsMin} attempts, or
 * after so many failures in a row, judged after every answer; at most {@code probes} attempts pass
 * while half open, and as many again each time a pause goes by without a decision, so that probes
 * which never get an answer cannot keep it half open for ever; an answer to an attempt that was
 * admitted before the last change of state carries no news and is ignored, except that a ramp and
 * the closed state after it count as one. Pauses grow while rounds of probes fail, and also when
 * the breaker opens again from its ramp; it has forgotten them once it is closed.
 *
 * <p>Threads share it without locks. A change of state replaces the {@link BreakerPhase} by one
 * compare-and-set, so that each happens once; listeners are told one change after the other, in
 * their order, by whichever thread is about to tell. In the healthy case an attempt reads what is
 * shared and writes at most one counter that threads do not meet on. O(1) per attempt, O(window)
 * for the window that a change begins; no allocation but at a change.
 */
public final class Breaker {
  /** Returned by {@link #tryAdmit} instead of a permit. */
  public static final long REFUSED = -1;

  /** Told about every change of state. */
  @FunctionalInterface
  public interface Listener {
    void changed(BreakerState from, BreakerState to, long nowNanos);
  }

  private static final VarHandle PHASE = handle("phase", BreakerPhase.class);
  private static final VarHandle IS_TELLING = handle("isTelling", boolean.class);

  // What every attempt needs comes first and is made first, so that it lies together.
  private volatile BreakerPhase phase;
  private final BreakerConfig config;
  private final Randomness random;
  private final Listener listener;

  @SuppressWarnings("unused") // through IS_TELLING
  private volatile boolean isTelling;

  /** The last phase that the listener knows of. */
  private volatile BreakerPhase told;

  /**
   * A breaker that has seen nothing.
   *
   * @param random spreads the pauses; not asked where they have no jitter
   */
  public Breaker(BreakerConfig config, Randomness random, Listener listener) {
    this.config = config;
    this.random = random;
    this.listener = listener;
    BreakerPhase first =
        switch (config.forced()) {
          case NOT -> new Closed(0, 0, Judge.of(config.trip()));
          case OPEN -> new Held(0, BreakerState.FORCED_OPEN, 0);
          case CLOSED -> new Held(0, BreakerState.FORCED_CLOSED, 0);
        };
    phase = first;
    told = first;
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Breaker.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A permit to hand back with the answer, or {@link #REFUSED}. */
  public long tryAdmit(long nowNanos) {
    BreakerPhase now = phase;
    return now.admitsAll ? now.generation : tryAdmit(now, nowNanos);
  }

  private long tryAdmit(BreakerPhase seen, long nowNanos) {
    BreakerPhase now = seen;
    while (!now.admitsAll) {
      switch (now) {
        case HalfOpen halfOpen -> {
          return halfOpen.admits(nowNanos) ? halfOpen.generation : REFUSED;
        }
        case Open open -> {
          if (nowNanos < open.untilNanos) {
            return REFUSED;
          }
          change(open, new HalfOpen(open.generation + 1, nowNanos, open, config.probes()));
        }
        case Ramping ramping -> {
          if (!ramping.isOver(nowNanos)) {
            return ramping.admits(nowNanos) ? ramping.generation : REFUSED;
          }
          change(ramping, new Closed(ramping.generation, nowNanos, ramping.judging));
        }
        case Closed _, Held _ -> {
          return REFUSED; // held open: closed and held closed admit all
        }
      }
      now = phase;
    }
    return now.generation;
  }

  /**
   * The answer to an admitted attempt.
   *
   * @param permit from {@link #tryAdmit}
   * @param latencyNanos from sending to the answer; judged against the configured limit for slow
   *     calls
   */
  public void record(long permit, boolean succeeded, long latencyNanos, long nowNanos) {
    BreakerPhase now = phase;
    if (permit != now.generation) {
      return;
    }
    Judge judge = now.judge;
    if (judge != null) {
      if (judge.opens(succeeded, latencyNanos, nowNanos)) {
        open(permit, nowNanos);
      }
    } else if (now instanceof HalfOpen halfOpen) {
      if (!succeeded || latencyNanos > config.trip().slowNanos()) {
        open(permit, nowNanos);
      } else if (halfOpen.isDecided()) {
        close(halfOpen, nowNanos);
      }
    }
  }

  /** An admitted attempt ended without news about the callee, such as a cancelled one. */
  public void forget(long permit) {
    if (phase instanceof HalfOpen halfOpen && permit == halfOpen.generation) {
      halfOpen.forget();
    }
  }

  /** The state as of the last attempt; an open breaker turns half open when next asked. */
  public BreakerState state() {
    return phase.state;
  }

  /**
   * Holds it open or closed from now on, or lets it go: it is closed then, and has seen nothing.
   */
  public void force(BreakerConfig.Forced to, long nowNanos) {
    BreakerPhase now;
    BreakerPhase next;
    do {
      now = phase;
      long generation = now.generation + 1;
      next =
          switch (to) {
            case NOT ->
                now instanceof Held
                    ? new Closed(generation, nowNanos, Judge.of(config.trip()))
                    : now;
            case OPEN -> new Held(generation, BreakerState.FORCED_OPEN, nowNanos);
            case CLOSED -> new Held(generation, BreakerState.FORCED_CLOSED, nowNanos);
          };
    } while (next.state != now.state && !change(now, next));
  }

  /** Opens unless the generation that was judged is over. */
  private void open(long generation, long nowNanos) {
    BreakerPhase now = phase;
    while (now.generation == generation) {
      int failedRounds =
          switch (now) {
            case HalfOpen halfOpen -> halfOpen.failedRounds + 1;
            case Ramping ramping -> ramping.failedRounds + 1;
            case Closed _, Open _, Held _ -> 0;
          };
      long length = config.pause().afterRounds(failedRounds, random);
      if (change(now, new Open(generation + 1, nowNanos, length, failedRounds))) {
        return;
      }
      now = phase;
    }
  }

  private void close(HalfOpen from, long nowNanos) {
    Judge judge = Judge.of(config.trip());
    long generation = from.generation + 1;
    change(
        from,
        config.rampNanos() == 0
            ? new Closed(generation, nowNanos, judge)
            : new Ramping(generation, nowNanos, config.rampNanos(), from.failedRounds, judge));
  }

  private boolean change(BreakerPhase from, BreakerPhase to) {
    if (!PHASE.compareAndSet(this, from, to)) {
      return false;
    }
    from.next = to;
    tell();
    return true;
  }

  /**
   * Tells what has not been told. Whoever finds another thread telling may go on: that one looks
   * again after it has stopped.
   */
  private void tell() {
    while (told.next != null && IS_TELLING.compareAndSet(this, false, true)) {
      try {
        @Nullable BreakerPhase next = told.next;
        while (next != null) {
          BreakerState from = told.state;
          told = next;
          listener.changed(from, next.state, next.sinceNanos);
          next = next.next;
        }
      } finally {
        isTelling = false;
      }
    }
  }
}
