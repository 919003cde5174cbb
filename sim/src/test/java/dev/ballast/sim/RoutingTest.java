package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Splits and mirrors, held against formulas and bounds. */
final class RoutingTest {
  private static final int ONE = 1;
  private static final int OTHER = 2;

  private static Step.Call call(String service) {
    return new Step.Call(new EndpointRef(service, "run"), null, 1, 1);
  }

  /** A gateway, number 0, whose route does this, and two services. */
  private static SystemModel gateway(List<Step> route, Service one, Service other) {
    SystemModel plain = Systems.system(CallPolicy.DEFAULT, one, other);
    List<Service> services = new ArrayList<>(plain.services());
    Service edge = services.getFirst();
    Endpoint endpoint = edge.endpoints().getFirst().withSteps(route);
    services.set(0, edge.with(edge.admission(), List.of(endpoint)));
    var policies = new LinkedHashMap<>(plain.policies());
    SystemModel.edges(services).forEach(e -> policies.putIfAbsent(e, CallPolicy.DEFAULT));
    return new SystemModel(plain.name(), plain.network(), services, policies, List.of(), List.of());
  }

  /** A Poisson stream that is split by chance is two independent ones (Kingman 1993, 5.1). */
  @Test
  void the_parts_of_a_split_are_queues_of_their_own() {
    Distribution work = new Distribution.Exponential(10 * Units.MILLISECOND);
    Step split =
        new Step.Split(
            List.of(
                new Step.Split.Part(0.75, call("one")), new Step.Split.Part(0.25, call("other"))));
    Theory theory =
        new Theory(
            gateway(
                List.of(split),
                Systems.service("one", 1, 1, 100_000, Systems.work(work)),
                Systems.service("other", 1, 1, 100_000, Systems.work(work))),
            Systems.experiment(200, new Load.Poisson(Systems.ROUTE, 80)));
    theory.says(0.6 / 0.4, Theory.inSystem(ONE));
    theory.says(0.2 / 0.8, Theory.inSystem(OTHER));
    theory.says(0.75 * 10 / 0.4 + 0.25 * 10 / 0.8, Theory.meanMs(0));
  }

  @Test
  void mirrored_calls_under_way_are_bounded_and_users_do_not_notice() {
    Distribution never = new Distribution.Constant(3_600.0 * Units.SECOND);
    SystemModel model =
        gateway(
            List.of(new Step.Mirror(call("other")), call("one")),
            Systems.service("one", 1, 100, 100, Systems.work(new Distribution.Constant(1_000_000))),
            Systems.service("other", 1, 10_000, 0, Systems.work(never)));
    Experiment experiment = Systems.experiment(10, new Load.Constant(Systems.ROUTE, 500));
    RunRecord record = Simulation.run(Plan.of(model), experiment, 1).record();
    assertThat(record.routes().getFirst().succeeded()).isEqualTo(5_000);
    assertThat(record.services().get(OTHER).insideNanos() / (double) record.lengthNanos())
        .isBetween(1_000.0, 1_024.0); // full from the warm-up on
  }

  @Test
  void a_share_of_the_requests_is_mirrored() {
    Step.Call tenth = new Step.Call(new EndpointRef("other", "run"), null, 0.1, 1);
    SystemModel model =
        gateway(
            List.of(new Step.Mirror(tenth), call("one")),
            Systems.service("one", 1, 100, 100),
            Systems.service("other", 1, 100, 100));
    Experiment experiment = Systems.experiment(20, new Load.Constant(Systems.ROUTE, 500));
    RunRecord record = Simulation.run(Plan.of(model), experiment, 1).record();
    // 1,000 of 10,000, with a standard deviation of 30
    assertThat(record.edges().getFirst().attempts()).isBetween(880L, 1_120L);
  }
}
