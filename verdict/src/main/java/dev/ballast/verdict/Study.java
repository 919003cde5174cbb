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
  /** After how many repetitions the evidence is looked at; see {@link #isSettled}. */
  private static final int FIRST_LOOK = 5;

  /**
   * Looking again and again makes it likelier to be wrong once: each look risks 0.1 %, so that ten
   * of them (5, 10, 20 … 2560 repetitions) together keep to the 1 % that is promised (Bonferroni's
   * inequality).
   */
  static final double LOOK_CONFIDENCE = 0.999;

  private final Folding folding;
  private int nextLook = FIRST_LOOK;
  private boolean settled;

  public Study(SystemModel model, Experiment experiment) {
    folding = new Folding(model, experiment);
  }

  /** Adds the next repetition. */
  public void add(RunRecord run) {
    folding.add(run);
    if (folding.runs() == nextLook) {
      nextLook *= 2;
      settled |= folding.isSettled(LOOK_CONFIDENCE);
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
