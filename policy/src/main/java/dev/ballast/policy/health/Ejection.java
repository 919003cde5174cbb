package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Randomness;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Takes single replicas out of service for a while: after failures in a row at once, and in sweeps
 * by success rate, failure percentage and latency. Follows Envoy's outlier detection: the n-th
 * ejection lasts min(base·n, max) + jitter; a replica is ejected only while (ejected+1)/replicas
 * stays within the ceiling; n falls by one for every sweep interval spent in service, and stops
 * growing where base·n reaches the maximum. Departures: the ceiling's default is 50 %, not 10 %, so
 * that small sets of replicas are protected at all; a single replica is never ejected by "at least
 * one"; every failed attempt counts, not only 5xx; a sweep is done by whoever comes first after it
 * is due, with what was recorded within one interval; the worst is ejected first; a replica that
 * the ceiling spared keeps its failures in a row, so that its next one ejects it when there is
 * room; latency ejects, see {@link LatencyRule}.
 *
 * <p>Safe for threads without locks: an attempt adds to its replica's counters, one cache line per
 * replica; a return and an ejection are won by a compare-and-set, a sweep by a flag that the others
 * pass by. What is recorded while another thread sweeps counts for either side, in a race in parts
 * of one attempt. With one thread it is exact. O(1) per attempt, O(replicas) when one returns, a
 * sweep O(replicas · log replicas); no allocation.
 */
public final class Ejection {
  /** Told about every change, by the thread that made it. */
  public interface Listener {
    /** The replica is out for so long. */
    void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos);

