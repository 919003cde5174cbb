package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StickyTest {
  private static final Balance STICKY = new Balance.Sticky(1_000, Balance.LeastLoaded.DEFAULT);

  @Test
  void a_key_stays_on_its_replica_whatever_its_load() {
    Balancer balancer = BalancerTest.balancer(STICKY, 4);
    int first = balancer.choose(42, Balancer.NONE, 0);
    assertThat(IntStream.range(1, 100).map(i -> balancer.choose(42, Balancer.NONE, i)))
        .containsOnly(first);
  }

  @Test
  void new_keys_are_placed_by_the_balancer_inside() {
    Balancer balancer =
        BalancerTest.balancer(new Balance.Sticky(1_000, new Balance.RoundRobin()), 3);
    assertThat(IntStream.range(0, 6).map(key -> balancer.choose(key, Balancer.NONE, 0)))
        .containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(IntStream.range(0, 6).map(key -> balancer.choose(key, Balancer.NONE, 0)))
        .containsExactly(0, 1, 2, 0, 1, 2);
  }

  @Test
  void when_its_replica_goes_a_key_gets_another_and_stays_there_when_the_first_is_back() {
    Balancer balancer = BalancerTest.balancer(STICKY, 4);
    int first = balancer.choose(42, Balancer.NONE, 0);
    balancer.setInService(first, false);
    int second = balancer.choose(42, Balancer.NONE, 1);
    assertThat(second).isNotEqualTo(first);
    balancer.setInService(first, true);
    assertThat(balancer.choose(42, Balancer.NONE, 2)).isEqualTo(second);
  }

  @Test
  void a_repeat_goes_elsewhere_and_the_key_stays() {
    Balancer balancer = BalancerTest.balancer(STICKY, 4);
    int first = balancer.choose(42, Balancer.NONE, 0);
    assertThat(balancer.choose(42, first, 1)).isNotEqualTo(first);
    assertThat(balancer.choose(42, Balancer.NONE, 2)).isEqualTo(first);
  }

  @Test
  void as_many_keys_as_configured_are_remembered() {
    Balancer balancer = BalancerTest.balancer(STICKY, 50);
    int[] given = rounds(balancer, 1_000, 0);
    int[] again = rounds(balancer, 1_000, 1);
    long kept = IntStream.range(0, 1_000).filter(key -> given[key] == again[key]).count();
    assertThat(kept).isGreaterThanOrEqualTo(990);
  }

  @Test
  void of_too_many_keys_those_used_longest_ago_are_forgotten() {
    Balancer balancer = BalancerTest.balancer(new Balance.Sticky(1, new Balance.RoundRobin()), 100);
    int hot = balancer.choose(0, Balancer.NONE, 0);
    for (int key = 1; key < 90; key++) { // far more than there are places
      balancer.choose(key, Balancer.NONE, 2L * key);
      assertThat(balancer.choose(0, Balancer.NONE, 2L * key + 1)).isEqualTo(hot);
    }
    assertThat(balancer.choose(1, Balancer.NONE, 1_000)).isNotEqualTo(1);
  }

  @Test
  void calls_about_nothing_stay_nowhere() {
    Balancer balancer = BalancerTest.balancer(new Balance.Sticky(10, new Balance.RoundRobin()), 3);
    assertThat(IntStream.range(0, 4).map(i -> balancer.choose(Balancer.NO_KEY, Balancer.NONE, i)))
        .containsExactly(0, 1, 2, 0);
  }

  private static int[] rounds(Balancer balancer, int keys, long now) {
    return IntStream.range(0, keys)
        .map(
            key -> {
              int chosen = balancer.choose(key, Balancer.NONE, now);
              balancer.forgotten(chosen);
              return chosen;
            })
        .toArray();
  }
}
