package dev.ballast.explore;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.SystemModel;
import java.util.ArrayList;
import java.util.List;

/**
 * How a system is pushed: its load rises, some calm time, the trigger, and then the time it has to
 * recover.
 *
 * @param riseNanos over which the load rises in steps, so that caches fill before all of it is
 *     there; 0 begins with all of it
 * @param sizes of the trigger, ascending, at least two
 * @param triggerNanos how long it lasts, unless its size is a time
 * @param watchNanos how long the system is watched after it
 * @param inOrder the share of requests, in (0, 1], that are answered in time while it is in order
 */
public record Pushes(
    Trigger trigger,
    List<Double> sizes,
    long riseNanos,
    long triggerNanos,
    long watchNanos,
    double inOrder) {
  /** What is tried where nothing else is said. */
  public static final long TRIGGER_NANOS = 10 * Units.SECOND;

  /** How long a system has to recover where nothing else is said. */
  public static final long WATCH_NANOS = Units.MINUTE;

  /** The share of requests answered in time below which a system is not in order. */
  public static final double IN_ORDER = 0.9;

  /** The rise where nothing else is said and there are caches. */
  public static final long RISE_NANOS = 30 * Units.SECOND;

  private static final int STEPS = 10;

  /** The calm time before the trigger. */
  static final long CALM_NANOS = 5 * Units.SECOND;

  private static final int SIZES = 5;

  public Pushes {
    sizes = List.copyOf(sizes);
    Checks.that(sizes.size() >= 2, "a trigger is tried in at least two sizes");
    Checks.that(riseNanos >= 0, "a rise does not take less than no time");
    Checks.that(triggerNanos > 0 && watchNanos > 0, "a push and its watch last some time");
    Checks.that(inOrder > 0 && inOrder <= 1, "the share that is in order is above 0 and at most 1");
    for (int i = 1; i < sizes.size(); i++) {
      Checks.that(sizes.get(i - 1) < sizes.get(i), "sizes of a trigger ascend");
    }
  }

  /**
   * Pushes of a system in sizes up to this one, each larger than the one before by the same factor,
   * in the usual times. The load rises where the system has caches.
   *
   * @param largest above the trigger's least
   */
  public static Pushes upTo(Trigger trigger, double largest, SystemModel model) {
    double least = trigger.sizeMin();
    Checks.that(largest > least, "the largest size of `" + trigger.words() + "` is above " + least);
    List<Double> sizes = new ArrayList<>();
    for (int i = 0; i < SIZES - 1; i++) {
      double size = least * StrictMath.pow(largest / least, (double) i / (SIZES - 1));
      sizes.add(Math.round(size * 100) / 100.0);
    }
    sizes.add(largest);
    boolean hasCache =
        model.edges().stream().anyMatch(edge -> model.policy(edge).sharing().cache() != null);
    return new Pushes(
        trigger, sizes, hasCache ? RISE_NANOS : 0, TRIGGER_NANOS, WATCH_NANOS, IN_ORDER);
  }

  /** The same with a trigger and a watch that last so long. */
  public Pushes lasting(long ofTriggerNanos, long ofWatchNanos) {
    return new Pushes(trigger, sizes, riseNanos, ofTriggerNanos, ofWatchNanos, inOrder);
  }

  double largest() {
    return sizes.getLast();
  }

  double least() {
    return sizes.getFirst();
  }

  /** When the trigger begins. */
  long beginNanos() {
    return riseNanos + CALM_NANOS;
  }

  /** When the trigger of this size is over. */
  long overNanos(double size) {
    return beginNanos() + trigger.lastsNanos(size, triggerNanos);
  }

  /** The rise of the load, as lulls that end one after the other. */
  List<TimedFault> rise() {
    List<TimedFault> lulls = new ArrayList<>();
    for (int i = 0; i < STEPS && riseNanos >= STEPS; i++) {
      double share = (i + 0.5) / STEPS;
      long stepNanos = riseNanos / STEPS;
      lulls.add(new TimedFault(i * stepNanos, stepNanos, new Fault.Surge(null, share)));
    }
    return lulls;
  }

  /** The trigger of this size. */
  TimedFault fault(double size) {
    return new TimedFault(
        beginNanos(), trigger.lastsNanos(size, triggerNanos), trigger.fault(size));
  }
}
