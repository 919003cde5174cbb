package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PrequalTest {
  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;

  private long now;

  @Test
  void the_default_is_what_the_paper_says() {
    assertThat(Balance.Prequal.DEFAULT.quantile()).isCloseTo(Math.pow(2, -0.25), within(1e-4));
    assertThat(Balance.Prequal.DEFAULT).isEqualTo(new Balance.Prequal(3, 16, S, 0.8409));
  }

  @Test
  void of_the_cold_the_one_with_the_lowest_latency_is_chosen() {
    Balancer balancer = prequal(10);
    answers(balancer, 0, 5, 30 * MS);
    answers(balancer, 1, 6, 10 * MS);
    answers(balancer, 2, 4, 20 * MS);
    answers(balancer, 3, 9, MS); // above the quantile: hot, however quick
    assertThat(choose(balancer)).isEqualTo(1);
  }

  @Test
  void hot_is_above_the_quantile_of_the_pool() {
    // of 4, the third least for 0.75: 6
    assertThat(firstOf(0.75)).isEqualTo(1);
    assertThat(firstOf(0.5)).as("the second least is 5").isEqualTo(0);
    assertThat(firstOf(1)).as("latency alone").isEqualTo(3);
    assertThat(firstOf(0)).as("requests in flight alone").isEqualTo(2);
  }

  private int firstOf(double quantile) {
    Balancer balancer = balancer(new Balance.Prequal(3, 16, S, quantile), 10);
    answers(balancer, 0, 5, 15 * MS);
    answers(balancer, 1, 6, 10 * MS);
    answers(balancer, 2, 4, 20 * MS);
    answers(balancer, 3, 9, MS);
    return choose(balancer);
  }

  @Test
  void with_fewer_than_two_usable_answers_any_replica_is_chosen() {
    Balancer balancer = prequal(10);
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      answers(balancer, 4, 0, MS);
      chosen.add(choose(balancer));
    }
    assertThat(chosen).hasSize(10);
  }

  @Test
  void an_answer_is_of_no_use_after_its_age() {
    Balancer balancer = prequal(1_000);
    answers(balancer, 4, 0, MS);
    answers(balancer, 5, 0, 2 * MS);
    now += S;
    assertThat(choose(balancer)).as("at its age it still is").isEqualTo(4);
    answers(balancer, 4, 0, MS);
    answers(balancer, 5, 0, 2 * MS);
    now += S + 1;
    assertThat(List.of(choose(balancer), choose(balancer), choose(balancer)))
        .isNotEqualTo(List.of(4, 4, 4));
  }

  @Test
  void each_attempt_removes_the_oldest_and_the_worst_answer_in_turn() {
    Balancer balancer = balancer(new Balance.Prequal(3, 16, S, 1), 1_000);
    for (int replica = 0; replica < 6; replica++) {
      answers(balancer, replica, 0, (10 + replica) * MS);
      now++;
    }
    // removed after each: 0 (oldest), 5 (worst), 1, 4
    assertThat(choose(balancer)).isEqualTo(0);
    assertThat(choose(balancer)).isEqualTo(1);
    assertThat(choose(balancer)).isEqualTo(1);
    assertThat(choose(balancer)).isEqualTo(2);
    assertThat(choose(balancer)).isEqualTo(2);
    assertThat(choose(balancer)).as("one is left, so any").isNotEqualTo(2);
  }

  @Test
  void of_hot_answers_the_busiest_is_the_worst() {
    Balancer balancer = balancer(new Balance.Prequal(3, 16, S, 0.5), 1_000);
    answers(balancer, 9, 1, 9 * MS); // goes first, as the oldest
    now++;
    answers(balancer, 0, 1, 30 * MS);
    now++;
    answers(balancer, 1, 8, 10 * MS);
    now++;
    answers(balancer, 2, 7, 20 * MS);
    assertThat(choose(balancer)).isEqualTo(9); // then removed
    choose(balancer); // removes 1: hot with 8 in flight
    assertThat(choose(balancer)).isIn(0, 2);
  }

  @Test
  void an_attempt_counts_as_one_more_in_flight_in_what_is_known() {
    Balancer balancer = balancer(new Balance.Prequal(3, 16, S, 0), 1_000);
    for (int replica = 0; replica < 10; replica++) {
      answers(balancer, replica, 3, MS);
      now++;
    }
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      chosen.add(choose(balancer));
    }
    assertThat(chosen).hasSize(4);
  }

  @Test
  void answers_of_a_failing_replica_are_dropped() {
    Balancer balancer = prequal(10);
    answers(balancer, 4, 0, MS);
    answers(balancer, 5, 0, 2 * MS);
    answers(balancer, 6, 0, 3 * MS);
    int first = balancer.choose(Balancer.NO_KEY, 5, now);
    assertThat(first).isEqualTo(4);
    answers(balancer, 4, 0, MS);
    balancer.ended(4, MS, false, now);
    assertThat(choose(balancer)).isEqualTo(5);
  }

  @Test
  void a_replica_out_of_service_is_not_chosen_whatever_it_answered() {
    Balancer balancer = prequal(10);
    answers(balancer, 4, 0, MS);
    answers(balancer, 5, 0, 2 * MS);
    answers(balancer, 6, 0, 3 * MS);
    balancer.setInService(4, false);
    assertThat(choose(balancer)).isEqualTo(5);
  }

  @Test
  void a_full_pool_forgets_its_oldest_answer() {
    Balancer balancer = balancer(new Balance.Prequal(3, 2, S, 1), 1_000);
    answers(balancer, 1, 0, MS);
    now++;
    answers(balancer, 2, 0, 2 * MS);
    now++;
    answers(balancer, 3, 0, 3 * MS);
    assertThat(choose(balancer)).isEqualTo(2);
  }

  @Test
  void three_different_replicas_are_probed_with_each_attempt() {
    Balancer balancer = prequal(5);
    int[] times = new int[5];
    for (int i = 0; i < 1_000; i++) {
      List<Integer> probed = new ArrayList<>();
      balancer.probe(probed::add);
      assertThat(probed).hasSize(3).doesNotHaveDuplicates();
      probed.forEach(replica -> times[replica]++);
    }
    assertThat(Arrays.stream(times)).allMatch(n -> n > 520 && n < 680);
  }

  @Test
  void where_there_are_fewer_replicas_than_probes_each_is_probed_once() {
    List<Integer> probed = new ArrayList<>();
    prequal(2).probe(probed::add);
    assertThat(probed).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void other_balancers_probe_nobody() {
    Balancer balancer = BalancerTest.balancer(Balance.LeastLoaded.DEFAULT, 3);
    assertThat(balancer.probes()).isFalse();
    balancer.probe(
        replica -> {
          throw new AssertionError(replica);
        });
  }

  @Test
  void a_replica_says_the_median_of_its_recent_latencies_near_its_load() {
    RecentLatencies latencies = new RecentLatencies();
    assertThat(latencies.estimate(3, 0)).as("nothing known").isZero();
    for (int i = 1; i <= 5; i++) {
      latencies.note(2, i * MS, 0);
      latencies.note(20, 100L * i * MS, 0);
    }
    assertThat(latencies.estimate(2, 0)).isEqualTo(3 * MS);
    assertThat(latencies.estimate(4, 0)).isEqualTo(3 * MS);
    assertThat(latencies.estimate(21, 0)).isEqualTo(300 * MS);
    assertThat(latencies.estimate(1_000_000, 0)).isEqualTo(300 * MS);
    latencies.note(2, 50 * MS, S);
    assertThat(latencies.estimate(2, RecentLatencies.AGE_NANOS)).isEqualTo(3 * MS);
    assertThat(latencies.estimate(2, RecentLatencies.AGE_NANOS + 1)).isEqualTo(50 * MS);
  }

  @Test
  void of_many_latencies_the_last_eight_count() {
    RecentLatencies latencies = new RecentLatencies();
    for (int i = 1; i <= 100; i++) {
      latencies.note(0, (long) i * MS, i);
    }
    assertThat(latencies.estimate(0, 100)).isEqualTo(96 * MS);
  }

  private static Balancer prequal(int replicas) {
    return balancer(Balance.Prequal.DEFAULT, replicas);
  }

  private static Balancer balancer(Balance.Prequal config, int replicas) {
    return new Balancer(ReplicaSet.ofEqual(config, replicas), 0, RandomStream.of(1, "prequal"));
  }

  private void answers(Balancer balancer, int replica, int inFlight, long latencyNanos) {
    balancer.probed(replica, inFlight, latencyNanos, now);
  }

  private int choose(Balancer balancer) {
    return balancer.choose(Balancer.NO_KEY, Balancer.NONE, now);
  }
}
