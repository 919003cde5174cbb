package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is a candidate, and how calls are shared among tiers and zones. */
final class PoolsTest {
  private static final double EXACT = 1e-9;
  private static final List<String> ABC = List.of("a", "b", "c");
  private static final Tiers AB_THEN_C = new Tiers(List.of(List.of("a", "b"), List.of("c")));
  private static final CandidateRules LOCAL =
      CandidateRules.DEFAULT.withZones(ZonePreference.DEFAULT);

  private static double[] shares(int[] healthy, int[] total) {
    return Priorities.of(healthy, total, 0.5).shares;
  }

  @Test
  void with_5_and_65_percent_healthy_the_tiers_bear_7_and_93_percent_and_the_first_panics() {
    Priorities tiers = Priorities.of(new int[] {5, 65}, new int[] {100, 100}, 0.5);
    assertThat(Math.round(100 * tiers.shares[0])).isEqualTo(7);
    assertThat(Math.round(100 * tiers.shares[1])).isEqualTo(93);
    assertThat(tiers.panics).containsExactly(true, false);
  }

  @Test
  void a_tier_bears_everything_until_more_than_28_percent_of_it_are_out() {
    assertThat(shares(new int[] {72, 100}, new int[] {100, 100})).containsExactly(1, 0);
    assertThat(shares(new int[] {50, 100}, new int[] {100, 100}))
        .containsExactly(new double[] {0.7, 0.3}, within(EXACT));
    assertThat(shares(new int[] {0, 100}, new int[] {100, 100})).containsExactly(0, 1);
    assertThat(shares(new int[] {25, 25, 100}, new int[] {100, 100, 100}))
        .containsExactly(new double[] {0.35, 0.35, 0.3}, within(EXACT));
  }

  @Test
  void no_tier_panics_while_all_together_can_bear_the_calls() {
    assertThat(Priorities.of(new int[] {25, 100}, new int[] {100, 100}, 0.5).panics)
        .containsExactly(false, false);
    assertThat(Priorities.of(new int[] {25, 25}, new int[] {100, 100}, 0.5).panics)
        .containsExactly(true, true);
  }

  @Test
  void where_nobody_is_in_service_calls_are_shared_by_the_number_of_replicas() {
    Priorities none = Priorities.of(new int[] {0, 0}, new int[] {3, 1}, 0.5);
    assertThat(none.shares).containsExactly(0.75, 0.25);
    assertThat(none.panics).containsExactly(true, true);
  }

  @Test
  void a_tier_alone_panics_below_half_of_its_replicas_and_not_at_half() {
    assertThat(Priorities.of(new int[] {2}, new int[] {4}, 0.5).panics).containsExactly(false);
    assertThat(Priorities.of(new int[] {1}, new int[] {4}, 0.5).panics).containsExactly(true);
    assertThat(Priorities.of(new int[] {1}, new int[] {4}, 0).panics).containsExactly(false);
    assertThat(Priorities.of(new int[] {0}, new int[] {4}, 0).panics).containsExactly(true);
  }

  @Test
  void the_shares_of_tiers_always_add_up_and_nobody_without_health_has_one() {
    for (int seed = 0; seed < 2_000; seed++) {
      RandomStream random = RandomStream.of(seed, "tiers");
      int tiers = 1 + random.nextInt(4);
      int[] total = new int[tiers];
      int[] healthy = new int[tiers];
      int sum = 0;
      for (int i = 0; i < tiers; i++) {
        total[i] = 1 + random.nextInt(10);
        healthy[i] = random.nextInt(total[i] + 1);
        sum += healthy[i];
      }
      Priorities result = Priorities.of(healthy, total, 0.5);
      double all = 0;
      for (int i = 0; i < tiers; i++) {
        all += result.shares[i];
        assertThat(result.shares[i]).isBetween(0.0, 1.0);
        if (healthy[i] == 0 && sum > 0) {
          assertThat(result.shares[i]).as("seed %s", seed).isZero();
        }
      }
      assertThat(all).as("seed %s", seed).isCloseTo(1, within(EXACT));
    }
  }

  @Test
  void a_zone_with_its_share_of_replicas_keeps_all_of_its_calls() {
    assertThat(ZoneShares.of(new int[] {2, 2, 2}, new int[] {1, 1, 1}, 0)).containsExactly(1, 0, 0);
    assertThat(ZoneShares.of(new int[] {4, 2, 2}, new int[] {1, 1, 1}, 0)).containsExactly(1, 0, 0);
  }

