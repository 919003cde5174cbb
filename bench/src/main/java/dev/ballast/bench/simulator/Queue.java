package dev.ballast.bench.simulator;

import dev.ballast.kernel.Checks;

/**
 * An M/M/1 queue with a load of 0.8: what all simulators of this benchmark play, with the same
 * bookkeeping. The mean number of customers in it is known to be 4, and is checked.
 */
abstract class Queue {
  static final double LOAD = 0.8;
  private static final double INSIDE = LOAD / (1 - LOAD);
  private static final double TOLERANCE = 0.1;

  private long inside;
  private double area;
  private double changed;

  /** Lets up to so many events happen; says how many there were. */
  abstract long play(int events);

  /** Counts a customer who comes or goes; says how many are inside then. */
  final long count(int change, double now) {
    area += inside * (now - changed);
    changed = now;
    inside += change;
    return inside;
  }

  /** Stops unless the queue was played rightly. */
  final void check() {
    check(area / changed);
  }

  static void check(double inside) {
    Checks.that(
        Math.abs(inside / INSIDE - 1) < TOLERANCE,
        "expected about " + INSIDE + " customers inside, found " + inside);
  }
}
