package dev.ballast.verdict;

import dev.ballast.model.Objective.Measure;

/**
 * One target of one objective, judged.
 *
 * @param target the bound, a share or milliseconds as {@link #unit()} says
 * @param measured with its 99 % interval
 * @param evidence one sentence: what was measured, against what; for INCONCLUSIVE what would settle
 *     it
 */
public record ObjectiveVerdict(
    String name,
    String route,
    Measure measure,
    double target,
    Estimate measured,
    Verdict verdict,
    String evidence) {
  /** What {@link #target} and {@link #measured} count. */
  public Unit unit() {
    return unit(measure);
  }

  /** The target as people read it, such as {@code >= 99.9 %}. */
  public String targetText() {
    return (measure.higherIsBetter() ? ">= " : "<= ") + unit().text(target);
  }

  static Unit unit(Measure measure) {
    return measure.isShare() ? Unit.SHARE : Unit.MILLISECONDS;
  }
}
