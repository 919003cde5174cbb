package dev.ballast.engine;

import dev.ballast.observation.Observer;

/**
 * What the engine needs from whoever drives it. A world belongs to one thread: everything the
 * engine does for a replica happens on the thread of the replica's world.
 */
public interface World {
  /** Monotonic time in nanoseconds, 0 at the start of an experiment's measured time. */
  long nowNanos();

  /** Makes the timer fire after this many nanoseconds, at least 0. It must not be pending. */
  void start(Timer timer, long delayNanos);

  /** Takes a pending timer back; does nothing when it is not pending. */
  void cancel(Timer timer);

  /** Where the engine tells what happens. */
  Observer observer();

  /** Carries an attempt to a replica. */
  Wire wire();
}
