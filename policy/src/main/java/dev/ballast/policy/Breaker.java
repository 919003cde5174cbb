package dev.ballast.policy;

import dev.ballast.kernel.BreakerState;

/**
 * A circuit breaker on the attempts from one caller to one callee. Closed = attempts flow; open =
 * all are refused; half open = a few probes decide (M. Nygard, "Release It!", 2007).
 *
 * <p>Invariants: it opens only from a window that holds at least {@code callsMin} attempts, judged
 * after every answer; at most {@code probes} attempts pass while half open, and as many again each
 * time {@code openNanos} go by without a decision, so that probes which never get an answer cannot
 * keep it half open for ever; an answer to an attempt that was admitted before the last change of
 * state carries no news and is ignored. Cost: O(1) per attempt, no allocation. One owner; not
 * thread-safe.
 */
public final class Breaker {
  /** Returned by {@link #tryAdmit} instead of a permit. */
  public static final long REFUSED = -1;

  /** Told about every change of state. */
  @FunctionalInterface
  public interface Listener {
    void changed(BreakerState from, BreakerState to, long nowNanos);
  }

  private final BreakerConfig config;
  private final Listener listener;
  private final SlidingWindow window;
  private BreakerState state = BreakerState.CLOSED;
  private long generation;

  /** While open: when probing begins. While half open: when more probes may be sent. */
  private long pauseUntilNanos;

  private int probesSent;
  private int probesSucceeded;

  public Breaker(BreakerConfig config, Listener listener) {
    this.config = config;
    this.listener = listener;
    this.window =
        config.countsCalls()
            ? new SlidingWindow.OfCalls(config.callsMin())
            : new SlidingWindow.OfTime(config.windowNanos());
  }

  /** A permit to hand back with the answer, or {@link #REFUSED}. */
  public long tryAdmit(long nowNanos) {
    if (state != BreakerState.CLOSED && nowNanos >= pauseUntilNanos) {
      probesSent = 0;
      pauseUntilNanos = Deadline.after(nowNanos, config.openNanos());
      if (state == BreakerState.OPEN) {
        probesSucceeded = 0;
        change(BreakerState.HALF_OPEN, nowNanos);
      }
    }
    return switch (state) {
      case CLOSED -> generation;
      case OPEN -> REFUSED;
      case HALF_OPEN -> {
        if (probesSent == config.probes()) {
          yield REFUSED;
        }
        probesSent++;
        yield generation;
      }
    };
  }

  /**
   * The answer to an admitted attempt.
   *
   * @param permit from {@link #tryAdmit}
   * @param latencyNanos from sending to the answer; judged against the configured limit for slow
   *     calls
   */
  public void record(long permit, boolean succeeded, long latencyNanos, long nowNanos) {
    if (permit != generation) {
      return;
    }
    boolean good = succeeded && latencyNanos <= config.slowNanos();
    if (state == BreakerState.HALF_OPEN) {
      if (!good) {
        open(nowNanos);
      } else if (++probesSucceeded == config.probes()) {
        window.clear();
        change(BreakerState.CLOSED, nowNanos);
      }
      return;
    }
    window.add(good, nowNanos);
    if (window.calls() >= config.callsMin()
        && window.failures() >= Checks.atLeast(config.failureShare(), window.calls())) {
      open(nowNanos);
    }
  }

  /** An admitted attempt ended without news about the callee, such as a cancelled one. */
  public void forget(long permit) {
    if (permit == generation && state == BreakerState.HALF_OPEN) {
      probesSent = Math.max(0, probesSent - 1);
    }
  }

  /** The state as of the last attempt; an open breaker turns half open when next asked. */
  public BreakerState state() {
    return state;
  }

  private void open(long nowNanos) {
    pauseUntilNanos = Deadline.after(nowNanos, config.openNanos());
    change(BreakerState.OPEN, nowNanos);
  }

  private void change(BreakerState to, long nowNanos) {
    BreakerState from = state;
    state = to;
    generation++;
    listener.changed(from, to, nowNanos);
  }
}
