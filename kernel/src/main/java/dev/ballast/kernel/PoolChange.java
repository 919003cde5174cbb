package dev.ballast.kernel;

/** What happens to a pool of replicas as its members are taken out of service and put back. */
public enum PoolChange {
  /** So few are in service that all of the pool are used. */
  PANIC_BEGAN,
  /** Enough are in service again. */
  PANIC_ENDED,
  /** The pool no longer bears all calls that are meant for it; lower pools help. */
  FAILOVER_BEGAN,
  /** The pool bears all of its calls again. */
  FAILOVER_ENDED
}
