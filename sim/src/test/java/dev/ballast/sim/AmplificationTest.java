package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
 * Retries of layers multiply: the figures of Google's SRE book (chapters "Addressing Cascading
 * Failures" and "Handling Overload"), and what bounds them.
 */
class AmplificationTest {
  private static final RetryBudget.Config NONE = RetryBudget.Config.UNLIMITED;

  @Test
  void three_layers_of_four_attempts_hit_the_last_service_64_times() {
    assertThat(attemptsOnTheLastEdgePerRequest(3, attempts(4, NONE))).isEqualTo(64);
  }

  @Test
  void five_layers_of_three_attempts_hit_the_last_service_243_times() {
    assertThat(attemptsOnTheLastEdgePerRequest(5, attempts(3, NONE))).isEqualTo(243);
  }

  @Test
  void one_allowance_for_the_tree_turns_243_times_into_1_and_the_allowance() {
    for (int tree : new int[] {0, 1, 2, 3, 7, 20}) {
      assertThat(attemptsOnTheLastEdgePerRequest(5, attempts(3, NONE).withTree(tree)))
          .as("an allowance of %d", tree)
          .isGreaterThan(tree / 2.0)
          .isLessThanOrEqualTo(1 + tree);
    }
    assertThat(attemptsOnTheLastEdgePerRequest(5, attempts(3, NONE).withTree(3))).isEqualTo(4);
  }

  @Test
  void a_budget_of_nothing_allows_no_repeat_at_all() {
    assertThat(attemptsOnTheLastEdgePerRequest(3, attempts(4, new RetryBudget.Share(0, 0))))
        .isEqualTo(1);
  }

  @Test
  void a_budget_of_10_percent_turns_just_under_3_times_into_about_1_1() {
    assertThat(attemptsPerCallOfAServiceThatFailsAlmostAlways(NONE)).isBetween(2.9, 3.0);
    assertThat(attemptsPerCallOfAServiceThatFailsAlmostAlways(new RetryBudget.Share(0.1, 0)))
        .isBetween(1.05, 1.15);
    assertThat(
            attemptsPerCallOfAServiceThatFailsAlmostAlways(
                new RetryBudget.Bucket(0.1, 0, 10 * Units.SECOND)))
        .isBetween(1.09, 1.11);
  }

  private static RetryConfig attempts(int attempts, RetryBudget.Config budget) {
    return new RetryConfig(attempts, budget, Backoff.NONE, Deadline.NONE);
  }

  /** One service behind another, under a load that keeps many calls under way. */
  private static double attemptsPerCallOfAServiceThatFailsAlmostAlways(RetryBudget.Config budget) {
    SystemModel model =
        Systems.system(
            CallPolicy.DEFAULT.withRetry(attempts(3, budget)),
            Systems.service("front", 1, 10_000, 0, Systems.call("back")),
            Systems.service(
                "back",
                1,
                10_000,
                0,
                Systems.work(new Distribution.Exponential(100.0 * Units.MILLISECOND)),
                new Step.Fails(0.98)));
    RunRecord.EdgeRecord edge =
        Simulation.run(
                Plan.of(model), Systems.experiment(10, new Load.Poisson(Systems.ROUTE, 2_000)), 1)
            .record()
            .edges()
            .getLast();
    assertThat(edge.attempts() - edge.repeats()).isCloseTo(edge.calls(), within(500L));
    return (double) edge.attempts() / edge.calls();
  }

  /** A chain of services, the last of which always fails; every edge retries. */
  private static double attemptsOnTheLastEdgePerRequest(int layers, RetryConfig retry) {
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
    SystemModel model =
        Systems.system(CallPolicy.DEFAULT.withRetry(retry), services.toArray(Service[]::new));
    RunRecord record =
        Simulation.run(
                Plan.of(model), Systems.experiment(10, new Load.Constant(Systems.ROUTE, 5)), 1)
            .record();
    assertThat(record.routes().getFirst().failed()).isEqualTo(record.routes().getFirst().offered());
    double attemptsOnLast = record.edges().getLast().attempts();
    return attemptsOnLast / record.routes().getFirst().offered();
  }
}
