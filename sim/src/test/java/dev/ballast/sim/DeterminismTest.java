package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
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
    assertThat(observed(1, server("a"), server("idle")))
        .filteredOn(o -> !(o instanceof ReplicaUsed used && used.service() == 2))
        .isEqualTo(observed(1, server("a")));
  }

  @Test
  void an_unrelated_service_with_its_own_route_load_and_calls_changes_no_draw_of_others() {
    Service a = server("a", Systems.call("b"));
    List<Observation> alone = observed(Systems.apart(1e6, a, server("b")), List.of("a", "b"));
    List<Observation> beside =
        observed(
            Systems.apart(1e6, a, server("b"), server("c", Systems.call("d")), server("d")),
            List.of("a", "b", "c", "d"));
    assertThat(alone).hasSizeGreaterThan(1_000);
    assertThat(beside).hasSizeGreaterThan(2 * alone.size() - 1_000);
    assertThat(beside.stream().filter(o -> isOfTheFirst(o, 2, 3, 4))).isEqualTo(alone);
  }

  @Test
  void another_replica_changes_what_the_balancer_does_but_no_draw_of_the_load() {
    assertThat(offered(2)).isEqualTo(offered(3)).hasSizeGreaterThan(200);
  }

  private static List<Observation> offered(int replicas) {
    Service service =
        Systems.service(
            "a", replicas, 4, 8, Systems.work(new Distribution.Exponential(Units.MILLISECOND)));
    return observed(1, service).stream().filter(o -> o instanceof RequestOffered).toList();
  }

  private static List<Observation> observed(SystemModel model, List<String> loaded) {
    Experiment of = EXPERIMENT;
    List<Load> loads = new ArrayList<>();
    loaded.forEach(name -> loads.add(new Load.Poisson("GET /" + name, 50)));
    List<Observation> all = new ArrayList<>();
    Simulation.observe(
        Plan.of(model),
        new Experiment(
            of.name(), of.warmUpNanos(), of.lengthNanos(), loads, of.faults(), of.expect()),
        1,
        all::add);
    return all;
  }

  /** Whether it happened to the first so many routes, edges or services. */
  private static boolean isOfTheFirst(Observation what, int routes, int edges, int services) {
    return switch (what) {
      case RequestOffered o -> o.route() < routes;
      case RequestEnded o -> o.route() < routes;
      case AttemptEnded o -> o.edge() < edges;
      case CallEnded o -> o.edge() < edges;
      case ReplicaUsed o -> o.service() < services;
      case Change o -> throw new AssertionError("nothing is to change here, but " + o);
    };
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
