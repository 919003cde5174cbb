package dev.ballast.sim;

import static dev.ballast.sim.Systems.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot end says so. */
class EndlessModelTest {
  private static final Distribution NOTHING = new Distribution.Constant(0);

  @Test
  void users_who_neither_wait_nor_think_make_time_stand_still() {
    SystemModel system = Systems.system(CallPolicy.DEFAULT, Systems.service("only", 1, 9, 9));
    assertThatExceptionOfType(EndlessModelException.class)
        .isThrownBy(() -> run(system, new Load.Closed(ROUTE, 1, NOTHING)))
        .withMessageStartingWith("time stands still at -");
  }

  @Test
  void far_more_than_is_answered_ends_the_run_before_memory_does() {
    Service slow =
        Systems.service(
            "only", 1, 2_000_000, 0, Systems.work(new Distribution.Constant(Units.HOUR * 1.0)));
    SystemModel system = wide(Systems.system(CallPolicy.DEFAULT, slow));
    Load bursts = new Load.Bursts(Mix.of(ROUTE), 600_000, new Distribution.Constant(1e9));
    assertThatExceptionOfType(EndlessModelException.class)
        .isThrownBy(() -> run(system, bursts))
        .withMessageContaining("more than 1000000 users' requests have no answer at 0s")
        .withMessageContaining("lower the load");
  }

  @Test
  void a_run_of_more_calls_than_anybody_waits_for_is_stopped() {
    SystemModel system =
        Systems.system(CallPolicy.DEFAULT, Systems.service("only", 1, 9, 9, Systems.work(NOTHING)));
    assertThatExceptionOfType(EndlessModelException.class)
        .isThrownBy(
            () ->
                Simulation.run(
                    Plan.of(system),
                    Systems.experiment(1_000, new Load.Constant(ROUTE, 1_000)),
                    1,
                    calls -> {},
                    500_000))
        .withMessageMatching(
            "one run has made 5\\d{5} calls and is only at .*, 2 for each request of a user: .*");
  }

  @Test
  void ten_times_what_can_be_served_is_shed_and_ends() {
    Service busy =
        Systems.service("only", 1, 10, 100, Systems.work(new Distribution.Constant(1e7)));
    SystemModel system = Systems.system(CallPolicy.DEFAULT, busy);
    var route = run(system, new Load.Poisson(ROUTE, 10_000)).record().routes().getFirst();
    assertThat(route.offered()).isGreaterThan(9 * 1_000 * 10);
  }

  /** The gateway holds as many as there are. */
  private static SystemModel wide(SystemModel system) {
    List<Service> services = new ArrayList<>(system.services());
    List<Endpoint> routes = services.getFirst().endpoints();
    services.set(0, new Service("edge", 1, 2_000_000, 0, false, true, routes, null));
    return new SystemModel(
        "test",
        system.network(),
        services,
        new LinkedHashMap<>(system.policies()),
        List.of(),
        List.of());
  }

  private static Simulation.Run run(SystemModel system, Load load) {
    return Simulation.run(Plan.of(system), Systems.experiment(10, load), 1);
  }
}
