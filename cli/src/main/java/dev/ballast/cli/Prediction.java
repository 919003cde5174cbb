package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.sim.Repetitions;
import dev.ballast.sim.Repetitions.Setting;
import dev.ballast.sim.Simulation;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Margins;
import dev.ballast.verdict.PairedStudy;
import dev.ballast.verdict.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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

  /**
   * What the repetitions of one experiment on several systems gave.
   *
   * @param first the observations of the last system's first repetition
   */
  record Compared(Comparison comparison, RunRecord first) {}

  /** The repetitions of one experiment; the same whatever the number of threads. */
  Predicted of(SystemModel model, Experiment experiment) throws InterruptedException {
    Study study = new Study(model, experiment);
    RunRecord first =
        untilSettled(
            List.of(new Setting(Plan.of(model), experiment)),
            runs -> study.add(runs.getFirst()),
            study::isSettled);
    return new Predicted(study, first);
  }

  /** The repetitions of one experiment on several systems, on common random numbers. */
  Compared of(List<PairedStudy.Side> sides, Margins margins) throws InterruptedException {
    PairedStudy study = new PairedStudy(sides, margins);
    List<Setting> settings =
        sides.stream().map(s -> new Setting(Plan.of(s.model()), s.experiment())).toList();
    RunRecord first = untilSettled(settings, study::add, study::isSettled);
    return new Compared(study.comparison(), first);
  }

  /** Repeats until it is settled or a cap is reached, and gives the last setting's first run. */
  private RunRecord untilSettled(
      List<Setting> settings, Consumer<List<RunRecord>> study, BooleanSupplier isSettled)
      throws InterruptedException {
    List<RunRecord> first = new ArrayList<>();
    long callsBefore = calls;
    repeat(
        settings,
        Repetitions.Share.all(rule.runs()),
        (index, runs) -> {
          List<RunRecord> records = runs.stream().map(Simulation.Run::record).toList();
          study.accept(records);
          if (index == 0) {
            first.add(records.getLast());
          }
          return rule.goesOn(index + 1, isSettled.getAsBoolean(), calls - callsBefore);
        });
    return first.getFirst();
  }

  /** Some repetitions of one experiment, in their order. */
  void repeat(
      SystemModel model, Experiment experiment, Repetitions.Share share, Repetitions.Sink sink)
      throws InterruptedException {
    repeat(
        List.of(new Setting(Plan.of(model), experiment)),
        share,
        (index, runs) -> sink.accept(index, runs.getFirst()));
  }

  private void repeat(List<Setting> settings, Repetitions.Share share, Repetitions.PairedSink sink)
      throws InterruptedException {
    long begun = System.nanoTime();
    done.set(0);
    Repetitions.run(
        settings,
        seed,
        share,
        threads,
        more -> show(settings.getLast().experiment(), more),
        (index, runs) -> {
          done.incrementAndGet();
          runs.forEach(run -> calls += run.calls());
          return sink.accept(index, runs);
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
