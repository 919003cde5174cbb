package dev.ballast.model;

import dev.ballast.kernel.Checks;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Load and faults over time, and what must hold meanwhile.
 *
 * @param warmUpNanos the load runs this long before the experiment's time 0; nothing of it is
 *     measured
 * @param lengthNanos how long is measured
 * @param loads at most one per route
 * @param faults given in any order, kept in order of time; equal times keep their order
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
  public record TimedFault(long atNanos, long forNanos, Fault fault) {
    public TimedFault {
      Checks.that(atNanos >= 0, "a fault begins within the measured time");
      Checks.that(forNanos > 0, "a fault lasts some time");
    }
  }

  public Experiment {
    loads = List.copyOf(loads);
    faults = faults.stream().sorted(Comparator.comparingLong(TimedFault::atNanos)).toList();
    expect = List.copyOf(expect);
    Checks.that(warmUpNanos >= 0, name + ": a warm-up must not be negative");
    Checks.that(lengthNanos > 0, name + ": an experiment lasts some time");
    Set<String> routes = new HashSet<>();
    for (Load load : loads) {
      Checks.that(routes.add(load.route()), name + ": two loads on " + load.route());
    }
  }

  /** The same with these loads. */
  public Experiment withLoads(List<Load> others) {
    return new Experiment(name, warmUpNanos, lengthNanos, others, faults, expect);
  }

  /** The same with these faults. */
  public Experiment withFaults(List<TimedFault> others) {
    return new Experiment(name, warmUpNanos, lengthNanos, loads, others, expect);
  }
}
