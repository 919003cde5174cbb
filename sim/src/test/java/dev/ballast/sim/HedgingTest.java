package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What hedging buys and costs where one answer in forty is slow, whoever gives it. */
class HedgingTest {
  private static final long MS = Units.MILLISECOND;
  private static final Distribution ONE_IN_FORTY_IS_SLOW =
      new Distribution.Empirical(
          List.of(
              new Distribution.Empirical.Point(0, 4.0 * MS),
              new Distribution.Empirical.Point(0.5, 10.0 * MS),
              new Distribution.Empirical.Point(0.97, 20.0 * MS),
              new Distribution.Empirical.Point(0.975, 250.0 * MS),
              new Distribution.Empirical.Point(1, 400.0 * MS)));

  @Test
  void hedging_at_the_95th_percentile_cuts_the_99th_for_at_most_5_percent_more_attempts() {
    RunRecord plain = run(CallPolicy.DEFAULT);
    RunRecord hedged =
        run(
            CallPolicy.DEFAULT.withHedge(
                new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.05)));
    assertThat(p99(plain)).isGreaterThan(250 * MS);
    assertThat(p99(hedged)).isLessThan(60 * MS);
    RunRecord.EdgeRecord edge = hedged.edges().getLast();
    assertThat(edge.hedges()).isBetween(edge.calls() * 35 / 1_000, edge.calls() * 51 / 1_000);
    assertThat(edge.attempts()).isLessThanOrEqualTo(edge.calls() * 1_051 / 1_000);
  }

  @Test
  void a_hedge_after_a_fixed_time_does_the_same() {
    RunRecord hedged =
        run(
            CallPolicy.DEFAULT.withHedge(
                new HedgeConfig(new HedgeConfig.After.Time(25 * MS), 1, 0.05)));
    assertThat(p99(hedged)).isLessThan(60 * MS);
  }

  @Test
  void a_budget_smaller_than_the_tail_leaves_the_rest_of_it() {
    RunRecord hedged =
        run(
            CallPolicy.DEFAULT.withHedge(
                new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.01)));
    assertThat(p99(hedged)).isGreaterThan(200 * MS);
    RunRecord.EdgeRecord edge = hedged.edges().getLast();
    assertThat(edge.attempts()).isLessThanOrEqualTo(edge.calls() * 1_011 / 1_000);
  }

  private static long p99(RunRecord record) {
    return record.routes().getFirst().latencies().quantileNanos(0.99);
  }

  private static RunRecord run(CallPolicy policy) {
    SystemModel model =
        Systems.system(
            policy,
            Systems.service("front", 1, 10_000, 0, Systems.call("search")),
            Systems.service("search", 5, 100, 0, Systems.work(ONE_IN_FORTY_IS_SLOW)));
    return Simulation.run(
            Plan.of(model), Systems.experiment(60, new Load.Poisson(Systems.ROUTE, 300)), 1)
        .record();
  }
}
