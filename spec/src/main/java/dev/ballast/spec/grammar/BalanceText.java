package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.balance.Balance;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;

/** Balancers' names and single values, and how a balancer is written. */
final class BalanceText {
  static final String LEAST_LOADED = "least-loaded";
  static final String ROUND_ROBIN = "round-robin";
  static final String RANDOM = "random";
  static final String PEAK_EWMA = "peak-ewma";
  static final String PREQUAL = "prequal";
  static final String RING_HASH = "ring-hash";
  static final String MAGLEV = "maglev";

  private BalanceText() {}

  /** How long the past of latencies counts, in nanoseconds. */
  static long decay(String text) throws Mismatch {
    long nanos = Quantity.positiveNanos(text);
    if (nanos < Balance.PeakEwma.DECAY_MIN || nanos > Balance.PeakEwma.DECAY_MAX) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "1ms to 1h", "write 10s, or leave it out");
    }
    return nanos;
  }

  /** The slots of a Maglev table. */
  static int prime(String text) throws Mismatch {
    int slots = Quantity.count(text, Balance.Maglev.SLOTS_MIN, Balance.Maglev.SLOTS_MAX);
    int next = slots;
    while (!Balance.Maglev.isPrime(next)) {
      next++;
    }
    if (next != slots) {
      throw Mismatch.wanting(
          Code.SPEC017, Quoted.of(text) + " is not a prime", "a prime", Integer.toString(next));
    }
    return slots;
  }

  /** A bound on loads. */
  static double bound(String text) throws Mismatch {
    double bound = text.equals("none") ? Balance.UNBOUNDED : Quantity.number(text);
    if (!Balance.isBound(bound)) {
      throw Mismatch.of(
          Code.SPEC017, Quoted.of(text), "1.05 to 10 times the mean, or none", "write 1.25");
    }
    return bound;
  }

  /** A balancer with all its settings, as the file would say it. */
  static String of(Balance balance) {
    return switch (balance) {
      case Balance.RoundRobin _ -> ROUND_ROBIN;
      case Balance.Random _ -> RANDOM;
      case Balance.LeastLoaded(int choices) -> map(LEAST_LOADED, "choices: " + choices);
      case Balance.PeakEwma(long decay) -> map(PEAK_EWMA, "decay: " + Units.duration(decay));
      case Balance.Prequal prequal ->
          map(
              PREQUAL,
              "probes: "
                  + prequal.probes()
                  + ", pool: "
                  + prequal.pool()
                  + ", age: "
                  + Units.duration(prequal.ageNanos())
                  + ", hot-above: "
                  + Quantity.percent(prequal.quantile()));
      case Balance.RingHash(int points, double bound) ->
          map(RING_HASH, "points: " + points + ", bound: " + bound(bound));
      case Balance.Maglev(int slots, double bound) ->
          map(MAGLEV, "slots: " + slots + ", bound: " + bound(bound));
      case Balance.Sticky(int keys, Balance by) -> "{sticky: " + keys + ", by: " + of(by) + "}";
      case Balance.Subset(int size, Balance.Sticky(int keys, Balance by)) ->
          "{subset: " + size + ", sticky: " + keys + ", by: " + of(by) + "}";
      case Balance.Subset(int size, Balance by) -> "{subset: " + size + ", by: " + of(by) + "}";
    };
  }

  private static String map(String kind, String settings) {
    return "{" + kind + ": {" + settings + "}}";
  }

  private static String bound(double bound) {
    return bound == Balance.UNBOUNDED ? "none" : Quantity.decimal(bound);
  }
}
