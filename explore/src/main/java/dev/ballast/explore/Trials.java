package dev.ballast.explore;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Checks;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observer;
import dev.ballast.observation.RunRecord;
import dev.ballast.sim.Simulation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Runs variations side by side. Repetition i of every variation has the same seed, so that two of
 * them differ by what was varied and not by chance (common random numbers). How much may be run is
 * bounded in simulated calls rather than in time, so that a search comes to the same end on every
 * machine and with any number of threads.
 */
public final class Trials implements AutoCloseable {
  private final long seed;
  private final long callsMax;
  private final LongConsumer progress;
  private final ExecutorService pool;
  private long calls;

  /**
   * Trials within a budget.
   *
   * @param callsMax simulated calls after which {@link #isSpent} is true, at least 1
   * @param progress is told how many more calls were made, on several threads
   */
  public Trials(long seed, int threads, long callsMax, LongConsumer progress) {
    Checks.that(callsMax >= 1, "a budget has at least one call");
    this.seed = seed;
    this.callsMax = callsMax;
    this.progress = progress;
    pool = Executors.newFixedThreadPool(threads);
  }

  /**
   * Runs every variation so often; a batch that was begun is run to its end.
   *
   * @return for each variation its repetitions, in their order
   * @throws dev.ballast.sim.EndlessModelException when a variation cannot end
   */
  public List<List<RunRecord>> run(List<Variation> variations, int repetitions)
      throws InterruptedException {
    return run(variations, 0, repetitions, record -> record);
  }

  /**
   * Runs some repetitions of every variation and keeps what is read off each, so that memory does
   * not depend on the size of a record.
   *
   * @param from the first repetition, from 0
   * @param to the first repetition that is not run
   * @param reading is called on several threads
   * @return for each variation the readings of its repetitions, in their order
   * @throws dev.ballast.sim.EndlessModelException when a variation cannot end
   */
  public <T> List<List<T>> run(
      List<Variation> variations, int from, int to, Function<RunRecord, T> reading)
      throws InterruptedException {
    IdentityHashMap<SystemModel, Plan> plans = new IdentityHashMap<>();
    List<List<Future<Read<T>>>> begun = new ArrayList<>();
    for (Variation variation : variations) {
      Plan plan = plans.computeIfAbsent(variation.model(), Plan::of);
      List<Future<Read<T>>> runs = new ArrayList<>();
      for (int i = from; i < to; i++) {
        long repetitionSeed = RandomStream.seedOf(seed, i);
        runs.add(
            pool.submit(
                () -> {
                  Simulation.Run run =
                      Simulation.run(plan, variation.experiment(), repetitionSeed, progress);
                  return new Read<>(reading.apply(run.record()), run.calls());
                }));
      }
      begun.add(runs);
    }
    List<List<T>> readings = new ArrayList<>();
    for (List<Future<Read<T>>> runs : begun) {
      List<T> ofOne = new ArrayList<>();
      for (Future<Read<T>> run : runs) {
        Read<T> ended = result(run);
        calls += ended.calls();
        ofOne.add(ended.reading());
      }
      readings.add(ofOne);
    }
    return readings;
  }

  /**
   * Runs a variation so often, each time under the eyes of a new observer.
   *
   * @return the observers, in the order of repetitions
   * @throws dev.ballast.sim.EndlessModelException when the variation cannot end
   */
  <O extends Observer> List<O> observe(
      Variation variation, int repetitions, Supplier<O> newObserver) throws InterruptedException {
    Plan plan = Plan.of(variation.model());
    List<O> observers = new ArrayList<>();
    List<Future<Long>> begun = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      long repetitionSeed = RandomStream.seedOf(seed, i);
      O observer = newObserver.get();
      observers.add(observer);
      begun.add(
          pool.submit(
              () -> {
                long made =
                    Simulation.observe(plan, variation.experiment(), repetitionSeed, observer);
                progress.accept(made);
                return made;
              }));
    }
    for (Future<Long> run : begun) {
      calls += result(run);
    }
    return observers;
  }

  private record Read<T>(T reading, long calls) {}

  /** Simulated calls made so far. */
  public long calls() {
    return calls;
  }

  /** Whether the budget is used up. */
  public boolean isSpent() {
    return calls >= callsMax;
  }

  /** Stops what is still running. */
  @Override
  public void close() {
    pool.shutdownNow();
  }

  private static <T> T result(Future<T> run) throws InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a trial failed", e.getCause());
    }
  }
}
