package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Closed formulas as oracles (L. Kleinrock, "Queueing Systems", volume 1, 1975): the formula's
 * value lies within the 99 % confidence interval over twenty repetitions.
 */
class QueueingTheoryTest {
  private static final int REPETITIONS = 20;

  /** Student's t, 0.995 quantile with 19 degrees of freedom. */
  private static final double T_19 = 2.861;

  private static final double SERVICE_MS = 10;

  @Test
  void an_mm1_queue_waits_as_long_as_the_formula_says() {
    double rho = 0.8;
    double expectedMs = SERVICE_MS / (1 - rho);
    contains(meanMs(1, 100_000, rho * 100), expectedMs);
  }

  @Test
  void an_mmc_queue_waits_as_long_as_erlang_c_says() {
    int c = 4;
    double a = 3.2; // offered load in erlangs
    double erlangC = erlangC(c, a);
    double expectedMs = SERVICE_MS + erlangC * SERVICE_MS / (c - a);
    contains(meanMs(c, 100_000, a * 100), expectedMs);
  }

  @Test
  void an_mm1k_queue_loses_as_much_as_the_formula_says() {
    double rho = 0.9;
    int k = 5; // one served, four waiting
    double expected = (1 - rho) * Math.pow(rho, k) / (1 - Math.pow(rho, k + 1));
    contains(sample(1, k - 1, rho * 100, r -> (double) r.failed() / r.offered()), expected);
  }

  @Test
  void an_mm1k_queue_keeps_those_it_admits_as_long_as_the_formula_says() {
    double rho = 0.9;
    int k = 5;
    double norm = 0;
    double number = 0;
    for (int n = 0; n <= k; n++) {
      norm += Math.pow(rho, n);
      number += n * Math.pow(rho, n);
    }
    double lost = Math.pow(rho, k) / norm;
    double expectedMs = number / norm / (rho / SERVICE_MS * (1 - lost)); // Little's law
    contains(sample(1, k - 1, rho * 100, r -> r.latencies().meanNanos() / 1e6), expectedMs);
  }

  private static double erlangC(int c, double a) {
    double term = 1;
    double sum = 0;
    for (int n = 0; n < c; n++) {
      sum += term;
      term *= a / (n + 1);
    }
    double busy = term * c / (c - a);
    return busy / (sum + busy);
  }

  private static List<Double> meanMs(int workers, int queue, double perSecond) {
    return sample(workers, queue, perSecond, r -> r.latencies().meanNanos() / 1e6);
  }

  private static List<Double> sample(
      int workers, int queue, double perSecond, ToDoubleFunction<RunRecord.RouteRecord> measure) {
    SystemModel model =
        Systems.system(
            CallPolicy.DEFAULT,
            Systems.service(
                "server",
                1,
                workers,
                queue,
                Systems.work(new Distribution.Exponential(SERVICE_MS * Units.MILLISECOND))));
    Experiment experiment = Systems.experiment(500, new Load.Poisson(Systems.ROUTE, perSecond));
    Plan plan = Plan.of(model);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < REPETITIONS; i++) {
      RunRecord record = Simulation.run(plan, experiment, RandomStream.seedOf(7, i)).record();
      values.add(measure.applyAsDouble(record.routes().getFirst()));
    }
    return values;
  }

  private static void contains(List<Double> values, double expected) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
    double half = T_19 * Math.sqrt(variance / values.size());
    assertThat(expected).isBetween(mean - half, mean + half);
    assertThat(half).as("an interval that says something").isLessThan(0.1 * expected);
  }
}
