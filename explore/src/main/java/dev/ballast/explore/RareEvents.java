package dev.ballast.explore;

import dev.ballast.engine.Plan;
import dev.ballast.explore.Splitting.Trial;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Trajectory;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.explore.RareEventFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Repeats a {@link Splitting} with independent luck, until the probability is known to {@link
 * RareEventFinding#PRECISION} or the budget is used up. What it finds depends on the seed and the
 * budget, not on the number of threads.
 */
public final class RareEvents {
  /**
   * Runs side by side in one splitting: fewer where a run is so dear that the budget asks for it.
   */
  static final int RUNS_MAX = 100;

  static final int RUNS_MIN = 10;

  /** Trials after which it is looked whether more are needed. */
  private static final int BATCH = 10;

  private static final int TRIALS_MAX = 400;

  /** What a trial is thought to take per run side by side: the futures of one in a million. */
  private static final int ROUNDS = 15;

  private final Plan plan;
  private final Experiment experiment;
  private final RareEvent event;
  private final long seed;
  private final LongConsumer progress;
  private final List<Trial> trials = new ArrayList<>();
  private long calls;

  private RareEvents(
      SystemModel model, Experiment experiment, RareEvent event, long seed, LongConsumer progress) {
    plan = Plan.of(model);
    this.experiment = experiment;
    this.event = event;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * How likely the event is within one run of the experiment.
   *
   * @param callsMax simulated calls after which nothing more is begun; at most about three times as
   *     many are made
   * @param progress is told how many more calls were made, on several threads
   * @throws dev.ballast.sim.EndlessModelException when a run cannot end
   */
  public static RareEventFinding estimate(
      SystemModel model,
      Experiment experiment,
      RareEvent event,
      long seed,
      int threads,
      long callsMax,
      LongConsumer progress)
      throws InterruptedException {
    RareEvents study = new RareEvents(model, experiment, event, seed, progress);
    return study.estimate(threads, callsMax);
  }

  private RareEventFinding estimate(int threads, long callsMax) throws InterruptedException {
    Trajectory.Rare rare = event.rare(plan);
    long callsOfRun =
        Trajectory.follow(plan, experiment, List.of(new Trajectory.Branch(0, seed)), rare).calls();
    long affordable = callsMax / (BATCH * ROUNDS * Math.max(1, callsOfRun));
    int runs = Math.clamp(affordable, RUNS_MIN, RUNS_MAX);
    Splitting splitting = new Splitting(plan, experiment, rare, runs);
    RareEventFinding finding;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        do {
          batch(splitting, pool, 2 * callsMax / BATCH);
          finding = finding(runs);
        } while (finding.verdict().exitStatus() != 0
            && calls < callsMax
            && trials.size() < TRIALS_MAX);
      } finally {
        pool.shutdownNow();
      }
    }
    return finding;
  }

  private void batch(Splitting splitting, ExecutorService pool, long callsOfTrialMax)
      throws InterruptedException {
    List<Callable<Trial>> begun = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      long trialSeed = RandomStream.seedOf(seed, trials.size() + i);
      begun.add(
          () -> {
            Trial trial = splitting.trial(trialSeed, callsOfTrialMax);
            progress.accept(trial.calls());
            return trial;
          });
    }
    for (Future<Trial> ended : pool.invokeAll(begun)) {
      Trial trial = result(ended);
      calls += trial.calls();
      trials.add(trial);
    }
  }

  private RareEventFinding finding(int runsOfTrial) {
    double[] probabilities = trials.stream().mapToDouble(Trial::probability).toArray();
    long plainRuns = (long) runsOfTrial * trials.size();
    Estimate probability = Estimate.ofMean(probabilities).within(0, 1);
    double relativeVariance = Double.POSITIVE_INFINITY;
    if (!trials.stream().allMatch(Trial::isComplete)) {
      probability = Estimate.NO_DATA; // to leave out what took too long would leave out the likely
    } else if (probability.value() == 0) {
      probability = Estimate.ofShare(0, plainRuns);
    } else {
      relativeVariance = relativeVarianceOfMean(probabilities, probability.value());
    }
    return new RareEventFinding(
        event.words(),
        experiment.name(),
        experiment.lengthNanos() / 1e9,
        probability,
        trials.size(),
        trials.stream().mapToLong(Trial::runs).sum(),
        calls,
        (double) trials.stream().mapToLong(Trial::plainCalls).sum() / plainRuns,
        relativeVariance);
  }

  private static double relativeVarianceOfMean(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1) / values.length / (mean * mean);
  }

  private static Trial result(Future<Trial> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a trial failed", e.getCause());
    }
  }
}
