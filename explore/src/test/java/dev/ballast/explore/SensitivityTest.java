package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Objective;
import dev.ballast.model.Objective.Measure;
import dev.ballast.model.Objective.Target;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.verdict.Estimate;
import dev.ballast.verdict.explore.SensitivityFinding;
import dev.ballast.verdict.explore.SensitivityFinding.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * M/M/1 at half load, where theory knows what each number does: the mean time is s/(1 - λs) = 20 ms
 * with s = 10 ms and λ = 50/s. The objective allows just that, so strains are mean times over 20
 * ms.
 */
final class SensitivityTest {
  private static final String ROUTE = "GET /";

  private static SensitivityFinding ask(long budget) throws InterruptedException {
    Step call = new Step.Call(new EndpointRef("shop", "buy"), null, 1, 1);
    Step work = new Step.Work(new Distribution.Exponential(10 * Units.MILLISECOND));
    List<Service> services =
        List.of(
            new Service(
                "edge",
                1,
                1_000,
                0,
                false,
                true,
                List.of(new Endpoint(ROUTE, true, List.of(call))),
                null),
            new Service(
                "shop",
                1,
                1,
                1_000,
                false,
                false,
                List.of(new Endpoint("buy", true, List.of(work))),
                null));
    LinkedHashMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel.edges(services).forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    Target mean = new Target(Measure.MEAN, 20 * Units.MILLISECOND);
    Experiment experiment =
        new Experiment(
            "calm",
            5 * Units.SECOND,
            120 * Units.SECOND,
            List.of(new Load.Poisson(ROUTE, 50)),
            List.of(),
            List.of("fast"));
    Distribution none = new Distribution.Constant(0);
    SystemModel model =
        new SystemModel(
            "shop",
            new Network(List.of("a"), none, none),
            services,
            policies,
            List.of(new Objective("fast", ROUTE, List.of(mean))),
            List.of(experiment));
    try (Trials trials = new Trials(1, 2, budget, calls -> {})) {
      return new Sensitivity(model, experiment, trials, (doing, done, of) -> {}).run();
    }
  }

  private static Effect effect(SensitivityFinding finding, String number) {
    return finding.effects().stream()
        .filter(effect -> effect.parameter().equals(number))
        .findFirst()
        .orElseThrow();
  }

  private static void holds(Estimate change, double theory) {
    assertThat(theory).isBetween(change.low(), change.high());
  }

  @Test
  void each_number_moves_the_objective_as_theory_says() throws InterruptedException {
    SensitivityFinding finding = ask(50_000_000);
    assertThat(finding.asked()).isEqualTo(finding.of());
    holds(effect(finding, "work of shop").more(), 1.1 * 0.5 / (1 - 0.55) - 1);
    holds(effect(finding, "work of shop").less(), 0.9 * 0.5 / (1 - 0.45) - 1);
    holds(effect(finding, "load of GET /").more(), 0.5 / (1 - 0.55) - 1);
    holds(effect(finding, "load of GET /").less(), 0.5 / (1 - 0.45) - 1);
    holds(effect(finding, "workers of shop").more(), 0.5 / (1 - 0.25 * 0.25) - 1); // M/M/2
    assertThat(finding.certain("fast").getFirst().parameter()).contains("of shop");
  }

  @Test
  void what_cannot_be_less_is_only_made_more() throws InterruptedException {
    assertThat(effect(ask(50_000_000), "workers of shop").less().hasData()).isFalse();
  }

  @Test
  void numbers_that_make_no_difference_are_certain_to_make_none() throws InterruptedException {
    Effect queue = effect(ask(50_000_000), "queue of shop");
    assertThat(queue.more()).isEqualTo(new Estimate(0, 0, 0));
    assertThat(queue.strength()).isZero();
  }

  @Test
  void a_spent_budget_leaves_numbers_unasked() throws InterruptedException {
    SensitivityFinding finding = ask(1_000);
    assertThat(finding.asked()).isLessThan(finding.of());
  }
}
