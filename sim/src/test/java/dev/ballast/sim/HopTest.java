package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.kernel.Distribution.Exponential;
import dev.ballast.kernel.Distribution.Uniform;
import dev.ballast.kernel.Units;
import dev.ballast.model.Load;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What proxies take of each message. */
class HopTest {
  private static final double MILLISECOND = Units.MILLISECOND;

  /** Users come at moments that are no whole nanoseconds. */
  private static final Offset<Double> WITHIN_A_NANOSECOND = Offset.offset(1.0);

  private static RunRecord run(Distribution hop, Step... stepsOfLast) {
    SystemModel chain =
        Systems.system(
            CallPolicy.DEFAULT,
            Systems.service("first", 1, 100, 100, Systems.call("last")),
            Systems.service("last", 1, 100, 100, stepsOfLast));
    SystemModel model = chain.withNetwork(chain.network().withHop(hop));
    var experiment = Systems.experiment(20, new Load.Poisson(Systems.ROUTE, 50));
    return Simulation.run(Plan.of(model), experiment, 1).record();
  }

  @Test
  void each_message_takes_a_hop_those_between_users_and_gateways_too() {
    RunRecord.RouteRecord route = run(new Constant(MILLISECOND)).routes().getFirst();
    assertThat(route.succeeded()).isEqualTo(route.offered()).isPositive();
    assertThat(route.latencies().meanNanos()).isCloseTo(6 * MILLISECOND, WITHIN_A_NANOSECOND);
  }

  @Test
  void without_a_hop_messages_take_no_time() {
    assertThat(run(new Constant(0)).routes().getFirst().latencies().meanNanos())
        .isCloseTo(0, WITHIN_A_NANOSECOND);
  }

  @Test
  void draws_of_hops_leave_every_other_draw_alone() {
    Step work = Systems.work(new Exponential(5 * MILLISECOND));
    Distribution drawn = new Uniform(MILLISECOND, MILLISECOND);
    assertThat(run(drawn, work).routes().getFirst().latencies().sumNanos())
        .isEqualTo(run(new Constant(MILLISECOND), work).routes().getFirst().latencies().sumNanos());
  }
}
