package dev.ballast.live.discovery;

/** A clock that wakes up. On one thread. */
interface Alarm {
  /** Monotonic. */
  long nowNanos();

  /** Has something done later, on the alarm's thread. */
  void after(long nanos, Runnable what);
}
