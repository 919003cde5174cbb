package dev.ballast.model;

import java.util.List;

/**
 * Load and faults over time, and what must hold meanwhile.
 *
 * @param warmUpNanos the load runs this long before the experiment's time 0; nothing of it is
 *     measured
 * @param lengthNanos how long is measured
 * @param loads at most one per route
 * @param faults in order of time
 * @param expect names of objectives that must hold over the measured time
 */
public record Experiment(
    String name,
    long warmUpNanos,
    long lengthNanos,
    List<Load> loads,
    List<TimedFault> faults,
    List<String> expect) {
  /** No end before the experiment's. */
  public static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** How long the last requests may take to end after the load has ended. */
  public static final long DRAIN_NANOS = 10_000_000_000L;

  /**
   * A fault with its time.
   *
   * @param atNanos from the start of the measured time
   * @param forNanos how long it lasts, or {@link #UNTIL_THE_END}
   */
  public record TimedFault(long atNanos, long forNanos, Fault fault) {}

  public Experiment {
    loads = List.copyOf(loads);
    faults = List.copyOf(faults);
    expect = List.copyOf(expect);
    if (warmUpNanos < 0 || lengthNanos <= 0) {
      throw new IllegalArgumentException(name + ": an experiment lasts some time");
    }
  }
}
