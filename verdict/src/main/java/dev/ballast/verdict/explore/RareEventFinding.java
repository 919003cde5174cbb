package dev.ballast.verdict.explore;

import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.Verdict;

/**
 * How likely something rare is within one run of an experiment.
 *
 * @param event in words, such as {@code license sheds}
 * @param lengthSeconds of the measured time within which it may happen
 * @param probability in [0, 1]; without data when the budget did not suffice
 * @param trials independent splittings
 * @param runs made in all of them
 * @param calls simulated in all of them
 * @param plainCalls simulated calls of one plain run, on average
 * @param relativeVariance of the estimate; infinite when the event was never seen
 */
public record RareEventFinding(
    String event,
    String experiment,
    double lengthSeconds,
    Estimate probability,
    int trials,
    long runs,
    long calls,
    double plainCalls,
    double relativeVariance) {

  /** How wide the interval may be for an answer, either side, relative to the value. */
  public static final double PRECISION = 0.5;

  /** PASS when the probability is known well enough; a probability alone is no failure. */
  public Verdict verdict() {
    boolean isPrecise =
        probability.value() > 0
            && probability.high() - probability.value() <= PRECISION * probability.value();
    return isPrecise ? Verdict.PASS : Verdict.INCONCLUSIVE;
  }

  /** How many plain runs would know the probability as precisely. */
  public double plainRunsNeeded() {
    double p = probability.value();
    return (1 - p) / (p * relativeVariance);
  }

  /** By how much plain runs would be dearer, in simulated calls. */
  public double saving() {
    return plainRunsNeeded() * plainCalls / calls;
  }
}