    /** The replica may be used again. */
    void returned(int replica, long nowNanos);
  }

  /** The latency of an attempt that tells nothing about how fast the replica works. */
  public static final long NO_LATENCY = -1;

  private static final long IN_SERVICE = Long.MIN_VALUE;

  /** Being ejected or put back by some thread at this moment. */
  private static final long CHANGING = Long.MIN_VALUE + 1;

  private static final long NOT_BEGUN = Long.MIN_VALUE;

  // One replica's state is one cache line of longs.
  private static final int FIELDS = 8;
  private static final int COUNTS = 0; // requests in the upper half, failures in the lower
  private static final int SAMPLES = 1;
  private static final int LOGS = 2;
  private static final int SQUARES = 3;
  private static final int IN_A_ROW = 4;
  private static final int UNTIL = 5;
  private static final int TIMES = 6;
  private static final int BACK_SINCE = 7;

  private final EjectionConfig config;
  private final Listener listener;
  private final Randomness jitter;
  private final int replicas;
  private volatile int ejectedMax;
  private final AtomicLongArray state;
  private final AtomicInteger ejected = new AtomicInteger();
  private final AtomicLong firstReturnNanos = new AtomicLong(Times.NEVER);
  private final AtomicLong sweepNanos;
  private final AtomicBoolean isSweeping = new AtomicBoolean();
  private final Sweep sweep;

  /**
   * All replicas in service.
   *
   * @param jitter drawn from only where the configuration has a jitter
   */
  public Ejection(EjectionConfig config, int replicas, Randomness jitter, Listener listener) {
    Checks.that(replicas >= 1, "an ejection needs at least one replica");
    this.config = config;
    this.replicas = replicas;
    this.jitter = jitter;
    this.listener = listener;
    ejectedMax = config.ceiling().of(replicas);
    state = new AtomicLongArray(replicas * FIELDS);
    for (int i = 0; i < replicas; i++) {
      state.set(at(i, UNTIL), IN_SERVICE);
    }
    sweepNanos = new AtomicLong(config.sweeps() ? NOT_BEGUN : Times.NEVER);
    sweep = new Sweep(config, replicas, this::eject);
  }

  /**
   * The answer of one replica.
   *
   * @param latencyNanos how long it took, or {@link #NO_LATENCY}
   */
  public void record(int replica, boolean succeeded, long latencyNanos, long nowNanos) {
    advance(nowNanos);
    if (state.get(at(replica, UNTIL)) != IN_SERVICE) {
      return; // stragglers of an ejected replica count for nothing
    }
    if (config.sweeps()) {
      state.getAndAdd(at(replica, COUNTS), succeeded ? 1L << 32 : (1L << 32) + 1);
      if (config.latency() != null && latencyNanos != NO_LATENCY) {
        long steps = Sweep.steps(latencyNanos);
        state.getAndAdd(at(replica, LOGS), steps);
        state.getAndAdd(at(replica, SQUARES), steps * steps);
        state.getAndAdd(at(replica, SAMPLES), 1);
      }
    }
    if (succeeded) {
      if (state.get(at(replica, IN_A_ROW)) != 0) {
        state.set(at(replica, IN_A_ROW), 0);
      }
    } else if (config.consecutiveFailures() != EjectionConfig.NOT_IN_A_ROW
        && state.incrementAndGet(at(replica, IN_A_ROW)) >= config.consecutiveFailures()) {
      eject(replica, EjectionReason.CONSECUTIVE_FAILURES, nowNanos);
    }
  }

  /** Does what is due: puts back whose time is over, and sweeps. */
  public void advance(long nowNanos) {
    if (nowNanos >= firstReturnNanos.get()) {
      returns(nowNanos);
    }
    long due = sweepNanos.get();
    if (nowNanos >= due) {
      sweep(due, nowNanos);
    }
  }

  /** So many replicas are there from now on; the ceiling is a share of them. */
  public void setPresent(int count) {
    ejectedMax = count == 0 ? 0 : config.ceiling().of(count);
  }

  /** Forgets a replica, whose place somebody else takes or nobody; puts it back if it was out. */
  public void forget(int replica, long nowNanos) {
    long until = state.get(at(replica, UNTIL));
    if (until != IN_SERVICE
        && until != CHANGING
        && state.compareAndSet(at(replica, UNTIL), until, CHANGING)) {
      clear(replica);
      listener.returned(replica, nowNanos);
      state.set(at(replica, UNTIL), IN_SERVICE);
      ejected.decrementAndGet();
    } else {
      clear(replica);
    }
    state.set(at(replica, IN_A_ROW), 0);
    state.set(at(replica, TIMES), 0);
  }

  private void clear(int replica) {
    state.set(at(replica, COUNTS), 0);
    state.set(at(replica, SAMPLES), 0);
    state.set(at(replica, LOGS), 0);
    state.set(at(replica, SQUARES), 0);
  }

  /** Whether the replica is out of service. */
  public boolean isEjected(int replica) {
    return state.get(at(replica, UNTIL)) != IN_SERVICE;
  }

  /** Replicas out of service now. */
  public int ejected() {
    return ejected.get();
  }

  private static int at(int replica, int field) {
    return replica * FIELDS + field;
  }

  private void sweep(long due, long nowNanos) {
    long interval = config.intervalNanos();
    long begin = due == NOT_BEGUN ? nowNanos : due;
    long next = Times.after(begin, ((nowNanos - begin) / interval + 1) * interval);
    if (!isSweeping.compareAndSet(false, true)) {
      return;
    }
    if (sweepNanos.compareAndSet(due, next) && due != NOT_BEGUN) {
      for (int i = 0; i < replicas; i++) {
        sweep.inService[i] = !isEjected(i);
        long counts = state.getAndSet(at(i, COUNTS), 0);
        sweep.requests[i] = counts >>> 32;
        sweep.failures[i] = counts & 0xffff_ffffL;
        sweep.samples[i] = state.getAndSet(at(i, SAMPLES), 0);
        sweep.logs[i] = state.getAndSet(at(i, LOGS), 0);
        sweep.squares[i] = state.getAndSet(at(i, SQUARES), 0);
      }
      sweep.judge(nowNanos);
    }
    isSweeping.set(false);
  }

  /** False when there is no room for more. */
  private boolean eject(int replica, EjectionReason reason, long nowNanos) {
    if (ejected.incrementAndGet() > ejectedMax) {
      ejected.decrementAndGet();
      return false;
    }
    if (!state.compareAndSet(at(replica, UNTIL), IN_SERVICE, CHANGING)) {
      ejected.decrementAndGet();
      return true; // another thread ejected it
    }
    EjectionTerm term = config.term();
    long times = Math.min(term.timesMax(), unforgiven(replica, nowNanos) + 1);
    long length = term.lengthNanos(times);
    if (term.jitterNanos() > 0) {
      length = Times.after(length, (long) (jitter.nextUnit() * term.jitterNanos()));
    }
    long until = Times.after(nowNanos, length);
    state.set(at(replica, TIMES), times);
    state.set(at(replica, IN_A_ROW), 0);
    listener.ejected(replica, reason, length, nowNanos);
    state.set(at(replica, UNTIL), until);
    Times.lower(firstReturnNanos, until);
    return true;
  }

  /** Earlier ejections that time in service has not yet forgiven. */
  private long unforgiven(int replica, long nowNanos) {
    long times = state.get(at(replica, TIMES));
    if (times == 0) {
      return 0;
    }
    long served = nowNanos - state.get(at(replica, BACK_SINCE));
    return Math.max(0, times - served / config.intervalNanos());
  }

  private void returns(long nowNanos) {
    // Reset first: whoever ejects meanwhile lowers it again, so that no return is forgotten.
    firstReturnNanos.set(Times.NEVER);
    for (int i = 0; i < replicas; i++) {
      long until = state.get(at(i, UNTIL));
      if (until == IN_SERVICE || until == CHANGING) {
        continue;
      }
      if (nowNanos < until) {
        Times.lower(firstReturnNanos, until);
      } else if (state.compareAndSet(at(i, UNTIL), until, CHANGING)) {
        state.set(at(i, BACK_SINCE), until);
        clear(i);
        listener.returned(i, nowNanos);
        state.set(at(i, UNTIL), IN_SERVICE);
        ejected.decrementAndGet(); // last, so that never too many are out
      }
    }
  }
}
