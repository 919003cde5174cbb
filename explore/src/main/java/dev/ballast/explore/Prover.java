package dev.ballast.explore;

import dev.ballast.observation.RunRecord;
import dev.ballast.verdict.ExperimentVerdict;
import dev.ballast.verdict.Study;
import dev.ballast.verdict.Verdict;
import java.util.List;

/**
 * Judges a variation as {@code prove} would: the same repetitions, until the evidence is settled.
 */
final class Prover {
  private static final int RUNS_MIN = 10;
  private static final int RUNS_MAX = 320;
  private static final int RUNS_MAX_QUICK = 40;
  private static final int BATCH = 5;

  private final Trials trials;
  private final int runsMax;

  private Prover(Trials trials, int runsMax) {
    this.trials = trials;
    this.runsMax = runsMax;
  }

  /** For steps on a way: what is not settled soon is left. */
  static Prover quick(Trials trials) {
    return new Prover(trials, RUNS_MAX_QUICK);
  }

  /** For what is said in the end: as patient as {@code prove}. */
  static Prover thorough(Trials trials) {
    return new Prover(trials, RUNS_MAX);
  }

  /** What the repetitions say, and whether more of them would say the same. */
  record Proof(ExperimentVerdict verdict, boolean isSettled) {
    boolean breaks() {
      return isSettled && verdict.verdict() == Verdict.FAIL;
    }
  }

  Proof prove(Variation variation) throws InterruptedException {
    Study study = new Study(variation.model(), variation.experiment());
    for (int from = 0; from < runsMax; from += BATCH) {
      List<RunRecord> runs =
          trials.run(List.of(variation), from, from + BATCH, record -> record).getFirst();
      runs.forEach(study::add);
      if (study.isSettled() && study.repetitions() >= RUNS_MIN) {
        break;
      }
    }
    return new Proof(study.verdict(), study.isSettled());
  }
}
