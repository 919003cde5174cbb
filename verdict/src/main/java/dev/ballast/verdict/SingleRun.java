package dev.ballast.verdict;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;

/** A verdict on one run by itself, as a drill makes it. */
public final class SingleRun {
  private SingleRun() {}

  /**
   * Judges the run. Intervals take the run's requests for independent: Wilson's for shares, the
   * normal one for the mean, order statistics for percentiles.
   */
  public static ExperimentVerdict verdict(SystemModel model, Experiment experiment, RunRecord run) {
    Study study = new Study(model, experiment);
    study.add(run);
    return study.verdict();
  }
}
