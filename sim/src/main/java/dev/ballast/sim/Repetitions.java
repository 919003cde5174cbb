package dev.ballast.sim;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Checks;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import java.util.ArrayDeque;
import java.util.Deque;
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
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        Deque<Future<Simulation.Run>> ahead = new ArrayDeque<>();
        int begun = 0;
        for (int i = 0; i < share.count(); i++) {
          while (begun < share.count() && ahead.size() < threads) {
            long repetitionSeed = RandomStream.seedOf(seed, share.number(begun++));
            ahead.add(
                pool.submit(() -> Simulation.run(plan, experiment, repetitionSeed, progress)));
          }
          if (!sink.accept(share.number(i), result(ahead.remove()))) {
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
      if (e.getCause() instanceof EndlessModelException endless) {
        throw endless;
      }
      throw new IllegalStateException("a repetition failed", e.getCause());
    }
  }
}
