package dev.ballast.bench.policies;

import dev.ballast.bench.Bench;
import dev.ballast.bench.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one decision costs the thread that asks, alone and with a second thread that asks the same
 * object at the same time: the median of short iterations in several processes. Each case is a
 * class whose methods are named after who is measured.
 */
public final class PoliciesBench implements Bench.Benchmark {
  private static final String BALLAST = "ballast";
  private static final int FORKS = 2;
  private static final int WARM_UPS = 3;
  private static final int ITERATIONS = 5;
  private static final TimeValue ITERATION = TimeValue.milliseconds(200);
  private static final String GOAL_ALONE = "1.00 and less";
  private static final String GOAL_SHARED = "0.33 and less";

  /** What is measured; a further family of decisions is a class and a line below. */
  private record Case(String name, Class<?> of) {}

  private static final List<Case> CASES =
      List.of(
          new Case("breaker, window of time", TimeWindowBreakers.class),
          new Case("same, without a clock", TimeWindowBreakersAlone.class),
          new Case("breaker, window of calls", CallWindowBreakers.class),
          new Case("same, without a clock", CallWindowBreakersAlone.class),
          new Case("same, 1 of 64 fails", CallWindowBreakersWithFailures.class),
          new Case("bulkhead", Bulkheads.class),
          new Case("adaptive limit, Gradient2", AdaptiveLimits.class),
          new Case("guard: bulkhead + breaker around a supplier", GuardedSuppliers.class));

  @Override
  public List<Row> run() throws RunnerException {
    List<Row> rows = new ArrayList<>();
    for (Case measured : CASES) {
      for (int threads = 1; threads <= 2; threads++) {
        rows.add(row(measured, threads));
      }
    }
    return rows;
  }

  private static Row row(Case measured, int threads) throws RunnerException {
    SequencedMap<String, Double> peers = new LinkedHashMap<>();
    double ballast = Double.NaN;
    var options =
        new OptionsBuilder()
            .include("^" + measured.of().getName().replace(".", "\\.") + "\\.")
            .threads(threads)
            .forks(FORKS)
            .warmupIterations(WARM_UPS)
            .warmupTime(ITERATION)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION)
            .addProfiler(GCProfiler.class)
            .jvmArgs("--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC")
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getPrimaryResult().getLabel();
      double nanos = result.getPrimaryResult().getStatistics().getPercentile(50);
      System.err.printf(
          Locale.ROOT,
          "%s, %d thread(s): %s %.1f ns (%.1f to %.1f), %.2f bytes%n",
          measured.name(),
          threads,
          name,
          nanos,
          result.getPrimaryResult().getStatistics().getMin(),
          result.getPrimaryResult().getStatistics().getMax(),
          allocated(result.getSecondaryResults()));
      if (name.equals(BALLAST)) {
        ballast = nanos;
      } else {
        peers.put(name, nanos);
      }
    }
    return new Row(
        measured.name(),
        threads == 1 ? "time, 1 thread" : "time, 2 threads share it",
        "ns/op",
        ballast,
        peers,
        true,
        threads == 1 ? GOAL_ALONE : GOAL_SHARED);
  }

  @SuppressWarnings("rawtypes") // as JMH hands them out
  private static double allocated(Map<String, Result> results) {
    for (Map.Entry<String, Result> result : results.entrySet()) {
      if (result.getKey().endsWith("gc.alloc.rate.norm")) {
        return result.getValue().getScore();
      }
    }
    return Double.NaN;
  }
}
