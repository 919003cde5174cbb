package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialsTest {
  private static final String ROUTE = "GET /";

  private static Service service(String name, boolean isGateway, String endpoint, Step step) {
    return new Service(
        name,
        1,
        64,
        64,
        false,
        isGateway,
        List.of(new Endpoint(endpoint, true, List.of(step))),
        null);
  }

  private static Variation variation(double perSecond) {
    List<Service> services =
        List.of(
            service("edge", true, ROUTE, new Step.Call(new EndpointRef("shop", "buy"), null, 1, 1)),
            service(
                "shop",
                false,
                "buy",
                new Step.Work(new Distribution.Exponential(5 * Units.MILLISECOND))));
    LinkedHashMap<dev.ballast.model.Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel.edges(services).forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    Experiment experiment =
        new Experiment(
            "calm",
            0,
            10 * Units.SECOND,
            List.of(new Load.Poisson(ROUTE, perSecond)),
            List.of(),
            List.of());
    Network network =
        new Network(List.of("a"), new Distribution.Constant(0), new Distribution.Constant(0));
    return new Variation(
        new SystemModel("shop", network, services, policies, List.of(), List.of(experiment)),
        experiment);
  }

  private static List<Double> means(int threads) throws InterruptedException {
    try (Trials trials = new Trials(7, threads, 1_000_000, calls -> {})) {
      return trials.run(List.of(variation(100), variation(200)), 3).stream()
          .flatMap(List::stream)
          .map(run -> run.routes().getFirst().latencies().meanNanos())
          .toList();
    }
  }

  @Test
  void repetitions_come_in_their_order_whatever_the_number_of_threads()
      throws InterruptedException {
    assertThat(means(1)).isEqualTo(means(3)).doesNotHaveDuplicates();
  }

  @Test
  void equal_variations_share_their_random_numbers() throws InterruptedException {
    try (Trials trials = new Trials(7, 2, 1_000_000, calls -> {})) {
      List<List<RunRecord>> both = trials.run(List.of(variation(100), variation(100)), 2);
      assertThat(both.getFirst().getFirst().routes().getFirst().latencies().meanNanos())
          .isEqualTo(both.getLast().getFirst().routes().getFirst().latencies().meanNanos());
    }
  }

  @Test
  void a_budget_is_spent_by_the_calls_that_were_made() throws InterruptedException {
    try (Trials trials = new Trials(7, 1, 3_000, calls -> {})) {
      trials.run(List.of(variation(100)), 1);
      assertThat(trials.isSpent()).isFalse();
      trials.run(List.of(variation(100)), 1);
      assertThat(trials.isSpent()).isTrue();
      assertThat(trials.calls()).isBetween(3_000L, 5_000L);
    }
  }
}
