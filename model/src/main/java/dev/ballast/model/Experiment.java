package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Span;
import java.util.ArrayList;
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

  /**
   * When users may expect that the system has recovered: no fault is on, and the last one ended so
   * long ago; all the measured time when there is no fault. A release lasts until its service is
   * rolled back.
   *
   * @return spans in order of time, apart from each other; empty when there is no such time
   */
  public List<Span> recovered(long withinNanos) {
    if (faults.isEmpty()) {
      return List.of(new Span(0, lengthNanos));
    }
    List<Span> spans = new ArrayList<>();
    long wellFrom = UNTIL_THE_END; // nothing to recover from yet
    for (TimedFault timed : faults) {
      if (wellFrom < timed.atNanos()) {
        spans.add(new Span(wellFrom, Math.min(timed.atNanos(), lengthNanos)));
      }
      long end = end(timed);
      long well = end >= lengthNanos - withinNanos ? lengthNanos : end + withinNanos;
      wellFrom = wellFrom == UNTIL_THE_END ? well : Math.max(wellFrom, well);
    }
    if (wellFrom < lengthNanos) {
      spans.add(new Span(wellFrom, lengthNanos));
    }
    return spans;
  }

  /** When a fault is over: its own end, or for a release when it is taken back. */
  private long end(TimedFault timed) {
    if (timed.forNanos() != UNTIL_THE_END) {
      return timed.atNanos() + timed.forNanos();
    }
    return switch (timed.fault()) {
      case Fault.Release release ->
          faults.stream()
              .filter(
                  later ->
                      later.atNanos() >= timed.atNanos()
                          && later.fault().equals(new Fault.Rollback(release.scope().service())))
              .mapToLong(TimedFault::atNanos)
              .min()
              .orElse(UNTIL_THE_END);
      case Fault.Rollback _ -> timed.atNanos();
      case Fault.Crash _,
          Fault.Slow _,
          Fault.Fails _,
          Fault.Partition _,
          Fault.ZoneDown _,
          Fault.Surge _ ->
          UNTIL_THE_END;
    };
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
