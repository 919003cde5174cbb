package dev.ballast.explore;

import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Objective;
import dev.ballast.verdict.Strain;
import dev.ballast.verdict.explore.Trial;
import java.util.ArrayList;
import java.util.List;

/**
 * A quick look at faults, in a few runs. Whoever strains an objective beyond its bound in one of
 * them is looked at again with full confidence; whoever does so in none is taken to hold.
 */
final class Glance {
  /** Runs of each. */
  static final int REPETITIONS = 2;

  private Glance() {}

  /** How sets of faults strain every objective. */
  static List<Trial> at(
      Trials trials, Questions questions, List<List<TimedFault>> sets, Severity severity)
      throws InterruptedException {
    List<List<List<Double>>> strains =
        trials.run(sets.stream().map(questions::all).toList(), 0, REPETITIONS, questions::strains);
    List<Trial> looked = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      looked.add(new Trial(sets.get(i), severity.of(sets.get(i)), worst(strains.get(i))));
    }
    return looked;
  }

  /** Whether faults may break an objective. */
  static boolean suspects(
      Trials trials, Questions questions, Objective objective, List<TimedFault> faults)
      throws InterruptedException {
    return trials
        .run(
            List.of(questions.one(objective, faults)),
            0,
            REPETITIONS,
            run -> Strain.of(objective, run))
        .getFirst()
        .stream()
        .anyMatch(strain -> strain > 1);
  }

  private static List<Double> worst(List<List<Double>> runs) {
    List<Double> worst = new ArrayList<>(runs.getFirst());
    for (List<Double> run : runs) {
      for (int i = 0; i < worst.size(); i++) {
        worst.set(i, Math.max(worst.get(i), run.get(i)));
      }
    }
    return worst;
  }
}
