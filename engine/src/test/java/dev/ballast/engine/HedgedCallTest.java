package dev.ballast.engine;

import static dev.ballast.engine.Asking.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.EjectionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HedgedCallTest {
  private static final CallPolicy AFTER_30_MS =
      CallPolicy.DEFAULT.withBalance(new Balance.RoundRobin()).withHedge(after30Ms(1, 1));

  private static HedgeConfig after30Ms(int atMost, double budget) {
    return new HedgeConfig(new HedgeConfig.After.Time(30 * MS), atMost, budget);
  }

  private static RetryConfig retry(int attempts, long perAttemptMillis) {
    return new RetryConfig(
        attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, perAttemptMillis * MS);
  }

  @Test
  void what_is_answered_in_time_is_not_hedged() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    asking.call();
    asking.at(29);
    asking.answers(Result.OK);
    asking.at(1_000);
    assertThat(asking.world.sent).hasSize(1);
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void another_replica_is_asked_too_and_the_first_answer_wins() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    asking.call();
    asking.at(30);
    assertThat(asking.world.sent).extracting(Attempt::replica).containsExactly(0, 1);
    asking.at(35);
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK);
    assertThat(asking.world.abandoned).containsExactly(asking.world.sent.getFirst());
    assertThat(asking.world.observed)
        .startsWith(
            new Observation.AttemptEnded(35 * MS, 0, 1, AttemptKind.HEDGE, Result.OK, 5 * MS),
            new Observation.AttemptEnded(
                35 * MS, 0, 0, AttemptKind.FIRST, Result.CANCELLED, 35 * MS));
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void each_further_hedge_asks_a_replica_that_is_not_asked_yet() {
    Asking asking =
        new Asking(
            CallPolicy.DEFAULT.withBalance(new Balance.Random()).withHedge(after30Ms(2, 1)), 3);
    for (int i = 0; i < 50; i++) { // saves hedges
      asking.call();
      asking.answers(Result.OK);
    }
    for (int i = 0; i < 20; i++) {
      int before = asking.world.sent.size();
      asking.call();
      asking.at(100L * i + 70);
      assertThat(asking.world.sent.subList(before, asking.world.sent.size()))
          .extracting(Attempt::replica)
          .containsExactlyInAnyOrder(0, 1, 2);
      asking.answers(Result.OK);
      asking.at(100L * (i + 1));
    }
    assertThat(asking.world.isIdle()).isTrue();
    assertThat(asking.path.state().inFlight()).containsOnly(0);
  }

  @Test
  void the_slow_answer_may_still_come_first() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    asking.call();
    asking.at(31);
    asking.world.sent.getFirst().answered(Result.OK, null);
    asking.answers(Result.OK); // nobody listens any more
    assertThat(asking.results).containsExactly(Result.OK);
    assertThat(asking.world.abandoned).containsExactly(asking.world.sent.getLast());
  }

  @Test
  void what_must_not_be_done_twice_is_not_hedged() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    asking.call(false);
    asking.at(1_000);
    assertThat(asking.world.sent).hasSize(1);
  }

  @Test
  void one_that_fails_leaves_the_other_alone() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    asking.call();
    asking.at(30);
    asking.answers(Result.SHED);
    assertThat(asking.results).isEmpty();
    asking.world.sent.getFirst().answered(Result.OK, null);
    assertThat(asking.results).containsExactly(Result.OK);
  }

  @Test
  void when_both_fail_the_call_is_repeated_and_may_not_be_hedged_again() {
    Asking asking = new Asking(AFTER_30_MS.withRetry(retry(2, 500)), 2);
    asking.call();
    asking.at(30);
    asking.answers(Result.SHED);
    asking.world.sent.getFirst().answered(Result.ERROR, null);
    asking.at(31);
    assertThat(asking.world.sent).hasSize(3);
    asking.at(200);
    assertThat(asking.world.sent).as("one hedge for each call").hasSize(3);
    asking.answers(Result.ERROR);
    assertThat(asking.results).containsExactly(Result.ERROR);
  }

  @Test
  void each_attempt_is_given_up_when_its_own_time_is_over() {
    Asking asking = new Asking(AFTER_30_MS.withTimeout(1_000 * MS).withRetry(retry(1, 50)), 2);
    asking.call();
    asking.at(50);
    assertThat(asking.world.ended()).containsExactly(Result.TIMED_OUT);
    assertThat(asking.results).isEmpty();
    asking.at(80);
    assertThat(asking.world.ended()).containsExactly(Result.TIMED_OUT, Result.TIMED_OUT);
    assertThat(asking.results).containsExactly(Result.TIMED_OUT);
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void the_timeout_of_the_call_ends_all_attempts_at_once() {
    Asking asking = new Asking(AFTER_30_MS.withTimeout(60 * MS), 2);
    asking.call();
    asking.at(60);
    assertThat(asking.world.ended()).containsExactly(Result.TIMED_OUT, Result.TIMED_OUT);
    assertThat(asking.world.abandoned).hasSize(2);
    assertThat(asking.results).containsExactly(Result.TIMED_OUT);
  }

  @Test
  void a_call_that_is_cancelled_abandons_all_its_attempts() {
    Asking asking = new Asking(AFTER_30_MS, 2);
    Cancellable call = asking.call();
    asking.at(40);
    call.cancel();
    assertThat(asking.world.abandoned).hasSize(2);
    assertThat(asking.results).isEmpty();
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void the_attempt_that_lost_says_nothing_to_the_breaker() {
    BreakerConfig two =
        BreakerConfig.ofCalls(0.5, 2).withPause(100 * MS).withProbes(1).withSlow(20 * MS);
    Asking asking = new Asking(AFTER_30_MS.withBreaker(two), 2);
    for (int i = 0; i < 10; i++) {
      asking.call();
      asking.at(i * 100L + 30);
      asking.at(i * 100L + 35);
      asking.answers(Result.OK); // after 5 ms; the one that took 35 ms would count as failed
      asking.at((i + 1) * 100L);
    }
    assertThat(asking.world.sent).hasSize(20);
    assertThat(asking.world.observed).noneMatch(Observation.BreakerChanged.class::isInstance);
  }

  @Test
  void a_callee_on_probation_is_not_asked_twice() {
    BreakerConfig two = BreakerConfig.ofCalls(0.5, 2).withPause(100 * MS).withProbes(2);
    Asking asking = new Asking(AFTER_30_MS.withBreaker(two), 2);
    for (int i = 0; i < 2; i++) {
      asking.call();
      asking.answers(Result.ERROR);
    }
    asking.at(100);
    asking.call();
    asking.at(1_000);
    assertThat(asking.world.sent).hasSize(3);
  }

  @Test
  void where_all_other_replicas_are_ejected_nothing_is_hedged() {
    Asking asking =
        new Asking(
            AFTER_30_MS.withEjection(EjectionConfig.consecutive(1, 500 * MS, 500 * MS, 0.5)), 2);
    asking.call();
    asking.answers(Result.ERROR);
    asking.call();
    asking.at(100);
    assertThat(asking.world.sent).extracting(Attempt::replica).containsExactly(0, 1);
    asking.answers(Result.OK);
    asking.at(600);
    asking.call(); // the replica is back
    asking.at(700);
    assertThat(asking.world.sent).hasSize(4);
  }

  @Test
  void hedges_have_a_budget_of_their_own() {
    Asking asking = new Asking(AFTER_30_MS.withHedge(after30Ms(1, 0.05)), 2);
    for (int i = 0; i < 100; i++) {
      asking.call();
    }
    asking.at(100);
    assertThat(asking.world.sent).hasSize(105);
  }

  @Test
  void each_hedge_waits_for_the_one_before_and_asks_a_replica_that_is_not_asked_yet() {
    Asking asking = new Asking(AFTER_30_MS.withHedge(after30Ms(2, 1)), 3);
    for (int i = 0; i < 4; i++) {
      asking.call();
      asking.answers(Result.OK); // credit for more than one hedge per call
    }
    asking.call();
    asking.at(59);
    assertThat(asking.world.sent).hasSize(6);
    asking.at(1_000);
    List<Attempt> asked = asking.world.sent.subList(4, asking.world.sent.size());
    assertThat(asked).extracting(Attempt::replica).containsExactlyInAnyOrder(0, 1, 2);
  }
}
