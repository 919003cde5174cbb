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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Repeats an experiment in the simulated world until its verdict is settled, and shows how far it
 * is.
 */
final class Prediction {
  private final long seed;
  private final int threads;
  private final StoppingRule rule;
  private final Terminal terminal;
  private final AtomicLong shown = new AtomicLong();
  private final AtomicInteger done = new AtomicInteger();
  private long calls;
  private long nanos;

  Prediction(long seed, int threads, StoppingRule rule, Terminal terminal) {
    this.seed = seed;
    this.threads = threads;
    this.rule = rule;
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
    long callsBefore = calls;
    repeat(
        model,
        experiment,
        Repetitions.Share.all(rule.runs()),
        (index, run) -> {
          study.add(run.record());
          if (index == 0) {
            first.add(run.record());
          }
          return rule.goesOn(study, calls - callsBefore);
        });
    return new Predicted(study, first.getFirst());
  }

  /** Some repetitions of one experiment, in their order. */
  void repeat(
      SystemModel model, Experiment experiment, Repetitions.Share share, Repetitions.Sink sink)
      throws InterruptedException {
    long begun = System.nanoTime();
    done.set(0);
    Repetitions.run(
        Plan.of(model),
        experiment,
        seed,
        share,
        threads,
        more -> show(experiment, more),
        (index, run) -> {
          done.incrementAndGet();
          calls += run.calls();
          return sink.accept(index, run);
        });
    nanos += System.nanoTime() - begun;
    terminal.clearLine();
  }

  private void show(Experiment experiment, long more) {
    long sum = shown.addAndGet(more);
    terminal.progress(
        String.format(
            Locale.ROOT,
            "proving %s: %,d simulated calls, %d repetitions done",
            experiment.name(),
            sum,
            done.get()));
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
