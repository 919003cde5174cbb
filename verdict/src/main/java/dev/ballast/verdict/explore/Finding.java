package dev.ballast.verdict.explore;

import dev.ballast.model.Experiment;
import dev.ballast.verdict.ExperimentVerdict;
import java.util.List;

/**
 * The smallest thing found that breaks an objective, with full confidence.
 *
 * @param objective that is broken
 * @param experiment what breaks it, ready to be proved; without faults when the objective does not
 *     hold undisturbed
 * @param size how much its faults take from the system, in seconds of one whole service
 * @param larger what was found first, in words, when it could be made smaller; one line per fault
 * @param tried how many smaller sets were tried on the way; none that is one step smaller breaks
 *     the objective
 * @param isMinimal false when the search ended before that was known
 * @param verdict FAIL, with the evidence
 */
public record Finding(
    String objective,
    Experiment experiment,
    double size,
    List<String> larger,
    int tried,
    boolean isMinimal,
    ExperimentVerdict verdict) {
  public Finding {
    larger = List.copyOf(larger);
  }
}
