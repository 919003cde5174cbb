package dev.ballast.observation;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;

/**
 * What happened, as both worlds report it. Times are nanoseconds from the start of an experiment's
 * measured time; they are negative during warm-up. Routes, edges and services are indexes into the
 * run's {@link Subjects}.
 */
public sealed interface Observation {
  /** When it happened. */
  long atNanos();

  /** A user asked; {@code atNanos} is the intended moment, even when the world was late. */
  record RequestOffered(long atNanos, int route) implements Observation {}

  /**
   * A user's request ended.
   *
   * @param startedNanos the intended moment at which the user asked
   * @param atNanos when the answer arrived
   */
  record RequestEnded(long atNanos, int route, long startedNanos, Result result)
      implements Observation {
    /** What the user waited. */
    public long latencyNanos() {
      return atNanos - startedNanos;
    }
  }

  /** One try on one replica ended. */
  record AttemptEnded(
      long atNanos, int edge, int replica, AttemptKind kind, Result result, long latencyNanos)
      implements Observation {}

  /** Where the answer of a call came from. */
  enum Source {
    /** Attempts of its own. */
    ATTEMPT,
    /** An answer that was kept and is fresh. */
    CACHE,
    /** An answer that was kept and is stale: while a new one is fetched, or in an error's place. */
    STALE,
    /** An equal call that was under way. */
    SHARED
  }

  /** A call ended, with all its attempts, before any fallback that a step names. */
  record CallEnded(long atNanos, int edge, Result result, long latencyNanos, Source source)
      implements Observation {
    /** A call that ended by attempts of its own. */
    public CallEnded(long atNanos, int edge, Result result, long latencyNanos) {
      this(atNanos, edge, result, latencyNanos, Source.ATTEMPT);
    }
  }

  /**
   * How much a replica was used since it was made: told at the beginning and at the end of the
   * measured time.
   *
   * @param insideNanos how many requests it had let in, waiting or at work, integrated over time
   * @param atWorkNanos how many of them had a worker, integrated over time
   * @param workers that it has
   */
  record ReplicaUsed(
      long atNanos, int service, int replica, long insideNanos, long atWorkNanos, int workers)
      implements Observation {}

  /** Something changed: rare, and kept one by one for the timeline. */
  sealed interface Change extends Observation {}

  /**
   * The breaker of one caller's replica changed.
   *
   * @param endpoint the endpoint that it guards alone; empty where it guards the whole callee
   */
  record BreakerChanged(
      long atNanos,
      int edge,
      int callerReplica,
      String endpoint,
      BreakerState from,
      BreakerState to)
      implements Change {}

  /**
   * One caller's replica takes a callee's replica out of its balancer.
   *
   * @param forNanos 0 until it passes its health checks
   */
  record ReplicaEjected(
      long atNanos, int edge, int callerReplica, int replica, EjectionReason reason, long forNanos)
      implements Change {}

  /** One caller's replica puts a callee's replica back. */
  record ReplicaReturned(long atNanos, int edge, int callerReplica, int replica)
      implements Change {}

  /** The adaptive limit of one caller's replica on its calls over an edge has moved far. */
  record LimitChanged(long atNanos, int edge, int callerReplica, int from, int to)
      implements Change {}

  /** One replica begins to refuse requests, after a second without such a refusal. */
  record SheddingBegan(long atNanos, int service, int replica, Refusal why) implements Change {}

  /**
   * One replica has refused nothing for a second.
   *
   * @param refused how many it refused since it began
   */
  record SheddingEnded(long atNanos, int service, int replica, Refusal why, long refused)
      implements Change {}

  /**
   * For one caller's replica, a pool of the callee's replicas is in panic or helped out by others,
   * or no longer.
   *
   * @param tier of the callee, 0 the first
   */
  record PoolChanged(long atNanos, int edge, int callerReplica, int tier, PoolChange change)
      implements Change {}

  /** The adaptive limit of what one replica lets in has moved far. */
  record AdmissionLimitChanged(long atNanos, int service, int replica, int from, int to)
      implements Change {}

  /** A fault of the experiment begins; the text is as the system file says it. */
  record FaultBegan(long atNanos, String fault) implements Change {}

  /** A fault of the experiment ends. */
  record FaultEnded(long atNanos, String fault) implements Change {}

  /** Something happened to a real program that the experiment did not ask for. */
  record ProgramChanged(long atNanos, int service, int replica, String what) implements Change {}
}
