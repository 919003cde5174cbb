package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BalancerTest {

  @Test
  void of_two_replicas_the_less_loaded_is_chosen() {
    Balancer balancer = balancer(Balance.LEAST_LOADED, 2);
    int busy = balancer.choose(Balancer.NONE);
    for (int i = 0; i < 100; i++) {
      int chosen = balancer.choose(Balancer.NONE);
      assertThat(chosen).isEqualTo(1 - busy);
      balancer.ended(chosen);
    }
  }

  @Test
  void two_choices_never_take_the_busiest_of_all() {
    Balancer balancer = balancer(Balance.LEAST_LOADED, 5);
    int busiest = balancer.choose(Balancer.NONE);
    for (int i = 0; i < 1_000; i++) {
      int chosen = balancer.choose(Balancer.NONE);
      assertThat(chosen).isNotEqualTo(busiest);
      balancer.ended(chosen);
    }
  }

  @Test
  void equally_loaded_replicas_share_equally() {
    for (Balance balance : List.of(Balance.LEAST_LOADED, Balance.RANDOM)) {
      Balancer balancer = balancer(balance, 4);
      int[] chosen = new int[4];
      int n = 40_000;
      for (int i = 0; i < n; i++) {
        int replica = balancer.choose(Balancer.NONE);
        chosen[replica]++;
        balancer.ended(replica);
      }
      for (int count : chosen) { // within 4 standard errors
        assertThat((double) count / n).isCloseTo(0.25, within(4 * Math.sqrt(0.25 * 0.75 / n)));
      }
    }
  }

  @Test
  void round_robin_goes_in_turn() {
    assertThat(choices(balancer(Balance.ROUND_ROBIN, 3), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void round_robin_skips_what_is_out_of_service_and_takes_it_up_again() {
    Balancer balancer = balancer(Balance.ROUND_ROBIN, 4);
    balancer.setInService(1, false);
    balancer.setInService(2, false);
    assertThat(choices(balancer, 5)).containsExactly(0, 3, 0, 3, 0);
    balancer.setInService(1, true);
    assertThat(choices(balancer, 4)).containsExactly(1, 3, 0, 1);
  }

  @Test
  void round_robin_passes_over_the_replica_to_avoid() {
    Balancer balancer = balancer(Balance.ROUND_ROBIN, 3);
    assertThat(balancer.choose(0)).isEqualTo(1);
    assertThat(balancer.choose(2)).isEqualTo(0);
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void a_repeat_avoids_the_replica_that_has_failed(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    for (int i = 0; i < 300; i++) {
      assertThat(balancer.choose(i % 3)).isNotEqualTo(i % 3);
    }
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void the_only_replica_in_service_cannot_be_avoided(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    balancer.setInService(0, false);
    balancer.setInService(2, false);
    assertThat(IntStream.range(0, 50).map(i -> balancer.choose(1))).containsOnly(1);
    assertThat(balancer(balance, 1).choose(0)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void only_replicas_in_service_are_chosen(Balance balance) {
    Balancer balancer = balancer(balance, 5);
    balancer.setInService(1, false);
    balancer.setInService(4, false);
    assertThat(choices(balancer, 300)).containsOnly(0, 2, 3).contains(0, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(Balance.class)
  void when_nothing_is_in_service_everything_is_a_candidate(Balance balance) {
    Balancer balancer = balancer(balance, 3);
    for (int i = 0; i < 3; i++) {
      balancer.setInService(i, false);
    }
    assertThat(choices(balancer, 300)).containsOnly(0, 1, 2).contains(0, 1, 2);
    assertThat(IntStream.range(0, 300).map(i -> balancer.choose(1))).doesNotContain(1);
    balancer.setInService(2, true);
    assertThat(choices(balancer, 300)).containsOnly(2);
  }

  /** The same draws make the same choices as a list that is built anew each time. */
  @ParameterizedTest
  @EnumSource(Balance.class)
  void chooses_as_a_plain_list_of_candidates_would(Balance balance) {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "changes");
      int replicas = 1 + random.nextInt(6);
      Balancer balancer = new Balancer(balance, replicas, RandomStream.of(seed, "draws"));
      var plain = new PlainBalancer(balance, replicas, RandomStream.of(seed, "draws"));
      for (int step = 0; step < 500; step++) {
        if (random.chance(0.1)) {
          int replica = random.nextInt(replicas);
          boolean in = random.chance(0.4);
          balancer.setInService(replica, in);
          plain.inService[replica] = in;
        }
        int avoid = random.nextInt(replicas + 1) - 1;
        int chosen = balancer.choose(avoid);
        assertThat(chosen).as("seed %s, step %s", seed, step).isEqualTo(plain.choose(avoid));
        if (random.chance(0.7)) {
          balancer.ended(chosen);
          plain.inFlight[chosen]--;
        }
      }
    }
  }

  @Test
  void what_was_not_chosen_cannot_end() {
    Balancer balancer = balancer(Balance.RANDOM, 2);
    assertThatThrownBy(() -> balancer.ended(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_balancer_of_nothing_is_refused() {
    assertThatThrownBy(() -> balancer(Balance.RANDOM, 0))
        .hasMessage("a balancer needs at least one replica");
  }

  private static Balancer balancer(Balance balance, int replicas) {
    return new Balancer(balance, replicas, RandomStream.of(1, "balancer"));
  }

  private static int[] choices(Balancer balancer, int times) {
    return IntStream.range(0, times).map(i -> balancer.choose(Balancer.NONE)).toArray();
  }

  private static final class PlainBalancer {
    private final Balance balance;
    private final RandomStream random;
    private final int[] inFlight;
    private final boolean[] inService;
    private int next;

    PlainBalancer(Balance balance, int replicas, RandomStream random) {
      this.balance = balance;
      this.random = random;
      inFlight = new int[replicas];
      inService = new boolean[replicas];
      Arrays.fill(inService, true);
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
      int chosen =
          switch (balance) {
            case LEAST_LOADED -> lessLoaded(candidates);
            case ROUND_ROBIN ->
                candidates.stream()
                    .filter(i -> i >= next)
                    .findFirst()
                    .orElseGet(candidates::getFirst);
            case RANDOM -> candidates.get(random.nextInt(candidates.size()));
          };
      next = chosen + 1;
      inFlight[chosen]++;
      return chosen;
    }

    private int lessLoaded(List<Integer> candidates) {
      if (candidates.size() == 1) {
        return candidates.getFirst();
      }
      List<Integer> left = new ArrayList<>(candidates);
      Integer first = left.get(random.nextInt(left.size()));
      left.removeIf(first::equals);
      int second = left.get(random.nextInt(left.size()));
      return inFlight[second] < inFlight[first] ? second : first;
    }
  }
}