  @Test
  void a_zone_with_too_few_replicas_sends_the_rest_where_there_are_more_than_callers() {
    // up = 1/8, 4/8, 3/8; loc = 1/2, 1/4, 1/4: a keeps a quarter; b has 1/4 and c 1/8 to spare
    assertThat(ZoneShares.of(new int[] {1, 4, 3}, new int[] {2, 1, 1}, 0))
        .containsExactly(new double[] {0.25, 0.5, 0.25}, within(EXACT));
    assertThat(ZoneShares.of(new int[] {0, 4, 4}, new int[] {2, 1, 1}, 0))
        .containsExactly(new double[] {0, 0.5, 0.5}, within(EXACT));
  }

  /** What all callers send together is the same for every replica: the point of the formula. */
  @Test
  void with_callers_in_every_zone_each_replica_gets_the_same() {
    for (int seed = 0; seed < 1_000; seed++) {
      RandomStream random = RandomStream.of(seed, "zones");
      int[] hosts = IntStream.range(0, 4).map(_ -> random.nextInt(6)).toArray();
      int[] callers = IntStream.range(0, 4).map(_ -> 1 + random.nextInt(6)).toArray();
      if (!ZoneShares.isSpread(hosts)) {
        continue;
      }
      double[] got = new double[4];
      for (int from = 0; from < 4; from++) {
        double[] shares = ZoneShares.of(hosts, callers, from);
        for (int to = 0; to < 4; to++) {
          got[to] += shares[to] * callers[from] / ZoneShares.total(callers);
        }
      }
      for (int to = 0; to < 4; to++) {
        double fair = (double) hosts[to] / ZoneShares.total(hosts);
        assertThat(got[to]).as("seed %s", seed).isCloseTo(fair, within(EXACT));
      }
    }
  }

  /** The pools of one caller, with what it was told. */
  private static final class Script implements Pools.Listener {
    final List<String> told = new ArrayList<>();
    final PoolMap map;
    final Pools pools;
    final boolean[] candidates;

    Script(CandidateRules rules, List<String> zones, int replicas, int callers, int caller) {
      Placement placement = Placement.inTurn(zones, replicas, callers);
      map = new PoolMap(rules, placement);
      pools = new Pools(rules, map, caller % zones.size(), this);
      candidates = new boolean[replicas];
      Arrays.fill(candidates, true);
    }

    @Override
    public void candidate(int replica, boolean value) {
      assertThat(candidates[replica]).as("told once").isNotEqualTo(value);
      candidates[replica] = value;
    }

    @Override
    public void changed(int tier, PoolChange change, long nowNanos) {
      told.add(tier + " " + change);
    }

    Script out(int... replicas) {
      for (int replica : replicas) {
        pools.set(Pools.Out.EJECTED, replica, true, 0);
      }
      return this;
    }

    Script back(int... replicas) {
      for (int replica : replicas) {
        pools.set(Pools.Out.EJECTED, replica, false, 0);
      }
      return this;
    }

    double share(int replica) {
      int pool = map.poolOf(replica);
      long among = map.members(pool).stream().filter(pools::isCandidate).count();
      return pools.isCandidate(replica) ? pools.share(pool) / among : 0;
    }

    double shareOf(int... replicas) {
      double sum = 0;
      for (int replica : replicas) {
        sum += share(replica);
      }
      return sum;
    }
  }

  @Test
  void without_tiers_and_zones_there_is_one_pool_of_all() {
    Script script = new Script(CandidateRules.DEFAULT, ABC, 6, 3, 0);
    assertThat(script.map.size()).isEqualTo(1);
    assertThat(script.out(0, 1).share(2)).isEqualTo(0.25);
    assertThat(script.told).isEmpty();
  }

  @Test
  void below_half_in_service_all_are_candidates_again() {
    Script script = new Script(CandidateRules.DEFAULT, ABC, 4, 3, 0).out(0, 1);
    assertThat(script.candidates).containsExactly(false, false, true, true);
    script.out(2);
    assertThat(script.candidates).containsOnly(true);
    script.back(0);
    assertThat(script.candidates).containsExactly(true, false, false, true);
    assertThat(script.told).containsExactly("0 PANIC_BEGAN", "0 PANIC_ENDED");
  }

  @Test
  void calls_stay_in_their_zone_while_it_has_its_share() {
    for (int caller = 0; caller < 3; caller++) {
      Script script = new Script(LOCAL, ABC, 6, 3, caller);
      assertThat(script.shareOf(caller, caller + 3)).isEqualTo(1);
    }
  }

