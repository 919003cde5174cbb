package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.sim.Repetitions;
import dev.ballast.verdict.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Repeats an experiment in the simulated world until its verdict is settled, and shows how far it
 * is.
 */
final class Prediction {
  /** Repetitions before the evidence is looked at, so that intervals rest on something. */
  static final int RUNS_MIN = 10;

  /** Repetitions after which a question that is not settled is left open. */
  static final int RUNS_MAX = 320;

  /**
   * Simulated calls of one experiment after which a question that is not settled is left open: a
   * number of calls rather than a time, so that the outcome is the same on every machine.
   */
  static final long CALLS_MAX = 100_000_000;

  private final long seed;
  private final int threads;
  private final int runsMin;
  private final int runsMax;
  private final Terminal terminal;
  private final AtomicLong shown = new AtomicLong();
  private volatile int done;
  private long calls;
  private long nanos;

  Prediction(long seed, int threads, int runsMin, int runsMax, Terminal terminal) {
    this.seed = seed;
    this.threads = threads;
    this.runsMin = runsMin;
    this.runsMax = runsMax;
    this.terminal = terminal;
  }

  /**
   * What the repetitions of one experiment gave.
   *
   * @param first the observations of the first repetition
   */
  record Predicted(Study study, RunRecord first) {}

  /** The repetitions of one experiment; the same whatever the number of threads. */
  Predicted of(SystemModel model, Experiment experiment) throws InterruptedException {
    List<RunRecord> first = new ArrayList<>();
    Study study = new Study(model, experiment);
    long begun = System.nanoTime();
    long callsBefore = calls;
    Repetitions.run(
        Plan.of(model),
        experiment,
        seed,
        runsMax,
        threads,
        more -> show(experiment, more),
        (index, run) -> {
          study.add(run.record());
          done = index + 1;
          if (index == 0) {
            first.add(run.record());
          }
          calls += run.calls();
          boolean goesOn = !study.isSettled() && calls - callsBefore < CALLS_MAX;
          return index + 1 < runsMin || goesOn;
        });
    nanos += System.nanoTime() - begun;
    terminal.clearLine();
    return new Predicted(study, first.getFirst());
  }

  private void show(Experiment experiment, long more) {
    long sum = shown.addAndGet(more);
    terminal.progress(
        String.format(
            Locale.ROOT,
            "proving %s: %,d simulated calls, %d repetitions done",
            experiment.name(),
            sum,
            done));
  }

  /** How fast it went, in words. */
  String speed() {
    double seconds = Math.max(1e-9, nanos / 1e9);
    return String.format(
        Locale.ROOT,
        "%,d simulated calls in %.2f s, %.2f million per second",
        calls,
        seconds,
        calls / seconds / 1e6);
  }
}
