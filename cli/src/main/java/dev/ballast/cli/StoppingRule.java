package dev.ballast.cli;

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
   * @param made repetitions so far
   * @param isSettled whether they settled what was asked
   * @param calls that were simulated in them
   */
  boolean goesOn(int made, boolean isSettled, long calls) {
    return made < runs && (isFixed || made < RUNS_MIN || (!isSettled && calls < CALLS_MAX));
  }

  /** The options that ask for it. */
  String options() {
    return (runs == RUNS_MAX ? "" : " --runs " + runs) + (isFixed ? " --all-runs" : "");
  }
}
