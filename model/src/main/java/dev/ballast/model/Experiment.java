package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Span;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Load and faults over time, and what must hold meanwhile.
 *
 * @param warmUpNanos the load runs this long before the experiment's time 0; nothing of it is
 *     measured; {@link #WARM_UP_AUTO} until it is found
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
  /** In the place of a warm-up that is still to be found: until the system has settled. */
  public static final long WARM_UP_AUTO = Long.MIN_VALUE;

  /** No end before the experiment's. */
  public static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** How long the last requests may take to end after the load has ended. */
  public static final long DRAIN_NANOS = 10_000_000_000L;

  /** A fault that comes once, and not again. */
  public static final long ONCE = 0;

  /** The most often that one fault may come in an experiment. */
  public static final int TIMES_MAX = 10_000;

  /**
   * A fault with its time.
   *
   * @param atNanos from the start of the measured time
   * @param forNanos how long it lasts, or {@link #UNTIL_THE_END}
   * @param overNanos how long it takes from its beginning until it is there in full; 0 for at once
   * @param everyNanos after how long from its beginning it begins again, until the experiment ends,
   *     or {@link #ONCE}
   */
  public record TimedFault(
      long atNanos, long forNanos, long overNanos, long everyNanos, Fault fault) {
    public TimedFault {
      Checks.that(atNanos >= 0, "a fault begins within the measured time");
      Checks.that(forNanos > 0, "a fault lasts some time");
      Checks.that(
          overNanos >= 0 && overNanos <= forNanos, "a fault is there in full before it ends");
      Checks.that(
          overNanos == 0 || fault.onset() != Fault.Onset.SUDDEN,
          "nothing can come gradually that is either there or not: " + fault);
      Checks.that(
          !(fault instanceof Fault.Restart) || forNanos != UNTIL_THE_END,
          "a restart of replicas one by one takes a time");
      Checks.that(
          !(fault instanceof Fault.Restart restart)
              || restart.departure() == null
              || restart.departure().drainNanos() < forNanos / restart.scope().replicas(),
          "a restart takes longer for each replica than it drains");
      Checks.that(
          everyNanos == ONCE || everyNanos > forNanos, "a fault ends before it begins again");
    }

    /** A fault that is there in full at once, and comes once. */
    public TimedFault(long atNanos, long forNanos, Fault fault) {
      this(atNanos, forNanos, 0, ONCE, fault);
    }

    /** The fault in a few words, with how it comes. */
    public String words() {
      return fault.words() + (overNanos == 0 ? "" : " over " + Units.duration(overNanos));
    }
  }

  public Experiment {
    loads = List.copyOf(loads);
    faults = faults.stream().sorted(Comparator.comparingLong(TimedFault::atNanos)).toList();
    expect = List.copyOf(expect);
    for (TimedFault timed : faults) {
      Checks.that(
          timed.everyNanos() == ONCE || lengthNanos / timed.everyNanos() < TIMES_MAX,
          name + ": a fault comes at most " + TIMES_MAX + " times");
    }
    Checks.that(
        warmUpNanos >= 0 || warmUpNanos == WARM_UP_AUTO, name + ": a warm-up must not be negative");
    Checks.that(lengthNanos > 0, name + ": an experiment lasts some time");
    Set<String> routes = new HashSet<>();
    for (Load load : loads) {
      for (String route : load.routes()) {
        Checks.that(routes.add(route), name + ": two loads on " + route);
      }
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
    for (Trouble trouble : troubles()) {
      if (wellFrom < trouble.fromNanos()) {
        spans.add(new Span(wellFrom, Math.min(trouble.fromNanos(), lengthNanos)));
      }
      long end = trouble.toNanos();
      long well = end >= lengthNanos - withinNanos ? lengthNanos : end + withinNanos;
      wellFrom = wellFrom == UNTIL_THE_END ? well : Math.max(wellFrom, well);
    }
    if (wellFrom < lengthNanos) {
      spans.add(new Span(wellFrom, lengthNanos));
    }
    return spans;
  }

  /** A fault while it is on; {@code toNanos} is {@link #UNTIL_THE_END} where it does not end. */
  private record Trouble(long fromNanos, long toNanos) {}

  /** From when to when each fault is on, each time that it is, in order of beginning. */
  private List<Trouble> troubles() {
    List<Trouble> troubles = new ArrayList<>();
    for (TimedFault timed : faults) {
      troubles.add(new Trouble(timed.atNanos(), end(timed)));
      if (timed.everyNanos() != ONCE) {
        long at = timed.atNanos() + timed.everyNanos();
        for (; at < lengthNanos; at += timed.everyNanos()) {
          troubles.add(new Trouble(at, at + timed.forNanos()));
        }
      }
    }
    troubles.sort(Comparator.comparingLong(Trouble::fromNanos));
    return troubles;
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
      case Fault.OnReplicas _,
          Fault.OnLink _,
          Fault.ZoneDown _,
          Fault.RegionDown _,
          Fault.Surge _ ->
          UNTIL_THE_END;
    };
  }

  /**
   * How long the load runs before time 0.
   *
   * @throws IllegalStateException when that is still to be found
   */
  @Override
  public long warmUpNanos() {
    if (isWarmUpAuto()) {
      throw new IllegalStateException(name + ": expected a warm-up, found one still to be found");
    }
    return warmUpNanos;
  }

  /** Whether the warm-up is still to be found. */
  public boolean isWarmUpAuto() {
    return warmUpNanos == WARM_UP_AUTO;
  }

  /** The same with this warm-up. */
  public Experiment withWarmUp(long nanos) {
    return new Experiment(name, nanos, lengthNanos, loads, faults, expect);
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
