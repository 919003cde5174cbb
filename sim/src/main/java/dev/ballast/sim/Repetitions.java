package dev.ballast.sim;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Checks;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Repeats an experiment with independent seeds, several repetitions at a time, and hands the
 * results over in the order of repetitions, so that nothing downstream can tell how many threads
 * there were.
 */
public final class Repetitions {
  /** Takes results in order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one repetition.
     *
     * @return whether the next one is wanted
     */
    boolean accept(int index, Simulation.Run run);
  }

  /**
   * Which repetitions: {@code first}, {@code first + step}, {@code first + 2 step} … below {@code
   * end}. A repetition's seed follows from its number alone, so several processes can share them.
   */
  public record Share(int first, int step, int end) {
    public Share {
      Checks.that(0 <= first && first < end && step >= 1, "a share has a repetition");
    }

    /** How many repetitions. */
    public int count() {
      return (end - 1 - first) / step + 1;
    }

    private int number(int index) {
      return first + index * step;
    }

    /** The first so many. */
    public static Share all(int count) {
      return new Share(0, 1, count);
    }
  }

  /** What is repeated: one experiment on one system. */
  public record Setting(Plan plan, Experiment experiment) {}

  /** Takes the results of several settings in order. */
  @FunctionalInterface
  public interface PairedSink {
    /**
     * Takes one repetition of every setting, in their order, all with the same seed.
     *
     * @return whether the next one is wanted
     */
    boolean accept(int index, List<Simulation.Run> runs);
  }

  private Repetitions() {}

  /**
   * Runs until the sink has enough or the cap is reached. Repetitions that were begun ahead and
   * turn out not to be wanted are dropped.
   *
   * @param share which repetitions there may be at most
   * @param threads how many run at once, at least 1
   * @param progress is told how many more calls were made, on several threads
   * @throws EndlessModelException when a repetition cannot end
   * @throws InterruptedException when the calling thread is interrupted; everything is stopped then
   */
  public static void run(
      Plan plan,
      Experiment experiment,
      long seed,
      Share share,
      int threads,
      LongConsumer progress,
      Sink sink)
      throws InterruptedException {
    List<Setting> alone = List.of(new Setting(plan, experiment));
    run(alone, seed, share, threads, progress, (i, runs) -> sink.accept(i, runs.getFirst()));
  }

  /**
   * Runs several settings side by side on common random numbers: repetition i of each has the same
   * seed, so that they differ by their design and not by their luck.
   *
   * @param share which repetitions of each there may be at most
   */
  public static void run(
      List<Setting> settings,
      long seed,
      Share share,
      int threads,
      LongConsumer progress,
      PairedSink sink)
      throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        Deque<Future<Simulation.Run>> ahead = new ArrayDeque<>();
        int most = share.count();
        long begun = 0;
        for (int i = 0; i < most; i++) {
          List<Simulation.Run> runs = new ArrayList<>();
          while (runs.size() < settings.size()) {
            while (begun < (long) most * settings.size() && ahead.size() < threads) {
              Setting setting = settings.get((int) (begun % settings.size()));
              int number = share.number((int) (begun++ / settings.size()));
              long repetitionSeed = RandomStream.seedOf(seed, number);
              ahead.add(
                  pool.submit(
                      () ->
                          Simulation.run(
                              setting.plan(), setting.experiment(), repetitionSeed, progress)));
            }
            runs.add(result(ahead.remove()));
          }
          if (!sink.accept(share.number(i), runs)) {
            return;
          }
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static Simulation.Run result(Future<Simulation.Run> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a repetition failed", e.getCause());
    }
  }
}
