package dev.ballast.verdict;

import dev.ballast.model.Objective.Target;

/** What would settle a question that the evidence leaves open, in the user's terms. */
final class Remedy {
  private Remedy() {}

  /**
   * One clause.
   *
   * @param offered requests behind the measure, all runs together
   * @param answered those of them that were answered
   */
  static String of(Target target, Estimate measured, long offered, long answered, int runs) {
    if (Judge.isUnprovable(target, measured)) {
      return "no number of requests proves 100 %: ask for 99.99 % or another share below it";
    }
    if (target.measure().isShare() && measured.value() >= 1) {
      return requests(Intervals.withoutFailure(target.bound(), Intervals.CONFIDENCE), offered, runs)
          + " without a failure";
    }
    if (target.measure().isPercentile() && Double.isInfinite(measured.high())) {
      double quantile = Gauge.quantile(target.measure());
      return requests(Intervals.toBound(quantile, Intervals.CONFIDENCE), answered, runs);
    }
    return runs < 2
        ? "more repetitions, or a longer run, would settle it"
        : repetitions(Judge.bound(target), measured, runs);
  }

  private static String requests(double needed, long there, int runs) {
    String words =
        "it takes at least "
            + Unit.COUNT.text(needed)
            + " requests, and there were "
            + Unit.count(there);
    return runs < 2
        ? words + ": a longer run gives more"
        : words + ": " + runs(Math.ceil(runs * needed / there), runs) + " would give as many";
  }

  /**
   * An interval of n repetitions narrows like 1/√n; it clears the bound when half of it is no
   * longer than the distance between the measured value and the bound.
   */
  private static String repetitions(double bound, Estimate measured, int runs) {
    double reach =
        measured.value() < bound
            ? measured.high() - measured.value()
            : measured.value() - measured.low();
    double factor = reach / Math.abs(measured.value() - bound);
    double needed = Math.ceil(runs * factor * factor);
    return needed <= 100L * runs
        ? "about " + runs(needed, runs) + " would settle it"
        : "the value is so close to the bound that repetitions will hardly settle it:"
            + " move the bound or mend the system";
  }

  private static String runs(double needed, int runs) {
    long count = (long) Math.max(runs + 1.0, needed);
    return Unit.count(count) + " repetitions (`--runs " + count + " --all-runs`)";
  }
}
