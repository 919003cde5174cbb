package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.EjectionTerm;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.SlowStart;
import dev.ballast.policy.health.SuccessRateRule;
import dev.ballast.policy.health.Tiers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Which replicas are asked at all: ejection, zones in their order, and the slow start of a
 * newcomer.
 */
interface HealthConformance extends EitherWorld {
  /** Longer than any experiment here. */
  long LONG = 10_000 * MS;

  @Test
  default void ejection_takes_the_bad_replica_out_and_puts_it_back() {
    EjectionConfig ejection = EjectionConfig.consecutive(3, 400 * MS, 400 * MS, 0.5);
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, ejection)),
            fault(0, 300, new Fault.Fails(scope(1), 1)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.forNanos() == 400 * MS);
    assertThat(played.all(Observation.ReplicaReturned.class))
        .singleElement()
        .matches(r -> r.replica() == 0);
    assertThat(played.users().failed()).isEqualTo(3);
  }

  private static CallPolicy guarded(EjectionConfig ejection, CandidateRules rules) {
    return CallPolicy.DEFAULT
        .withBalance(new Balance.RoundRobin())
        .withEjection(ejection)
        .withCandidates(rules);
  }

  /** Nothing but this ejects, in sweeps a fifth of a second apart. */
  private static EjectionConfig sweeping(UnaryOperator<EjectionConfig> rule) {
    return rule.apply(EjectionConfig.DEFAULT)
        .withConsecutiveFailures(EjectionConfig.NOT_IN_A_ROW)
        .withInterval(200 * MS)
        .withTerm(new EjectionTerm(LONG, LONG, 0));
  }

  /** The share of attempts that one replica gets from one moment to another. */
  private static double share(Played played, int replica, long fromMillis, long toMillis) {
    List<Observation.AttemptEnded> attempts =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.atNanos() >= fromMillis * MS && a.atNanos() < toMillis * MS)
            .toList();
    long its = attempts.stream().filter(a -> a.replica() == replica).count();
    return (double) its / attempts.size();
  }

  @Test
  default void a_replica_much_slower_than_its_peers_is_ejected_for_its_latency() {
    EjectionConfig ejection = sweeping(e -> e.withLatency(new LatencyRule(3, 3, 10)));
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 200, 200, Systems.work(5))
                .policy("edge", "back", guarded(ejection, CandidateRules.DEFAULT)),
            500,
            fault(0, 1_000, new Fault.Slow(scope(1), 12, null)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.reason() == EjectionReason.LATENCY);
    assertThat(share(played, 0, 700, 1_000)).isZero();
    assertThat(played.users().succeeded()).isEqualTo(5 * REQUESTS);
  }

  @Test
  default void a_replica_that_fails_half_of_its_calls_is_ejected_for_its_success_rate() {
    EjectionConfig ejection = sweeping(e -> e.withSuccessRate(new SuccessRateRule(1.9, 5, 10)));
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 200, 200, Systems.work(1))
                .policy("edge", "back", guarded(ejection, CandidateRules.DEFAULT)),
            500,
            fault(0, 1_000, new Fault.Fails(scope(1), 0.5)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.reason() == EjectionReason.SUCCESS_RATE);
    assertThat(share(played, 0, 700, 1_000)).isZero();
  }

  @Test
  default void when_the_zone_of_the_first_tier_is_down_the_second_takes_over_until_it_is_back() {
    EjectionConfig ejection = EjectionConfig.consecutive(2, 400 * MS, 400 * MS, 0.5);
    CandidateRules rules =
        CandidateRules.DEFAULT.withTiers(new Tiers(List.of(List.of("b"), List.of("a"))));
    Played played =
        play(
            Systems.gateway()
                .zones("a", "b")
                .service("back", 4, 8, 8, Systems.work(1))
                .policy("edge", "back", guarded(ejection, rules)),
            fault(200, 300, new Fault.ZoneDown("b")));
    assertThat(played.all(Observation.PoolChanged.class))
        .extracting(Observation.PoolChanged::change)
        .containsExactly(PoolChange.FAILOVER_BEGAN, PoolChange.FAILOVER_ENDED);
    assertThat(played.users().failed()).isEqualTo(4);
    assertThat(share(played, 1, 0, 200) + share(played, 3, 0, 200)).isEqualTo(1);
    assertThat(share(played, 0, 400, 550) + share(played, 2, 400, 550)).isEqualTo(1);
    assertThat(share(played, 1, 850, 1_000) + share(played, 3, 850, 1_000)).isEqualTo(1);
  }

  @Test
  default void a_replica_that_was_down_gets_its_share_of_the_calls_back_slowly() {
    CandidateRules rules = CandidateRules.DEFAULT.withSlowStart(SlowStart.over(1_000 * MS));
    Systems system =
        Systems.gateway()
            .service("back", 2, 8, 8, Systems.work(1))
            .policy(
                "edge",
                "back",
                CallPolicy.DEFAULT.withBalance(new Balance.RoundRobin()).withCandidates(rules));
    Played played =
        play(
            system.model(),
            new Experiment(
                "test",
                9_500_000,
                2 * Units.SECOND,
                List.of(new Load.Constant(Systems.ROUTE, 300)),
                List.of(fault(100, 100, new Fault.Crash(scope(1)))),
                List.of()));
    double first = share(played, 0, 250, 700);
    double second = share(played, 0, 700, 1_200);
    double third = share(played, 0, 1_400, 2_000);
    assertThat(first).isBetween(0.02, 0.3);
    assertThat(second).isBetween(first, 0.48);
    assertThat(third).isBetween(0.4, 0.6);
  }
}
