package dev.ballast.cli;

import dev.ballast.verdict.Study;

/**
 * When an experiment was repeated often enough. It looks at repetitions in their order and at
 * calls, never at time, so that the outcome is the same on every machine and for merged shards.
 *
 * @param runs the most repetitions, at least 1
 * @param isFixed whether all of them are made, whatever they show
 */
record StoppingRule(int runs, boolean isFixed) {
  /** Repetitions before the evidence is looked at, so that intervals rest on something. */
  static final int RUNS_MIN = 10;

  /** Repetitions after which a question that is not settled is left open. */
  static final int RUNS_MAX = 320;

  /**
   * Simulated calls of one experiment after which a question that is not settled is left open: a
   * number of calls rather than a time, so that the outcome is the same on every machine.
   */
  static final long CALLS_MAX = 100_000_000;

  /**
   * Whether another repetition is wanted.
   *
   * @param study what the repetitions gave so far
   * @param calls that were simulated in them
   */
  boolean goesOn(Study study, long calls) {
    int made = study.repetitions();
    return made < runs && (isFixed || made < RUNS_MIN || (!study.isSettled() && calls < CALLS_MAX));
  }

  /** The options that ask for it. */
  String options() {
    return (runs == RUNS_MAX ? "" : " --runs " + runs) + (isFixed ? " --all-runs" : "");
  }
}