  @Test
  void zones_do_not_matter_with_fewer_than_six_replicas_or_one_caller() {
    assertThat(new Script(LOCAL, ABC, 5, 3, 0).map.size()).isEqualTo(1);
    assertThat(new Script(LOCAL, ABC, 6, 1, 0).map.size()).isEqualTo(1);
    assertThat(new Script(LOCAL, List.of("a"), 6, 3, 0).map.size()).isEqualTo(1);
    Script script = new Script(LOCAL, ABC, 6, 3, 0).out(0);
    assertThat(script.share(3)).as("five are left").isCloseTo(0.2, within(EXACT));
  }

  @Test
  void a_zone_that_lost_a_replica_sends_its_part_to_the_others() {
    // of 11 in service a has 3, of 3 callers 1: it keeps 9/11, b and c get half of 2/11 each
    Script script = new Script(LOCAL, ABC, 12, 3, 0).out(0);
    assertThat(script.shareOf(3, 6, 9)).isCloseTo(9 / 11.0, within(EXACT));
    assertThat(script.shareOf(1, 4, 7, 10)).isCloseTo(1 / 11.0, within(EXACT));
    script.out(3, 6, 9);
    assertThat(script.shareOf(1, 4, 7, 10)).as("the zone is gone").isCloseTo(0.5, within(EXACT));
  }

  @Test
  void in_panic_zones_do_not_matter() {
    Script script = new Script(LOCAL, ABC, 12, 3, 0).out(0, 1, 2, 3, 4, 5, 6);
    assertThat(script.told).containsExactly("0 PANIC_BEGAN");
    assertThat(script.share(0)).isCloseTo(1 / 12.0, within(EXACT));
  }

  @Test
  void the_second_tier_takes_over_when_the_zones_of_the_first_are_down() {
    Script script = new Script(CandidateRules.DEFAULT.withTiers(AB_THEN_C), ABC, 6, 3, 0);
    assertThat(script.shareOf(2, 5)).isZero();
    script.out(0, 3);
    assertThat(script.shareOf(2, 5)).as("half of a and b is 70 %").isCloseTo(0.3, within(EXACT));
    script.out(1, 4);
    assertThat(script.shareOf(2, 5)).isEqualTo(1);
    script.back(0, 3, 1, 4);
    assertThat(script.shareOf(2, 5)).isZero();
    assertThat(script.told).containsExactly("0 FAILOVER_BEGAN", "0 FAILOVER_ENDED");
  }

  @Test
  void choices_follow_the_shares() {
    Script script = new Script(CandidateRules.DEFAULT.withTiers(AB_THEN_C), ABC, 6, 3, 0);
    script.out(0, 3);
    RandomStream random = RandomStream.of(5, "pools");
    int second = 0;
    for (int i = 0; i < 10_000; i++) {
      second += script.pools.choose(random);
    }
    assertThat(second / 10_000.0).isCloseTo(0.3, within(0.015)); // 3.3 standard errors
  }

  @Test
  void a_repeat_leaves_the_pool_where_the_failed_replica_is_the_only_candidate() {
    Script script = new Script(CandidateRules.DEFAULT.withTiers(AB_THEN_C), ABC, 3, 3, 0);
    assertThat(script.pools.avoiding(1, 2)).as("c has one replica").isEqualTo(0);
    assertThat(script.pools.avoiding(0, 0)).as("b has another").isEqualTo(0);
    Script alone = new Script(CandidateRules.DEFAULT, ABC, 1, 3, 0);
    assertThat(alone.pools.avoiding(0, 0)).as("there is no other").isEqualTo(0);
  }

  @Test
  void impossible_rules_say_what_is_right() {
    refuses(
        "one tier alone has nothing to fail over to: name two or more",
        () -> new Tiers(List.of(List.of("a"))));
    refuses("a tier needs at least one zone", () -> new Tiers(List.of(List.of("a"), List.of())));
    refuses(
        "a zone belongs to one tier, but a is in two",
        () -> new Tiers(List.of(List.of("a"), List.of("a"))));
    refuses("preferring a zone takes at least 2 replicas", () -> new ZonePreference(1));
    refuses(
        "a panic threshold must be 0 % to 100 %", () -> CandidateRules.DEFAULT.withPanicBelow(1.1));
    Tiers others = new Tiers(List.of(List.of("a"), List.of("b")));
    refuses(
        "zone c is in no tier",
        () -> new Script(CandidateRules.DEFAULT.withTiers(others), ABC, 3, 1, 0));
  }

  private static void refuses(String message, Runnable made) {
    assertThatThrownBy(made::run).hasMessage(message);
  }
}
