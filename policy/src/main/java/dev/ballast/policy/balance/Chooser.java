package dev.ballast.policy.balance;

/** One way to choose. Shared by threads. */
interface Chooser {
  /**
   * A candidate.
   *
   * @param avoid a candidate to leave out, where there is another, or {@link Balancer#NONE}
   */
  int choose(Candidates candidates, long key, int avoid, long nowNanos);

  /** The news of an attempt that has its answer. */
  default void ended(int replica, long latencyNanos, boolean good, long nowNanos) {}

  /** Forgets what it knows of a replica, whose place somebody else takes. */
  default void forget(int replica) {}
}
