package dev.ballast.explore;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Checks;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import dev.ballast.sim.Trajectory;
import dev.ballast.sim.Trajectory.Branch;
import java.util.ArrayList;
import java.util.List;

/**
 * How likely something rare is, by adaptive multilevel splitting: of so many independent runs the
 * ones that came least near are given up, and each is replaced by a run that shares the past of one
 * that came nearer, up to where it did, and has a future of its own. Every such round multiplies
 * the probability by the share that was kept, so a millionth takes about 14 futures per run instead
 * of a million runs.
 *
 * <p>F. Cérou and A. Guyader, "Adaptive multilevel splitting for rare event analysis", Stochastic
 * Analysis and Applications 25 (2007); the form for runs in discrete steps with ties, whose mean is
 * the probability whatever the importance and the number of runs: C.-E. Bréhier, M. Gazeau, L.
 * Goudenège, T. Lelièvre and M. Rousset, "Unbiasedness of some generalized adaptive multilevel
 * splitting algorithms", Annals of Applied Probability 26 (2016).
 */
final class Splitting {
  private final Plan plan;
  private final Experiment experiment;
  private final Trajectory.Rare rare;
  private final int runs;

  /**
   * One splitting with independent luck, done once.
   *
   * @param probability an unbiased estimate
   * @param runs that were made, branches included
   * @param calls simulated, repeated pasts included
   * @param plainCalls of those of the runs that it began with, which are plain ones
   * @param isComplete false when it took more calls than it might, and estimates nothing
   */
  record Trial(double probability, long runs, long calls, long plainCalls, boolean isComplete) {}

  /**
   * A splitting.
   *
   * @param runs side by side, at least 2; the relative error of one trial is about √(−ln p / runs)
   */
  Splitting(Plan plan, Experiment experiment, Trajectory.Rare rare, int runs) {
    Checks.that(runs >= 2, "a splitting has at least two runs side by side");
    this.plan = plan;
    this.experiment = experiment;
    this.rare = rare;
    this.runs = runs;
  }

  /**
   * Does it once. The same seed gives the same trial.
   *
   * @param callsMax after which it is given up
   */
  Trial trial(long seed, long callsMax) {
    RandomStream choices = RandomStream.of(seed, "splitting");
    List<Trajectory> alive = new ArrayList<>();
    int made = 0;
    long calls = 0;
    while (alive.size() < runs) {
      Trajectory plain = follow(List.of(new Branch(0, RandomStream.seedOf(seed, made++))));
      calls += plain.calls();
      alive.add(plain);
    }
    long plainCalls = calls;
    double probability = 1;
    double level = lowest(alive);
    while (level < Trajectory.HAPPENED) {
      double given = level;
      List<Trajectory> kept = alive.stream().filter(t -> t.score() > given).toList();
      probability *= (double) kept.size() / runs;
      if (kept.isEmpty() || calls > callsMax) {
        return new Trial(probability, made, calls, plainCalls, kept.isEmpty());
      }
      alive = new ArrayList<>(kept);
      while (alive.size() < runs) {
        Trajectory parent = kept.get(choices.nextInt(kept.size()));
        Trajectory child = follow(parent.branchesAbove(level, RandomStream.seedOf(seed, made++)));
        calls += child.calls();
        alive.add(child);
      }
      level = lowest(alive);
    }
    return new Trial(probability, made, calls, plainCalls, true);
  }

  private Trajectory follow(List<Branch> branches) {
    return Trajectory.follow(plan, experiment, branches, rare);
  }

  private static double lowest(List<Trajectory> trajectories) {
    double lowest = Trajectory.HAPPENED;
    for (Trajectory trajectory : trajectories) {
      lowest = Math.min(lowest, trajectory.score());
    }
    return lowest;
  }
}
