package dev.ballast.policy;

import dev.ballast.kernel.BreakerState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Breaker} is in, from one change to the next, with the data of that state alone. A
 * change puts a new phase in the place of the old one, so that a thread which comes late with news
 * for the old one writes to what nobody reads any more.
 */
abstract sealed class BreakerPhase {
  /** Which answers are news: phases of one generation judge the same attempts. */
  final long generation;

  final BreakerState state;

  /** When it began; meaningless for the first. */
  final long sinceNanos;

  /** Whether every attempt is admitted. */
  final boolean admitsAll;

  /** Judges the answers; null where something else does. */
  final @Nullable Judge judge;

  /** What came after it; null for the present one. */
  volatile @Nullable BreakerPhase next;

  private BreakerPhase(
      long generation, BreakerState state, long sinceNanos, @Nullable Judge judge) {
    this.generation = generation;
    this.state = state;
    this.sinceNanos = sinceNanos;
    this.judge = judge;
    admitsAll = state == BreakerState.CLOSED || state == BreakerState.FORCED_CLOSED;
  }

  /** Attempts flow and are judged. */
  static final class Closed extends BreakerPhase {
    Closed(long generation, long sinceNanos, Judge judge) {
      super(generation, BreakerState.CLOSED, sinceNanos, judge);
    }
  }

  /**
   * A rising share of the attempts flows and is judged. Which ones is decided by error diffusion:
   * each attempt adds the share of the moment, and the one with which the sum passes a whole number
   * is admitted, so that no stretch of attempts is off by more than one.
   */
  static final class Ramping extends BreakerPhase {
    /** The share at the beginning. */
    private static final double SHARE_MIN = 0.1;

    private static final int ONE_BITS = 32;

    final int failedRounds;

    /** Goes on to judge when the ramp is over. */
    final Judge judging;

    private final long rampNanos;
    private final AtomicLong admitted = new AtomicLong((1L << ONE_BITS) - 1); // the first one is

    Ramping(long generation, long sinceNanos, long rampNanos, int failedRounds, Judge judge) {
      super(generation, BreakerState.RAMPING, sinceNanos, judge);
      judging = judge;
      this.rampNanos = rampNanos;
      this.failedRounds = failedRounds;
    }

    boolean isOver(long nowNanos) {
      return nowNanos - sinceNanos >= rampNanos;
    }

    boolean admits(long nowNanos) {
      double share = Math.max(SHARE_MIN, (double) (nowNanos - sinceNanos) / rampNanos);
      long part = (long) (share * (1L << ONE_BITS));
      long before = admitted.getAndAdd(part);
      return before >>> ONE_BITS != (before + part) >>> ONE_BITS;
    }
  }

  /** Attempts are refused until the pause ends. */
  static final class Open extends BreakerPhase {
    final long lengthNanos;
    final long untilNanos;

    /** Rounds of probes that failed since it was last closed. */
    final int failedRounds;

    Open(long generation, long sinceNanos, long lengthNanos, int failedRounds) {
      super(generation, BreakerState.OPEN, sinceNanos, null);
      this.lengthNanos = lengthNanos;
      this.failedRounds = failedRounds;
      untilNanos = Deadline.after(sinceNanos, lengthNanos);
    }
  }

  /** A few probes decide, and as many again after each further pause without a decision. */
  static final class HalfOpen extends BreakerPhase {
    final int failedRounds;
    private final int probes;
    private final long lengthNanos;
    private final AtomicLong moreAtNanos;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger succeeded = new AtomicInteger();

    HalfOpen(long generation, long sinceNanos, Open after, int probes) {
      super(generation, BreakerState.HALF_OPEN, sinceNanos, null);
      this.probes = probes;
      failedRounds = after.failedRounds;
      lengthNanos = after.lengthNanos;
      moreAtNanos = new AtomicLong(Deadline.after(sinceNanos, lengthNanos));
    }

    boolean admits(long nowNanos) {
      long more = moreAtNanos.get();
      if (nowNanos >= more
          && moreAtNanos.compareAndSet(more, Deadline.after(nowNanos, lengthNanos))) {
        sent.set(0);
      }
      int seen = sent.get();
      while (seen < probes) {
        if (sent.compareAndSet(seen, seen + 1)) {
          return true;
        }
        seen = sent.get();
      }
      return false;
    }

    void forget() {
      int seen = sent.get();
      while (seen > 0 && !sent.compareAndSet(seen, seen - 1)) {
        seen = sent.get();
      }
    }

    /** A probe succeeded; whether it was the last one needed. */
    boolean isDecided() {
      return succeeded.incrementAndGet() == probes;
    }
  }

  /** An operator holds it. */
  static final class Held extends BreakerPhase {
    Held(long generation, BreakerState state, long sinceNanos) {
      super(generation, state, sinceNanos, null);
    }
  }
}
