package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Retries of layers multiply: the figures of Google's SRE book (chapter "Addressing Cascading
 * Failures").
 */
class AmplificationTest {
  @Test
  void three_layers_of_four_attempts_hit_the_last_service_64_times() {
    assertThat(attemptsOnTheLastEdgePerRequest(3, 4, RetryBudget.Config.UNLIMITED)).isEqualTo(64);
  }

  @Test
  void five_layers_of_three_attempts_hit_the_last_service_243_times() {
    assertThat(attemptsOnTheLastEdgePerRequest(5, 3, RetryBudget.Config.UNLIMITED)).isEqualTo(243);
  }

  @Test
  void a_budget_of_nothing_allows_no_repeat_at_all() {
    assertThat(attemptsOnTheLastEdgePerRequest(3, 4, new RetryBudget.Share(0, 0))).isEqualTo(1);
  }

  /** A chain of services, the last of which always fails; every edge retries. */
  private static double attemptsOnTheLastEdgePerRequest(
      int layers, int attempts, RetryBudget.Config budget) {
    List<Service> services = new ArrayList<>();
    for (int i = 0; i <= layers; i++) {
      Step last = i == layers ? new Step.Fails(1) : Systems.call("s" + (i + 1));
      services.add(
          Systems.service(
              "s" + i,
              1,
              1_000,
              1_000,
              Systems.work(new Distribution.Constant(0.01 * Units.MILLISECOND)),
              last));
    }
    CallPolicy policy =
        CallPolicy.DEFAULT.withRetry(
            new RetryConfig(attempts, budget, Backoff.NONE, Deadline.NONE));
    SystemModel model = Systems.system(policy, services.toArray(Service[]::new));
    RunRecord record =
        Simulation.run(
                Plan.of(model), Systems.experiment(10, new Load.Constant(Systems.ROUTE, 5)), 1)
            .record();
    assertThat(record.routes().getFirst().failed()).isEqualTo(record.routes().getFirst().offered());
    double attemptsOnLast = record.edges().getLast().attempts();
    return attemptsOnLast / record.routes().getFirst().offered();
  }
}
