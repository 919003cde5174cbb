package dev.ballast.explore;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import java.util.List;

/**
 * Within what a search looks.
 *
 * @param lengthNanos how long every run is measured
 * @param objectives those that are to be broken, by name; empty means what the experiment expects
 * @param onlyLasting whether only failures count that outlast their cause
 * @param recoversWithinNanos how long after its cause a failure has to be over, where the objective
 *     does not say it
 * @param faultsMax how many faults may happen together, at least 1
 */
public record Bounds(
    long lengthNanos,
    List<String> objectives,
    boolean onlyLasting,
    long recoversWithinNanos,
    int faultsMax) {
  /** How long a system has to recover where nothing says it. */
  public static final long RECOVERS_WITHIN_NANOS = 10 * Units.SECOND;

  /** How long it is watched after that, at the least. */
  static final long WATCH_NANOS = 10 * Units.SECOND;

  /** Runs are no longer than this unless it is asked for: the search repeats them often. */
  private static final long LENGTH_MAX_NANOS = 2 * Units.MINUTE;

  public Bounds {
    objectives = List.copyOf(objectives);
    Checks.that(faultsMax >= 1, "at least one fault may happen");
    Checks.that(recoversWithinNanos > 0, "recovery takes some time");
    Checks.that(
        lengthNanos >= lengthMinNanos(recoversWithinNanos, faultsMax),
        "a run leaves time to see whether the system recovers");
  }

  /** The shortest run in which the longest faults one after the other, recovery and a look fit. */
  public static long lengthMinNanos(long recoversWithinNanos, int faultsMax) {
    return Catalogue.BEGIN_NANOS
        + faultsMax * Catalogue.LASTS_MAX_NANOS
        + recoversWithinNanos
        + WATCH_NANOS;
  }

  /** As long as the experiment, within reason. */
  public static long lengthNanos(Experiment base, long recoversWithinNanos, int faultsMax) {
    return Math.max(
        lengthMinNanos(recoversWithinNanos, faultsMax),
        Math.min(base.lengthNanos(), LENGTH_MAX_NANOS));
  }
}
