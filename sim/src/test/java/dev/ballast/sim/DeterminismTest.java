package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final Experiment EXPERIMENT =
      Systems.experiment(5, new Load.Poisson(Systems.ROUTE, 50));

  private static Service server(String name, Step... more) {
    Step[] steps = new Step[more.length + 1];
    steps[0] =
        Systems.work(
            Distribution.Lognormal.ofPercentiles(5 * Units.MILLISECOND, 40 * Units.MILLISECOND));
    System.arraycopy(more, 0, steps, 1, more.length);
    return Systems.service(name, 2, 4, 8, steps);
  }

  private static List<Observation> observed(long seed, Service... services) {
    List<Observation> all = new ArrayList<>();
    Simulation.observe(
        Plan.of(Systems.system(CallPolicy.DEFAULT, services)), EXPERIMENT, seed, all::add);
    return all;
  }

  @Test
  void one_seed_gives_the_same_observations_again() {
    assertThat(observed(1, server("a"))).isEqualTo(observed(1, server("a")));
  }

  @Test
  void another_seed_gives_others() {
    assertThat(observed(1, server("a"))).isNotEqualTo(observed(2, server("a")));
  }

  @Test
  void a_service_that_nobody_calls_changes_nothing() {
    assertThat(observed(1, server("a"), server("idle"))).isEqualTo(observed(1, server("a")));
  }

  @Test
  void the_number_of_threads_changes_nothing() throws InterruptedException {
    assertThat(repeated(1)).isEqualTo(repeated(2)).isEqualTo(repeated(8)).hasSize(10);
  }

  private static List<String> repeated(int threads) throws InterruptedException {
    Plan plan =
        Plan.of(Systems.system(CallPolicy.DEFAULT, server("a", Systems.call("b")), server("b")));
    List<String> results = new ArrayList<>();
    Repetitions.run(
        plan,
        EXPERIMENT,
        3,
        Repetitions.Share.all(20),
        threads,
        calls -> {},
        (index, run) -> {
          var route = run.record().routes().getFirst();
          results.add(
              index
                  + " "
                  + run.calls()
                  + " "
                  + route.offered()
                  + " "
                  + route.latencies().meanNanos());
          return index < 9;
        });
    return results;
  }
}
