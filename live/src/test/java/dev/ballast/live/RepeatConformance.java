package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Fault;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retries, hedges, and the one allowance that bounds the repeats of a tree of calls. */
interface RepeatConformance extends EitherWorld {
  @Test
  default void a_retry_succeeds_on_another_replica() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 2, null, null)),
            fault(0, 1_000, new Fault.Fails(scope(1), 1)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.ERROR)).isPositive();
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.ERROR)
        .allMatch(a -> a.replica() == 0);
  }

  @Test
  default void a_hedge_wins_over_a_slow_replica_and_the_slow_one_is_forgotten() {
    BreakerConfig breaker = BreakerConfig.ofCalls(0.2, 10).withPause(200 * MS).withProbes(2);
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(40 * MS), 1, 1);
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 100, 0, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null).withHedge(hedge)),
            fault(0, 1_000, new Fault.Slow(scope(1), 1, new Distribution.Constant(400.0 * MS))));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.BreakerChanged.class)).isEmpty();
    List<Observation.AttemptEnded> hedges =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.kind() == AttemptKind.HEDGE)
            .toList();
    assertThat(hedges.size()).isBetween(40, 80);
    about(played.attempts(0, Result.CANCELLED), hedges.size(), 3);
    assertThat(hedges.stream().filter(a -> a.replica() == 1 && a.result() == Result.OK).count())
        .isGreaterThanOrEqualTo(hedges.size() - slack(3));
    assertThat(played.users().latencies().quantileNanos(0.95))
        .isBetween(41 * MS, 41 * MS + slack(60 * MS) + 41_000);
  }

  @Test
  default void what_must_not_be_done_twice_is_not_hedged() {
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(MS), 1, 1);
    Played played =
        play(
            Systems.gateway()
                .add(
                    new Service(
                        "back",
                        2,
                        100,
                        0,
                        false,
                        false,
                        List.of(new Endpoint("go", false, List.of(Systems.work(5)))),
                        null))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, null).withHedge(hedge)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.record().edges().getFirst().attempts()).isEqualTo(REQUESTS);
  }

  private static Systems chainWhoseLastFails(int tree) {
    CallPolicy policy =
        policy(Deadline.NONE, 3, null, null)
            .withRetry(
                new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE)
                    .withTree(tree));
    return Systems.gateway()
        .service("back", 1, 100, 100, Systems.call("middle"), Systems.call("last"))
        .service("middle", 1, 100, 100, Systems.call("deep"))
        .service("deep", 1, 100, 100)
        .service("last", 1, 100, 100, new Step.Fails(1))
        .policy("edge", "back", policy)
        .policy("back", "middle", policy)
        .policy("middle", "deep", policy)
        .policy("back", "last", policy);
  }

  @Test
  default void repeats_of_layers_multiply() {
    Played played = play(chainWhoseLastFails(RepeatTree.UNBOUNDED));
    assertThat(attempts(played, "back -> last")).isEqualTo(9 * REQUESTS);
  }

  @Test
  default void one_allowance_bounds_the_repeats_of_the_whole_tree() {
    Played played = play(chainWhoseLastFails(3));
    // 2 of 3 are lent to back, 1 of these to middle, which gives it back: 1 + 2 attempts; the
    // third repeat is the gateway's own
    assertThat(attempts(played, "back -> last")).isEqualTo(4 * REQUESTS);
    assertThat(attempts(played, "edge -> back")).isEqualTo(2 * REQUESTS);
    assertThat(played.record().edges().stream().mapToLong(e -> e.repeats()).sum())
        .isEqualTo(3 * REQUESTS);
  }

  private static long attempts(Played played, String edge) {
    int index = played.record().subjects().edges().indexOf(edge);
    return played.record().edges().get(index).attempts();
  }

  @Test
  default void a_callee_that_asks_for_time_is_given_it() {
    RateLimit oneInASecond = RateLimit.of(new Rate(1, Units.SECOND)).withBurst(1);
    Played played =
        play(
            Systems.gateway()
                .service(
                    "back",
                    1,
                    AdmissionPolicy.of(8, 8).withRateLimit(oneInASecond),
                    Systems.work(1))
                .policy("edge", "back", policy(5 * Units.SECOND, 2, null, null)),
            2);
    // the second comes half a second too early; without waiting it would be refused twice
    assertThat(played.attempts(0, Result.RATE_LIMITED)).isEqualTo(1);
    assertThat(played.users().succeeded()).isEqualTo(2);
  }
}
