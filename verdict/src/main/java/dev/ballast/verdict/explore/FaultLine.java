package dev.ballast.verdict.explore;

import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import java.math.BigDecimal;

/** Faults with their times, in a line each. */
public final class FaultLine {
  private FaultLine() {}

  /** Such as {@code at 5s: slow 3 replicas of catalog times 10, for 2s}. */
  public static String of(TimedFault timed) {
    return "at " + Units.duration(timed.atNanos()) + ": " + lasting(timed);
  }

  /** Without the moment, such as {@code crash 1 replica of catalog, for 5s}. */
  public static String lasting(TimedFault timed) {
    String factor =
        timed.fault() instanceof Fault.Slow slow
            ? " times " + BigDecimal.valueOf(slow.factor()).stripTrailingZeros().toPlainString()
            : "";
    String lasts =
        timed.forNanos() == Experiment.UNTIL_THE_END
            ? ", to the end"
            : ", for " + Units.duration(timed.forNanos());
    return timed.fault().words() + factor + lasts;
  }
}
