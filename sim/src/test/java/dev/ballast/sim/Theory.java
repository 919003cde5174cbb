package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Twenty repetitions of an experiment with a fixed seed, held against what a formula says. */
final class Theory {
  static final int REPETITIONS = 20;

  /** Student's t, 0.995 quantile with 19 degrees of freedom: a 99 % confidence interval. */
  private static final double T_19 = 2.861;

  private final List<RunRecord> runs = new ArrayList<>();

  Theory(SystemModel model, Experiment experiment) {
    Plan plan = Plan.of(model);
    for (int i = 0; i < REPETITIONS; i++) {
      runs.add(Simulation.run(plan, experiment, RandomStream.seedOf(7, i)).record());
    }
  }

  /** Whether the formula's value lies within the interval, which must be worth something. */
  void says(double expected, ToDoubleFunction<RunRecord> measure) {
    double[] values = runs.stream().mapToDouble(measure).toArray();
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double half = T_19 * Math.sqrt(squares / (values.length - 1) / values.length);
    assertThat(expected).isBetween(mean - half, mean + half);
    assertThat(half).as("an interval that says something").isLessThan(0.1 * expected);
  }

  /** The mean time that answered requests of a route took, in milliseconds. */
  static ToDoubleFunction<RunRecord> meanMs(int route) {
    return run -> run.routes().get(route).latencies().meanNanos() / 1e6;
  }

  /** The share of requests that were refused. */
  static double lost(RunRecord run) {
    return (double) run.routes().getFirst().failed() / run.routes().getFirst().offered();
  }

  /** The mean number of requests in a service, by its number. */
  static ToDoubleFunction<RunRecord> inSystem(int service) {
    return run -> (double) run.services().get(service).insideNanos() / run.lengthNanos();
  }

  /** The share of a service's workers that served, by its number. */
  static ToDoubleFunction<RunRecord> utilisation(int service) {
    return run ->
        (double) run.services().get(service).atWorkNanos()
            / run.services().get(service).workerNanos();
  }
}
