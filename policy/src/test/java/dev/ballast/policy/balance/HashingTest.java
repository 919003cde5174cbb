package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HashingTest {
  private static final int KEYS = 20_000;

  static List<Balance> hashings() {
    return List.of(new Balance.RingHash(16_384, Balance.UNBOUNDED), Balance.Maglev.DEFAULT);
  }

  @Test
  void every_backend_of_a_maglev_table_has_the_same_number_of_slots_or_one_more() {
    for (int backends : new int[] {1, 2, 3, 7, 100, 655}) { // 65,537 is above 100 times each
      int[] slots = slots(equal(backends));
      int floor = 65_537 / backends;
      assertThat(Arrays.stream(slots))
          .as("%s backends", backends)
          .allMatch(n -> n == floor || n == Math.ceilDiv(65_537, backends));
      assertThat(Arrays.stream(slots).sum()).isEqualTo(65_537);
    }
  }

  @Test
  void slots_of_a_maglev_table_are_in_proportion_to_weights() {
    int[] slots = slots(new double[] {4, 2, 1, 1});
    assertThat(slots[0]).isCloseTo(65_537 / 2, within(4));
    assertThat(slots[1]).isCloseTo(65_537 / 4, within(4));
    assertThat(slots[2]).isCloseTo(65_537 / 8, within(4));
  }

  @Test
  void a_maglev_table_without_one_backend_gives_few_slots_of_the_others_away() {
    MaglevTable all = new MaglevTable(65_537, names(100), equal(100));
    MaglevTable fewer = new MaglevTable(65_537, names(99), equal(99)); // without the last
    int moved = 0;
    int own = 0;
    for (int i = 0; i < 65_537; i++) {
      if (all.owner(i) == 99) {
        own++;
      } else if (all.owner(i) != fewer.owner(i)) {
        moved++;
      }
    }
    assertThat(own).isIn(655, 656);
    assertThat((double) moved / 65_537).isLessThan(0.03); // 0.99 if keys were dealt anew
  }

  @Test
  void points_of_a_ring_are_in_proportion_to_weights_and_nobody_has_none() {
    int[] points = points(new Ring(1_024, names(4), new double[] {4, 2, 1, 1}), 4);
    assertThat(points).containsExactly(512, 256, 128, 128);
    assertThat(points(new Ring(1_024, names(3_000), equal(3_000)), 3_000)).containsOnly(1);
  }

  @Test
  void a_ring_with_one_more_replica_moves_keys_to_that_one_only() {
    Ring before = new Ring(1_000, names(10), equal(10)); // 100 points each
    Ring after = new Ring(1_100, names(11), equal(11));
    for (int key = 0; key < KEYS; key++) {
      int was = before.owner(before.placeOf(Hash.of(key)));
      assertThat(after.owner(after.placeOf(Hash.of(key)))).isIn(was, 10);
    }
  }

  @Test
  void a_key_belongs_to_the_first_point_at_or_after_its_hash_and_the_last_wraps_around() {
    Ring ring = new Ring(1_024, names(3), equal(3));
    assertThat(ring.placeOf(Long.MAX_VALUE)).isZero();
    assertThat(ring.placeOf(Long.MIN_VALUE)).isZero();
  }

  @ParameterizedTest
  @MethodSource("hashings")
  void a_key_always_goes_to_the_same_replica_whoever_calls(Balance balance) {
    var set = ReplicaSet.ofEqual(balance, 9);
    var one = new Balancer(set, 0, dev.ballast.kernel.RandomStream.of(1, "one"));
    var other = new Balancer(set, 7, dev.ballast.kernel.RandomStream.of(2, "other"));
    for (int key = 0; key < 1_000; key++) {
      assertThat(one.choose(key, Balancer.NONE, 0)).isEqualTo(other.choose(key, Balancer.NONE, 9));
    }
  }

  @ParameterizedTest
  @MethodSource("hashings")
  void keys_are_spread_evenly(Balance balance) {
    int[] keys = new int[8];
    for (int replica : owners(BalancerTest.balancer(balance, 8))) {
      keys[replica]++;
    }
    assertThat(Arrays.stream(keys)).allMatch(n -> n > KEYS / 8 * 0.85 && n < KEYS / 8 * 1.15);
  }

  @ParameterizedTest
  @MethodSource("hashings")
  void only_keys_of_a_replica_that_is_out_move_and_they_return(Balance balance) {
    Balancer balancer = BalancerTest.balancer(balance, 8);
    int[] before = owners(balancer);
    balancer.setInService(3, false);
    int[] without = owners(balancer);
    int[] taken = new int[8];
    for (int key = 0; key < KEYS; key++) {
      if (before[key] == 3) {
        taken[without[key]]++;
      } else {
        assertThat(without[key]).isEqualTo(before[key]);
      }
    }
    assertThat(taken[3]).isZero();
    assertThat(IntStream.range(0, 8).filter(i -> i != 3)).allMatch(i -> taken[i] > 150);
    balancer.setInService(3, true);
    assertThat(owners(balancer)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("hashings")
  void while_a_weight_rises_keys_come_back_and_none_goes_away_again(Balance balance) {
    Balancer balancer = BalancerTest.balancer(balance, 8);
    int[] full = owners(balancer);
    balancer.setWeight(3, 0.25);
    int[] quarter = owners(balancer);
    balancer.setWeight(3, 0.5);
    int[] half = owners(balancer);
    int has = 0;
    for (int key = 0; key < KEYS; key++) {
      if (quarter[key] == 3) {
        assertThat(half[key]).isEqualTo(3);
      }
      if (full[key] != 3) {
        assertThat(half[key]).isEqualTo(full[key]);
      }
      has += half[key] == 3 ? 1 : 0;
    }
    assertThat((double) has / KEYS).isCloseTo(0.5 / 8, within(0.01));
  }

  @Test
  void with_bounded_loads_nobody_has_more_than_the_bound_times_the_mean_in_flight() {
    for (Balance balance :
        List.of(new Balance.RingHash(1_024, 1.25), new Balance.Maglev(65_537, 1.25))) {
      Balancer balancer = BalancerTest.balancer(balance, 10);
      for (int i = 1; i <= 1_000; i++) {
        int chosen = balancer.choose(i % 3, Balancer.NONE, 0); // three hot keys
        assertThat(balancer.inFlight(chosen)).isLessThanOrEqualTo((int) Math.ceil(1.25 * i / 10));
      }
    }
  }

  @Test
  void without_a_bound_a_hot_key_has_one_replica() {
    Balancer balancer = BalancerTest.balancer(Balance.RingHash.DEFAULT, 10);
    int first = balancer.choose(7, Balancer.NONE, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(balancer.choose(7, Balancer.NONE, 0)).isEqualTo(first);
    }
  }

  @Test
  void under_a_bound_a_key_overflows_to_the_same_next_replica() {
    Balancer balancer = BalancerTest.balancer(new Balance.RingHash(1_024, 2), 10);
    int home = balancer.choose(7, Balancer.NONE, 0); // ⌈2 · 1 / 10⌉ = 1 each
    int next = balancer.choose(7, Balancer.NONE, 0);
    assertThat(next).isNotEqualTo(home);
    balancer.forgotten(next);
    assertThat(balancer.choose(7, Balancer.NONE, 0)).isEqualTo(next);
    balancer.forgotten(next);
    balancer.forgotten(home);
    assertThat(balancer.choose(7, Balancer.NONE, 0)).isEqualTo(home);
  }

  @Test
  void calls_about_nothing_are_balanced_by_load() {
    Balancer balancer = BalancerTest.balancer(Balance.Maglev.DEFAULT, 2);
    for (int i = 0; i < 10; i++) {
      balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0);
    }
    assertThat(balancer.inFlight(0)).isEqualTo(5);
  }

  private static int[] owners(Balancer balancer) {
    return IntStream.range(0, KEYS)
        .map(
            key -> {
              int chosen = balancer.choose(key, Balancer.NONE, 0);
              balancer.forgotten(chosen);
              return chosen;
            })
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("hashings")
  void in_a_part_of_the_replicas_each_keeps_the_keys_it_has_in_all(Balance balance) {
    ReplicaSet all = ReplicaSet.ofEqual(balance, 6);
    var random = dev.ballast.kernel.RandomStream.of(1, "part");
    int[] ofAll = owners(new Balancer(all, 0, random));
    int[] ofPart = owners(new Balancer(all.part(1, 3, 5), 0, random));
    long kept =
        IntStream.range(0, KEYS)
            .filter(key -> ofAll[key] % 2 == 1 && ofPart[key] == ofAll[key] / 2)
            .count();
    long had = Arrays.stream(ofAll).filter(replica -> replica % 2 == 1).count();
    assertThat((double) kept / had).isGreaterThan(0.75); // a third if dealt anew
  }

  private static long[] names(int replicas) {
    return LongStream.range(0, replicas).toArray();
  }

  private static double[] equal(int replicas) {
    return IntStream.range(0, replicas).mapToDouble(_ -> 1).toArray();
  }

  private static int[] slots(double[] weights) {
    return points(new MaglevTable(65_537, names(weights.length), weights), weights.length);
  }

  private static int[] points(KeyTable table, int replicas) {
    int[] of = new int[replicas];
    for (int i = 0; i < table.places(); i++) {
      of[table.owner(i)]++;
    }
    return of;
  }
}
