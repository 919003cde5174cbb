package dev.ballast.verdict;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;

/**
 * The repetitions of one experiment, folded as they come: memory depends on the system and on the
 * number of slices of a run, not on how many repetitions there are.
 *
 * <p>Repetitions are added in their order, so that the same ones give the same bits whoever
 * computed them. Not thread-safe.
 */
public final class Study {
  private final Folding folding;
  private final Looks looks = new Looks();
  private boolean settled;

  public Study(SystemModel model, Experiment experiment) {
    folding = new Folding(model, experiment);
  }

  /** Adds the next repetition. */
  public void add(RunRecord run) {
    folding.add(run);
    if (looks.isDue(folding.runs())) {
      settled |= folding.isSettled(Looks.CONFIDENCE);
    }
  }

  /** How many repetitions were added. */
  public int repetitions() {
    return folding.runs();
  }

  /**
   * Whether every target's interval has cleared its bound on one side, or never will because
   * nothing was offered. Looked at after 5, 10, 20, 40 … repetitions, and stays true. Whoever runs
   * repetitions ahead stops adding when it turns true, so that the number of threads does not show.
   */
  public boolean isSettled() {
    return settled;
  }

  /**
   * The verdict on what was added.
   *
   * @throws IllegalStateException when nothing was added
   */
  public ExperimentVerdict verdict() {
    return folding.verdict();
  }

  Folding folding() {
    return folding;
  }
}
