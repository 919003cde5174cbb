package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.SharedRandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BalancerTest {
  private static final long MS = 1_000_000;

  static Stream<Balance> kinds() {
    return Stream.of(
        new Balance.RoundRobin(),
        new Balance.Random(),
        Balance.LeastLoaded.DEFAULT,
        new Balance.LeastLoaded(3),
        new Balance.LeastLoaded(100),
        Balance.PeakEwma.DEFAULT,
        Balance.Prequal.DEFAULT,
        Balance.RingHash.DEFAULT,
        new Balance.RingHash(2_048, 1.25),
        Balance.Maglev.DEFAULT,
        new Balance.Maglev(10_007, 1.25),
        new Balance.Sticky(100, Balance.LeastLoaded.DEFAULT),
        new Balance.Subset(100, Balance.LeastLoaded.DEFAULT));
  }

  @Test
  void of_two_replicas_the_less_loaded_is_chosen() {
    Balancer balancer = balancer(Balance.LeastLoaded.DEFAULT, 2);
    int busy = choose(balancer);
    for (int i = 0; i < 100; i++) {
      int chosen = choose(balancer);
      assertThat(chosen).isEqualTo(1 - busy);
      balancer.forgotten(chosen);
    }
  }

  @Test
  void two_choices_never_take_the_busiest_of_all() {
    Balancer balancer = balancer(Balance.LeastLoaded.DEFAULT, 5);
    int busiest = choose(balancer);
    for (int i = 0; i < 1_000; i++) {
      int chosen = choose(balancer);
      assertThat(chosen).isNotEqualTo(busiest);
      balancer.forgotten(chosen);
    }
  }

  @Test
  void as_many_choices_as_replicas_find_the_least_loaded_of_all() {
    Balancer balancer = balancer(new Balance.LeastLoaded(7), 7);
    for (int round = 1; round <= 10; round++) {
      for (int i = 0; i < 7; i++) {
        choose(balancer);
      }
      int full = round;
      assertThat(IntStream.range(0, 7)).allMatch(i -> balancer.inFlight(i) == full);
    }
  }

  @Test
  void load_is_compared_by_weight() {
    Balancer balancer = weighted(new Balance.LeastLoaded(3), 4, 2, 1);
    for (int i = 0; i < 700; i++) {
      choose(balancer);
    }
    assertThat(balancer.inFlight(0)).isCloseTo(400, within(2));
    assertThat(balancer.inFlight(1)).isCloseTo(200, within(2));
    assertThat(balancer.inFlight(2)).isCloseTo(100, within(2));
  }

  @Test
  void idle_replicas_share_in_proportion_to_their_weights() {
    for (Balance balance :
        List.of(new Balance.Random(), Balance.LeastLoaded.DEFAULT, new Balance.LeastLoaded(2))) {
      for (double[] weights : new double[][] {{1, 1, 1, 1}, {5, 2, 2, 1}, {0.5, 3, 0.25, 0.25}}) {
        double total = IntStream.range(0, 4).mapToDouble(i -> weights[i]).sum();
        Balancer balancer = weighted(balance, weights);
        int n = 40_000;
        int[] chosen = new int[4];
        for (int i = 0; i < n; i++) {
          int replica = choose(balancer);
          chosen[replica]++;
          balancer.forgotten(replica);
        }
        for (int i = 0; i < 4; i++) { // within 4 standard errors
          double p = weights[i] / total;
          assertThat((double) chosen[i] / n).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / n)));
        }
      }
    }
  }

  @Test
  void round_robin_goes_in_turn_and_every_caller_begins_elsewhere() {
    for (int caller = 0; caller < 5; caller++) {
      var set = ReplicaSet.ofEqual(new Balance.RoundRobin(), 3);
      var balancer = new Balancer(set, caller, RandomStream.of(1, "balancer"));
      int first = caller % 3;
      assertThat(choices(balancer, 4))
          .containsExactly(first, (first + 1) % 3, (first + 2) % 3, first);
    }
  }

  @Test
  void weighted_turns_are_smooth() {
    assertThat(choices(weighted(new Balance.RoundRobin(), 5, 1, 1), 14))
        .containsExactly(0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0);
    assertThat(choices(weighted(new Balance.RoundRobin(), 10, 2, 2), 7))
        .containsExactly(0, 0, 1, 0, 2, 0, 0);
    assertThat(choices(weighted(new Balance.RoundRobin(), 3, 1), 4)).containsExactly(0, 0, 1, 0);
  }

  @Test
  void a_cycle_is_what_the_smooth_algorithm_says_turn_by_turn() {
    for (long seed = 0; seed < 100; seed++) {
      RandomStream random = RandomStream.of(seed, "weights");
      double[] weights =
          IntStream.range(0, 1 + random.nextInt(8))
              .mapToDouble(_ -> 1 + random.nextInt(9))
              .toArray();
      Balancer balancer = weighted(new Balance.RoundRobin(), weights);
      double[] current = new double[weights.length];
      double total = java.util.Arrays.stream(weights).sum();
      for (int turn = 0; turn < 200; turn++) {
        int best = 0;
        for (int i = 0; i < weights.length; i++) {
          current[i] += weights[i];
          best = current[i] > current[best] ? i : best;
        }
        current[best] -= total;
        assertThat(choose(balancer)).as("seed %s, turn %s", seed, turn).isEqualTo(best);
      }
    }
  }

  @Test
  void turns_of_weights_that_are_no_whole_numbers_are_in_proportion() {
    int[] chosen = new int[2];
    for (int replica : choices(weighted(new Balance.RoundRobin(), 1, 0.1), 11_000)) {
      chosen[replica]++;
    }
    assertThat(chosen[1]).isCloseTo(1_000, within(12));
  }

  @Test
  void round_robin_skips_what_is_out_of_service_and_takes_it_up_again() {
    Balancer balancer = balancer(new Balance.RoundRobin(), 4);
    balancer.setInService(1, false);
    balancer.setInService(2, false);
    assertThat(choices(balancer, 4)).containsExactly(0, 3, 0, 3);
    balancer.setInService(1, true);
    assertThat(choices(balancer, 6)).containsExactlyInAnyOrder(0, 0, 1, 1, 3, 3);
  }

  @Test
  void round_robin_passes_over_the_replica_to_avoid() {
    Balancer balancer = balancer(new Balance.RoundRobin(), 3);
    assertThat(balancer.choose(Balancer.NO_KEY, 0, 0)).isEqualTo(1);
    assertThat(balancer.choose(Balancer.NO_KEY, 2, 0)).isEqualTo(0);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_repeat_avoids_the_replica_that_has_failed(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    for (int i = 0; i < 300; i++) {
      assertThat(balancer.choose(i / 4, i % 3, i)).isNotEqualTo(i % 3);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void the_only_replica_in_service_cannot_be_avoided(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    balancer.setInService(0, false);
    balancer.setInService(2, false);
    assertThat(IntStream.range(0, 50).map(i -> balancer.choose(i, 1, i))).containsOnly(1);
    assertThat(balancer(balance, 1).choose(5, 0, 0)).isZero();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void only_replicas_in_service_are_chosen(Balance balance) {
    Balancer balancer = balancer(balance, 5);
    balancer.setInService(1, false);
    balancer.setWeight(4, 0);
    assertThat(choices(balancer, 300)).containsOnly(0, 2, 3).contains(0, 2, 3);
    balancer.setWeight(4, 1);
    assertThat(choices(balancer, 300)).contains(4);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void when_nothing_is_in_service_everything_is_a_candidate(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    for (int i = 0; i < 3; i++) {
      balancer.setInService(i, false);
    }
    assertThat(choices(balancer, 300)).containsOnly(0, 1, 2).contains(0, 1, 2);
    assertThat(IntStream.range(0, 300).map(i -> balancer.choose(i, 1, i))).doesNotContain(1);
    balancer.setInService(2, true);
    assertThat(choices(balancer, 300)).containsOnly(2);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_replica_of_a_tenth_of_its_weight_gets_about_a_tenth_of_its_share(Balance balance) {
    Balancer balancer = balancer(balance, 5);
    balancer.setWeight(2, 0.1);
    int got = 0;
    int n = 20_000;
    for (int i = 0; i < n; i++) {
      int replica = balancer.choose(i, Balancer.NONE, 0);
      balancer.probe(asked -> balancer.probed(asked, 0, MS, 0));
      got += replica == 2 ? 1 : 0;
      balancer.ended(replica, MS, true, 0);
    }
    assertThat((double) got / n).isBetween(0.012, 0.045); // 0.1 of 4.1 is 0.024
  }

  /** The same draws make the same choices as a list that is built anew each time. */
  @Test
  void chooses_as_a_plain_list_of_candidates_would() {
    for (long seed = 0; seed < 60; seed++) {
      RandomStream random = RandomStream.of(seed, "changes");
      int replicas = 1 + random.nextInt(6);
      int choices = 1 + random.nextInt(2);
      Balance balance = choices == 1 ? new Balance.Random() : Balance.LeastLoaded.DEFAULT;
      var balancer =
          new Balancer(ReplicaSet.ofEqual(balance, replicas), 0, RandomStream.of(seed, "draws"));
      var plain = new PlainBalancer(choices, replicas, RandomStream.of(seed, "draws"));
      for (int step = 0; step < 500; step++) {
        if (random.chance(0.1)) {
          int replica = random.nextInt(replicas);
          boolean in = random.chance(0.4);
          balancer.setInService(replica, in);
          plain.inService[replica] = in;
        }
        int avoid = random.nextInt(replicas + 1) - 1;
        int chosen = balancer.choose(Balancer.NO_KEY, avoid, step);
        assertThat(chosen).as("seed %s, step %s", seed, step).isEqualTo(plain.choose(avoid));
        if (random.chance(0.7)) {
          balancer.forgotten(chosen);
          plain.inFlight[chosen]--;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void threads_share_a_balancer_without_losing_count(Balance balance) throws Exception {
    var balancer = new Balancer(ReplicaSet.ofEqual(balance, 6), 0, new SharedRandomStream(1));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<java.util.concurrent.Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int own = t;
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    int replica = balancer.choose(i, i % 6, i);
                    balancer.probe(asked -> balancer.probed(asked, 1, MS, 1));
                    balancer.setInService(own, i % 3 != 0);
                    balancer.ended(replica, i, i % 7 != 0, i);
                  }
                }));
      }
      for (var done : all) {
        done.get();
      }
    }
    assertThat(IntStream.range(0, 6)).allMatch(i -> balancer.inFlight(i) == 0);
  }

  @Test
  void what_was_not_chosen_cannot_end() {
    Balancer balancer = balancer(new Balance.Random(), 2);
    assertThatThrownBy(() -> balancer.forgotten(0)).isInstanceOf(IllegalStateException.class);
    assertThat(balancer.inFlight(0)).isZero();
  }

  @Test
  void a_balancer_of_nothing_or_of_wrong_weights_is_refused() {
    assertThatThrownBy(() -> balancer(new Balance.Random(), 0))
        .hasMessage("a balancer needs 1 to 65535 replicas, was given 0");
    assertThatThrownBy(() -> new ReplicaSet(Balance.LeastLoaded.DEFAULT, 1, 0))
        .hasMessage("a replica's weight must be above 0, was 0.0");
    assertThatThrownBy(() -> balancer(new Balance.Random(), 1).setWeight(0, -1))
        .hasMessage("a part of a weight must be 0 to 1, was -1.0");
  }

  static Balancer balancer(Balance balance, int replicas) {
    return new Balancer(ReplicaSet.ofEqual(balance, replicas), 0, RandomStream.of(1, "balancer"));
  }

  static Balancer weighted(Balance balance, double... weights) {
    return new Balancer(new ReplicaSet(balance, weights), 0, RandomStream.of(1, "balancer"));
  }

  private static int choose(Balancer balancer) {
    return balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0);
  }

  /** For as many keys. */
  private static int[] choices(Balancer balancer, int times) {
    return IntStream.range(0, times).map(i -> balancer.choose(i, Balancer.NONE, i)).toArray();
  }

  private static final class PlainBalancer {
    private final int choices;
    private final RandomStream random;
    private final int[] inFlight;
    private final boolean[] inService;

    PlainBalancer(int choices, int replicas, RandomStream random) {
      this.choices = choices;
      this.random = random;
      inFlight = new int[replicas];
      inService = new boolean[replicas];
      java.util.Arrays.fill(inService, true);
    }

    int choose(int avoid) {
      List<Integer> candidates = new ArrayList<>();
      for (int i = 0; i < inService.length; i++) {
        if (inService[i]) {
          candidates.add(i);
        }
      }
      if (candidates.isEmpty()) {
        IntStream.range(0, inService.length).forEach(candidates::add);
      }
      if (candidates.size() > 1) {
        candidates.removeIf(i -> i == avoid);
      }
      int best = draw(candidates);
      if (choices == 2 && candidates.size() > 1) {
        int first = best;
        candidates.removeIf(i -> i == first);
        int second = draw(candidates);
        best = inFlight[second] < inFlight[best] ? second : best;
      }
      inFlight[best]++;
      return best;
    }

    private int draw(List<Integer> candidates) {
      return candidates.size() == 1
          ? candidates.getFirst()
          : candidates.get(random.nextInt(candidates.size()));
    }
  }
}
