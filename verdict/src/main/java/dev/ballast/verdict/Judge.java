package dev.ballast.verdict;

import dev.ballast.kernel.Units;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import java.util.List;

/** Holds an interval against a bound and puts the answer into words. */
final class Judge {
  private static final double NANOS_PER_MILLI = 1e6;

  private Judge() {}

  /** The bound in the unit of the measure: a share, or milliseconds. */
  static double bound(Target target) {
    return target.measure().isShare() ? target.bound() : target.bound() / NANOS_PER_MILLI;
  }

  /** The side of the bound on which the interval lies; without data on neither. */
  static Verdict side(Target target, Estimate measured) {
    double bound = bound(target);
    if (target.measure().higherIsBetter()) {
      return measured.low() >= bound
          ? Verdict.PASS
          : measured.high() < bound ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    }
    return measured.high() <= bound
        ? Verdict.PASS
        : measured.low() > bound ? Verdict.FAIL : Verdict.INCONCLUSIVE;
  }

  static ObjectiveVerdict judge(
      Objective objective,
      Target target,
      Estimate measured,
      long offered,
      long answered,
      int runs) {
    Verdict verdict = side(target, measured);
    return new ObjectiveVerdict(
        objective.name(),
        objective.route(),
        target.measure(),
        bound(target),
        measured,
        verdict,
        evidence(objective, target, measured, offered, answered, runs, verdict));
  }

  /** Whether no number of repetitions can settle it: all is well, and all is what is asked for. */
  static boolean isUnprovable(Target target, Estimate measured) {
    return target.measure().isShare() && target.bound() >= 1 && measured.value() >= 1;
  }

  /** One sentence for a whole experiment. */
  static String sentence(Verdict verdict, List<ObjectiveVerdict> objectives, int runs) {
    if (objectives.isEmpty()) {
      return "the experiment expects nothing, so nothing can fail";
    }
    String sample = runs == 1 ? "over 1 run" : "over " + runs + " runs";
    return switch (verdict) {
      case PASS -> "every objective holds, with 99 % confidence " + sample;
      case FAIL, INCONCLUSIVE ->
          objectives.stream()
              .filter(o -> o.verdict() == verdict)
              .findFirst()
              .map(o -> o.name() + ": " + o.evidence())
              .orElseThrow();
    };
  }

  private static String evidence(
      Objective objective,
      Target target,
      Estimate measured,
      long offered,
      long answered,
      int runs,
      Verdict verdict) {
    Measure measure = target.measure();
    Unit unit = ObjectiveVerdict.unit(measure);
    if (!measured.hasData()) {
      return withoutData(objective, offered > 0);
    }
    String bound = unit.text(bound(target));
    String interval = unit.text(measured.low(), measured.high());
    String found =
        measure.word()
            + after(objective)
            + " is "
            + unit.text(measured.value())
            + " (99 % interval "
            + interval
            + ")";
    return switch (verdict) {
      case PASS -> found + ", within the bound of " + bound;
      case FAIL ->
          found + (measure.higherIsBetter() ? ", below" : ", above") + " the bound of " + bound;
      case INCONCLUSIVE ->
          found
              + ", so the bound of "
              + bound
              + " is not settled; "
              + Remedy.of(target, measured, offered, answered, runs);
    };
  }

  private static String withoutData(Objective objective, boolean offered) {
    return offered
        ? "no request on "
            + objective.route()
            + after(objective)
            + " was answered, so there is no latency to judge"
        : objective.recoversWithinNanos() > 0
            ? "no request was offered on "
                + objective.route()
                + after(objective)
                + ": let the experiment last longer than its faults, and load this route"
            : "no request was offered on "
                + objective.route()
                + ": give the experiment load on this route";
  }

  private static String after(Objective objective) {
    return objective.recoversWithinNanos() == 0
        ? ""
        : " from " + Units.duration(objective.recoversWithinNanos()) + " after the faults";
  }
}
