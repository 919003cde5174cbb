package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.balance.Occupant;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.Placement;
import dev.ballast.policy.health.Pools;
import dev.ballast.policy.health.SlowStart;
import dev.ballast.policy.health.Tiers;
import dev.ballast.policy.health.ZonePreference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replicas that come and go, as the callers of a service choose among them. */
final class ComingAndGoingTest {
  private static final long MS = 1_000_000;
  private static final CandidateRules NO_PANIC = CandidateRules.DEFAULT.withPanicBelow(0);

  private final List<String> told = new ArrayList<>();
  private long now;

  static Stream<Balance> kinds() {
    return Stream.of(
        new Balance.RoundRobin(),
        new Balance.Random(),
        Balance.LeastLoaded.DEFAULT,
        new Balance.LeastLoaded(100),
        Balance.PeakEwma.DEFAULT,
        Balance.Prequal.DEFAULT,
        Balance.RingHash.DEFAULT,
        new Balance.Maglev(10_007, 1.25),
        new Balance.Sticky(100, Balance.LeastLoaded.DEFAULT),
        new Balance.Subset(3, Balance.LeastLoaded.DEFAULT));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void one_that_left_is_asked_no_more_and_one_that_came_is(Balance balance) {
    ReplicaPools pools = pools(CallPolicy.DEFAULT.withBalance(balance), 5);
    ReplicaChoice choice = choice(CallPolicy.DEFAULT.withBalance(balance), pools);
    choice.become(pools.occupiedBy(present(5, 1, 3)), now);
    assertThat(asked(choice, 200)).containsOnly(1, 3);
    choice.become(pools.occupiedBy(present(5, 0, 3, 4)), now);
    assertThat(asked(choice, 400)).contains(0, 3, 4).doesNotContain(1, 2);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void where_nobody_is_nobody_is_chosen(Balance balance) {
    ReplicaPools pools = pools(CallPolicy.DEFAULT.withBalance(balance), 3);
    ReplicaChoice choice = choice(CallPolicy.DEFAULT.withBalance(balance), pools);
    choice.become(pools.occupiedBy(present(3)), now);
    assertThat(choice.choose(7, Balancer.NONE, now)).isEqualTo(Balancer.NONE);
    choice.become(pools.occupiedBy(present(3, 2)), now);
    assertThat(choice.choose(7, Balancer.NONE, now)).isEqualTo(2);
  }

  @Test
  void a_panic_asks_those_who_are_out_but_not_those_who_left() {
    ReplicaPools pools = pools(ejecting(1), 4);
    ReplicaChoice choice = choice(ejecting(1), pools);
    choice.become(pools.occupiedBy(present(4, 0, 1)), now);
    fail(choice, 0);
    assertThat(choice.is(Pools.Out.EJECTED, 0)).isTrue();
    choice.checked(1, false, now);
    assertThat(asked(choice, 100)).containsOnly(0, 1);
    assertThat(told).contains("PANIC_BEGAN");
  }

  @Test
  void the_ceiling_of_ejections_is_a_share_of_those_who_are_there() {
    CallPolicy policy = ejecting(0.5);
    ReplicaPools pools = pools(policy, 8);
    ReplicaChoice choice = choice(policy, pools);
    choice.become(pools.occupiedBy(present(8, 0, 1)), now);
    fail(choice, 0);
    fail(choice, 1);
    assertThat(choice.is(Pools.Out.EJECTED, 0)).isTrue();
    assertThat(choice.is(Pools.Out.EJECTED, 1)).isFalse();
  }

  @Test
  void nothing_is_held_against_a_newcomer_that_was_held_against_whoever_had_its_place() {
    ReplicaPools pools = pools(ejecting(1), 3);
    ReplicaChoice choice = choice(ejecting(1), pools);
    fail(choice, 0);
    choice.checked(0, false, now);
    List<Occupant> others = present(3, 0, 1, 2);
    others.set(0, new Occupant(99, 1));
    choice.become(pools.occupiedBy(others), now);
    assertThat(choice.is(Pools.Out.EJECTED, 0)).isFalse();
    assertThat(choice.is(Pools.Out.UNHEALTHY, 0)).isFalse();
    assertThat(told).containsSubsequence("ejected 0", "returned 0");
    assertThat(asked(choice, 200)).contains(0);
  }

  @Test
  void an_attempt_to_whoever_had_the_place_before_says_nothing_about_a_newcomer() {
    ReplicaPools pools = pools(ejecting(1), 2);
    ReplicaChoice choice = choice(ejecting(1), pools);
    int before = choice.choose(Balancer.NO_KEY, 1, now);
    assertThat(before).isZero();
    long sent = now;
    now += 10 * MS;
    List<Occupant> others = present(2, 0, 1);
    others.set(0, new Occupant(99, 1));
    choice.become(pools.occupiedBy(others), now);
    now += 10 * MS;
    choice.ended(0, Result.ERROR, now - sent, now);
    assertThat(choice.is(Pools.Out.EJECTED, 0)).isFalse();
    fail(choice, 0);
    assertThat(choice.is(Pools.Out.EJECTED, 0)).isTrue();
  }

  @Test
  void who_stays_is_not_touched_when_others_come_and_go() {
    ReplicaPools pools = pools(ejecting(1), 4);
    ReplicaChoice choice = choice(ejecting(1), pools);
    fail(choice, 2);
    choice.become(pools.occupiedBy(present(4, 1, 2, 3)), now);
    assertThat(choice.is(Pools.Out.EJECTED, 2)).isTrue();
    assertThat(told).doesNotContain("returned 2");
  }

  @Test
  void a_newcomer_begins_with_the_least_weight_and_grows_into_its_share() {
    CallPolicy policy =
        CallPolicy.DEFAULT
            .withBalance(new Balance.RoundRobin())
            .withCandidates(NO_PANIC.withSlowStart(new SlowStart(100 * MS, 0.1, 1)));
    ReplicaPools pools = pools(policy, 2);
    ReplicaChoice choice = choice(policy, pools);
    choice.become(pools.occupiedBy(present(2, 0)), now);
    choice.become(pools.occupiedBy(present(2, 0, 1)), now);
    assertThat(share(choice, 1, 1_100)).isCloseTo(1 / 11.0, within(0.01));
    now += 100 * MS; // its first success began its age
    assertThat(share(choice, 1, 1_000)).isCloseTo(0.5, within(0.01));
  }

  @Test
  void one_that_fails_its_checks_is_out_until_it_passes_them() {
    CallPolicy policy = CallPolicy.DEFAULT.withCandidates(NO_PANIC);
    ReplicaChoice choice = choice(policy, pools(policy, 3));
    choice.checked(1, false, now);
    assertThat(asked(choice, 100)).containsOnly(0, 2);
    choice.checked(1, true, now);
    assertThat(asked(choice, 100)).contains(1);
  }

  @Test
  void passing_a_check_does_not_end_an_ejection() {
    ReplicaPools pools = pools(ejecting(1), 3);
    ReplicaChoice choice = choice(ejecting(1), pools);
    fail(choice, 1);
    choice.checked(1, false, now);
    choice.checked(1, true, now);
    assertThat(asked(choice, 100)).doesNotContain(1);
  }

  @ParameterizedTest
  @MethodSource("hashing")
  void a_key_falls_to_the_same_replica_in_whatever_place_it_is(Balance balance) {
    CallPolicy policy = CallPolicy.DEFAULT.withBalance(balance);
    ReplicaPools pools = pools(policy, 4);
    ReplicaChoice one = choice(policy, pools);
    ReplicaChoice other = choice(policy, pools);
    long[] names = {71, 72, 73};
    one.become(pools.occupiedBy(List.of(of(71), of(72), of(73), Occupant.NOBODY)), now);
    other.become(pools.occupiedBy(List.of(of(73), Occupant.NOBODY, of(71), of(72))), now);
    for (long key = 0; key < 500; key++) {
      long first = names[chosen(one, key)];
      int place = chosen(other, key);
      assertThat(place == 0 ? 73 : names[place - 2]).isEqualTo(first);
    }
  }

  static Stream<Balance> hashing() {
    return Stream.of(Balance.RingHash.DEFAULT, Balance.Maglev.DEFAULT);
  }

  @Test
  void a_newcomer_on_a_ring_takes_its_share_of_the_keys_and_no_other_key_moves() {
    CallPolicy policy = CallPolicy.DEFAULT.withBalance(new Balance.RingHash(8_192, 10));
    ReplicaPools pools = pools(policy, 5);
    ReplicaChoice choice = choice(policy, pools);
    choice.become(pools.occupiedBy(present(5, 0, 1, 2, 3)), now);
    int[] before = IntStream.range(0, 2_000).map(key -> chosen(choice, key)).toArray();
    choice.become(pools.occupiedBy(present(5, 0, 1, 2, 3, 4)), now);
    int moved = 0;
    for (int key = 0; key < before.length; key++) {
      int after = chosen(choice, key);
      assertThat(after == before[key] || after == 4).isTrue();
      moved += after == 4 ? 1 : 0;
    }
    assertThat(moved / 2_000.0).isCloseTo(1 / 5.0, within(0.04));
  }

  @Test
  void when_all_of_the_first_tier_have_left_the_next_one_takes_over() {
    CallPolicy policy =
        CallPolicy.DEFAULT.withCandidates(
            NO_PANIC.withTiers(new Tiers(List.of(List.of("near"), List.of("far")))));
    Placement placement = Placement.inTurn(List.of("near", "far"), 4, 1);
    ReplicaPools pools = new ReplicaPools(policy, placement);
    ReplicaChoice choice = choice(policy, pools);
    assertThat(asked(choice, 100)).containsOnly(0, 2);
    choice.become(pools.occupiedBy(present(4, 1, 3)), now);
    assertThat(asked(choice, 100)).containsOnly(1, 3);
    assertThat(told).contains("FAILOVER_BEGAN");
  }

  @Test
  void when_all_of_the_own_zone_have_left_the_other_zones_are_asked() {
    CallPolicy policy =
        CallPolicy.DEFAULT.withCandidates(NO_PANIC.withZones(new ZonePreference(2)));
    Placement placement = Placement.inTurn(List.of("a", "b"), 4, 2);
    ReplicaPools pools = new ReplicaPools(policy, placement);
    ReplicaChoice choice = choice(policy, pools);
    assertThat(asked(choice, 100)).containsOnly(0, 2);
    choice.become(pools.occupiedBy(present(4, 1, 3)), now);
    assertThat(asked(choice, 100)).containsOnly(1, 3);
    choice.become(pools.occupiedBy(present(4)), now);
    assertThat(choice.choose(Balancer.NO_KEY, Balancer.NONE, now)).isEqualTo(Balancer.NONE);
  }

  private static CallPolicy ejecting(double ceiling) {
    return CallPolicy.DEFAULT
        .withCandidates(CandidateRules.DEFAULT)
        .withEjection(EjectionConfig.consecutive(1, 30_000 * MS, 30_000 * MS, ceiling));
  }

  private static ReplicaPools pools(CallPolicy policy, int places) {
    return new ReplicaPools(policy, Placement.together(places));
  }

  private ReplicaChoice choice(CallPolicy policy, ReplicaPools pools) {
    return new ReplicaChoice(
        policy,
        pools,
        0,
        0,
        RandomStream.of(1, "balance"),
        RandomStream.of(1, "pools"),
        replica -> {},
        new ReplicaChoice.Listener() {
          @Override
          public void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos) {
            told.add("ejected " + replica);
          }

          @Override
          public void returned(int replica, long nowNanos) {
            told.add("returned " + replica);
          }

          @Override
          public void changed(int tier, PoolChange change, long nowNanos) {
            told.add(change.name());
          }
        });
  }

  private static Occupant of(long name) {
    return new Occupant(name, 1);
  }

  /** The replicas in these places, under the names that they have at first. */
  private static List<Occupant> present(int places, int... replicas) {
    List<Occupant> all = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      int place = i;
      boolean isPresent = IntStream.of(replicas).anyMatch(replica -> replica == place);
      all.add(isPresent ? of(i) : Occupant.NOBODY);
    }
    return all;
  }

  private int chosen(ReplicaChoice choice, long key) {
    int chosen = choice.choose(key, Balancer.NONE, now);
    choice.forgotten(chosen);
    return chosen;
  }

  /** Whom calls about as many keys are sent to, all of them answered well. */
  private List<Integer> asked(ReplicaChoice choice, int calls) {
    List<Integer> asked = new ArrayList<>();
    for (int key = 0; key < calls; key++) {
      int chosen = choice.choose(key, Balancer.NONE, now);
      choice.ended(chosen, Result.OK, 0, now);
      asked.add(chosen);
    }
    return asked;
  }

  private double share(ReplicaChoice choice, int replica, int calls) {
    return (double) asked(choice, calls).stream().filter(i -> i == replica).count() / calls;
  }

  /** Lets one attempt to this replica fail. */
  private void fail(ReplicaChoice choice, int replica) {
    int chosen = choice.choose(Balancer.NO_KEY, Balancer.NONE, now);
    while (chosen != replica) {
      choice.forgotten(chosen);
      chosen = choice.choose(Balancer.NO_KEY, Balancer.NONE, now);
    }
    choice.ended(replica, Result.ERROR, 0, now);
  }
}
