package dev.ballast.engine;

import java.util.function.Consumer;

/** Carries attempts from callers to replicas, and answers back; and words among replicas. */
public interface Wire {
  /**
   * Sends an attempt. {@link Attempt#answered} follows at most once, later and never from within
   * this call; a message that is lost is never answered.
   */
  void send(Attempt attempt);

  /**
   * Asks a replica how it is. {@link Probe#answered} follows at most once, later and never from
   * within this call; a probe that is lost, or that nobody can answer, is never answered.
   */
  void probe(Probe probe);

  /**
   * Asks a replica whether it is well. {@link Check#answered} follows at most once, later and never
   * from within this call; when it does not, the caller's time for it runs out.
   */
  void check(Check check);

  /** The caller no longer waits; an answer that still comes is ignored. */
  void abandon(Attempt attempt);

  /**
   * One replica of a service has something done at another, on that one's thread, after the time
   * that a message between them takes.
   */
  void tell(int service, int fromReplica, int toReplica, Consumer<Replica> what);
}
