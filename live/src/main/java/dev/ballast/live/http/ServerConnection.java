package dev.ballast.live.http;

/** A connection of a listener whose protocol is settled. */
public interface ServerConnection {
  /** Looks at the limits of time. Called every {@link Limits#SWEEP_NANOS}. */
  void sweep(long nowNanos);

  /** Takes no new request, ends those that it has, and closes then. Idempotent. */
  void drain();
}
