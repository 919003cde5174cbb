package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Contention;
import dev.ballast.model.Machine.Cpu;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What queueing theory says of work that shares what it runs on. */
class ProcessorSharingTest {
  private static final int REPETITIONS = 10;

  /** Student's t, 0.995 quantile with 9 degrees of freedom: a 99 % confidence interval. */
  private static final double T_9 = 3.250;

  private static final double WORK_MS = 10;

  /**
   * The mean time in an M/G/1 queue with processor sharing is E[S]/(1 − ρ) whatever the law of the
   * work (L. Kleinrock, "Queueing Systems", volume 2, 1976, section 4.4).
   */
  @Test
  void the_mean_time_under_processor_sharing_does_not_depend_on_the_law() {
    double expectedMs = WORK_MS / (1 - 0.7);
    double nanos = WORK_MS * Units.MILLISECOND;
    contains(meansMs(new Distribution.Constant(nanos)), expectedMs);
    contains(meansMs(new Distribution.Exponential(nanos)), expectedMs);
    contains(meansMs(Distribution.Lognormal.ofMean(nanos, 2)), expectedMs);
  }

  /** Users without a pause keep n pieces in work, so their throughput is the law's. */
  @Test
  void throughput_has_its_peak_where_the_universal_scalability_law_has_it() {
    Contention contention = new Contention(0.05, 0.01);
    Machine machine = Machine.IDEAL.withContention(contention);
    for (int users : new int[] {1, 5, 10, 20}) {
      double expected = machine.throughput(users) * 1000 / WORK_MS;
      assertThat(perSecond(machine, users)).isBetween(0.98 * expected, 1.02 * expected);
    }
    assertThat(Math.round(contention.peak())).isEqualTo(10);
    assertThat(perSecond(machine, 10))
        .isGreaterThan(perSecond(machine, 5))
        .isGreaterThan(perSecond(machine, 20));
  }

  @Test
  void a_limit_of_cpu_gives_as_much_in_the_mean_and_no_more() {
    Machine machine = Machine.IDEAL.withCpu(new Cpu(4, 1.5, 100 * Units.MILLISECOND));
    assertThat(perSecond(machine, 16)).isBetween(145.0, 155.0);
  }

  private static List<Double> meansMs(Distribution work) {
    Plan plan = Plan.of(server(Machine.IDEAL.withCpu(Cpu.of(1)), work));
    Experiment experiment = Systems.experiment(400, new Load.Poisson(Systems.ROUTE, 70));
    List<Double> means = new ArrayList<>();
    for (int i = 0; i < REPETITIONS; i++) {
      RunRecord record = Simulation.run(plan, experiment, RandomStream.seedOf(11, i)).record();
      means.add(record.routes().getFirst().latencies().meanNanos() / 1e6);
    }
    return means;
  }

  private static double perSecond(Machine machine, int users) {
    double nanos = WORK_MS * Units.MILLISECOND;
    Plan plan = Plan.of(server(machine, new Distribution.Exponential(nanos)));
    Load load = new Load.Closed(Systems.ROUTE, users, new Distribution.Constant(0));
    RunRecord record = Simulation.run(plan, Systems.experiment(60, load), 5).record();
    return record.routes().getFirst().latencies().count() / 60.0;
  }

  private static SystemModel server(Machine machine, Distribution work) {
    return Systems.system(
        CallPolicy.DEFAULT,
        Systems.service("server", 1, 100_000, 0, Systems.work(work)).on(machine));
  }

  private static void contains(List<Double> values, double expected) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double half = T_9 * Math.sqrt(squares / (values.size() - 1) / values.size());
    assertThat(expected).isBetween(mean - half, mean + half);
    assertThat(half).as("an interval that says something").isLessThan(0.1 * expected);
  }
}
