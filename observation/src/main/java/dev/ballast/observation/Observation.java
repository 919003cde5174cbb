package dev.ballast.observation;

import dev.ballast.kernel.BreakerState;
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
  record AttemptEnded(long atNanos, int edge, int replica, Result result, long latencyNanos)
      implements Observation {}

  /** A call ended, with all its attempts, before any fallback. */
  record CallEnded(long atNanos, int edge, Result result, long latencyNanos)
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

  /** One caller's replica takes a callee's replica out of its balancer. */
  record ReplicaEjected(long atNanos, int edge, int callerReplica, int replica, long forNanos)
      implements Change {}

  /** One caller's replica puts a callee's replica back. */
  record ReplicaReturned(long atNanos, int edge, int callerReplica, int replica)
      implements Change {}

  /** A fault of the experiment begins; the text is as the system file says it. */
  record FaultBegan(long atNanos, String fault) implements Change {}

  /** A fault of the experiment ends. */
  record FaultEnded(long atNanos, String fault) implements Change {}

  /** Something happened to a real program that the experiment did not ask for. */
  record ProgramChanged(long atNanos, int service, int replica, String what) implements Change {}
}
