package dev.ballast.policy.limit;

/**
 * How a limit of work at once adapts. Each kind is one algorithm, whose {@link Estimate} is a pure
 * function of what each window saw. They share two rules: a limit grows only in windows in which at
 * least half of it was in flight, so that it does not creep up while there is nothing to do; and a
 * window holds at least {@link #SAMPLES_MIN} ends.
 */
public sealed interface LimitConfig permits Aimd, Vegas, Gradient2, Gradient {
  /** The largest limit that may be configured. */
  int LIMIT_MAX = 1_000_000;

  /** The fewest ends from which anything is concluded. */
  int SAMPLES_MIN = 10;

  /** The shortest window that may be configured. */
  long WINDOW_NANOS_MIN = 1_000_000;

  /** What is known before the first answer. */
  Estimate first();

  /** The smallest limit. */
  int min();

  /** The largest limit. */
  int max();

  /** Whether the typical time of a window is its median rather than its mean. */
  default boolean usesMedian() {
    return false;
  }
}
