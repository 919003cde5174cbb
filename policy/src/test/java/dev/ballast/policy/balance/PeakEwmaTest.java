package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import org.junit.jupiter.api.Test;

final class PeakEwmaTest {
  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final long TAU = 10 * S;

  private final CheaperOfTwo costs =
      new CheaperOfTwo(TAU, 2, new Loads(2, false), RandomStream.of(1, "two"));

  @Test
  void a_larger_latency_is_taken_at_once() {
    costs.ended(0, 10 * MS, true, 0);
    assertThat(costs.average(0, 0)).isEqualTo(10.0 * MS);
    costs.ended(0, 90 * MS, true, 1);
    assertThat(costs.average(0, 1)).isEqualTo(90.0 * MS);
  }

  @Test
  void a_smaller_one_moves_the_average_as_far_as_the_past_has_decayed() {
    costs.ended(0, 100 * MS, true, 0);
    costs.ended(0, 20 * MS, true, TAU);
    assertThat(costs.average(0, TAU)).isCloseTo((20 + 80 * Math.exp(-1)) * MS, within(1.0));
    costs.ended(0, 20 * MS, true, TAU); // at the same moment: nothing has decayed
    assertThat(costs.average(0, TAU)).isCloseTo((20 + 80 * Math.exp(-1)) * MS, within(1.0));
  }

  @Test
  void without_news_the_average_falls_until_the_replica_is_tried_again() {
    costs.ended(0, 100 * MS, true, -5 * S);
    assertThat(costs.average(0, 5 * S)).isCloseTo(100 * MS * Math.exp(-1), within(1.0));
    assertThat(costs.average(0, 95 * S)).isLessThan(0.01 * MS);
  }

  @Test
  void a_failure_may_raise_the_average_but_never_lowers_it() {
    costs.ended(0, 100 * MS, true, 0);
    costs.ended(0, MS, false, TAU);
    assertThat(costs.average(0, TAU)).isEqualTo(100.0 * MS);
    costs.ended(0, 300 * MS, false, TAU);
    assertThat(costs.average(0, TAU)).isEqualTo(300.0 * MS);
  }

  @Test
  void what_is_in_flight_multiplies_the_cost() {
    Balancer balancer = BalancerTest.balancer(Balance.PeakEwma.DEFAULT, 2);
    for (int i = 0; i < 40; i++) { // both have answered
      balancer.ended(balancer.choose(Balancer.NO_KEY, i % 2, 0), MS, true, 0);
    }
    int slow = balancer.choose(Balancer.NO_KEY, 1, 0);
    balancer.ended(slow, 10 * MS, true, 0); // 10 ms against 1 ms
    for (int i = 0; i < 10; i++) {
      assertThat(balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0)).isEqualTo(1 - slow);
    }
    balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0); // 1 ms · 11 against 10 ms · 1
    assertThat(balancer.inFlight(slow)).isEqualTo(1);
  }

  @Test
  void a_replica_that_has_not_answered_is_taken_once_and_then_left_alone() {
    Balancer balancer = BalancerTest.balancer(Balance.PeakEwma.DEFAULT, 2);
    int known = balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0);
    balancer.ended(known, MS, true, 0);
    assertThat(balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0)).isEqualTo(1 - known);
    for (int i = 0; i < 20; i++) {
      assertThat(balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0)).isEqualTo(known);
    }
  }
}
