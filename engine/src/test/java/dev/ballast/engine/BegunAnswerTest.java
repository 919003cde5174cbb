package dev.ballast.engine;

import static dev.ballast.engine.Asking.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balance;
import org.junit.jupiter.api.Test;

final class BegunAnswerTest {
  private static final CallPolicy THRICE_WITHIN_100_MS =
      CallPolicy.DEFAULT
          .withTimeout(100 * MS)
          .withRetry(new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, 50 * MS));

  private static final Object CONTENT = "content";

  @Test
  void a_call_whose_answer_has_begun_ends_with_the_answer() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    asking.at(10);
    assertThat(asking.world.last().begun(CONTENT, false)).isTrue();
    assertThat(asking.taking.begun).containsExactly(CONTENT);
    assertThat(asking.results).isEmpty();
    asking.at(90);
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK);
    assertThat(asking.world.ended()).containsExactly(Result.OK);
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void it_is_not_repeated_when_it_breaks() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    assertThat(asking.world.last().begun(CONTENT, false)).isTrue();
    asking.answers(Result.LOST);
    asking.at(1_000);
    assertThat(asking.world.sent).hasSize(1);
    assertThat(asking.results).containsExactly(Result.LOST);
  }

  @Test
  void the_time_for_one_attempt_ends_where_the_answer_begins_and_that_for_the_call_goes_on() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    assertThat(asking.world.last().begun(CONTENT, false)).isTrue();
    asking.at(99);
    assertThat(asking.results).isEmpty();
    asking.at(100);
    assertThat(asking.results).containsExactly(Result.TIMED_OUT);
    assertThat(asking.world.abandoned).containsExactly(asking.world.last());
  }

  @Test
  void an_open_ended_answer_lasts_as_long_as_it_likes() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    assertThat(asking.world.last().begun(CONTENT, true)).isTrue();
    asking.at(1_000_000);
    assertThat(asking.results).isEmpty();
    assertThat(asking.world.isIdle()).isTrue();
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK);
  }

  @Test
  void whoever_wants_it_whole_does_not_take_a_beginning() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.call();
    assertThat(asking.world.last().begun(CONTENT, false)).isFalse();
    asking.answers(Result.OK);
    assertThat(asking.results).containsExactly(Result.OK);
  }

  @Test
  void an_answer_that_comes_too_late_does_not_begin() {
    Asking asking = new Asking(CallPolicy.DEFAULT.withTimeout(100 * MS), 1);
    asking.callTaking();
    asking.at(100);
    assertThat(asking.world.last().begun(CONTENT, false)).isFalse();
    assertThat(asking.taking.begun).isEmpty();
  }

  @Test
  void the_first_answer_that_begins_wins_over_a_hedge() {
    CallPolicy hedged =
        CallPolicy.DEFAULT
            .withBalance(new Balance.RoundRobin())
            .withHedge(new HedgeConfig(new HedgeConfig.After.Time(30 * MS), 1, 1));
    Asking asking = new Asking(hedged, 2);
    asking.callTaking();
    asking.at(30);
    Attempt first = asking.world.sent.getFirst();
    Attempt hedge = asking.world.sent.getLast();
    assertThat(first.begun(CONTENT, false)).isTrue();
    assertThat(hedge.begun(CONTENT, false)).isFalse();
    assertThat(asking.world.abandoned).containsExactly(hedge);
    first.answered(Result.OK, null);
    assertThat(asking.results).containsExactly(Result.OK);
  }

  @Test
  void what_nobody_wants_any_more_speaks_against_nobody() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    Attempt attempt = asking.world.last();
    assertThat(attempt.begun(CONTENT, true)).isTrue();
    attempt.unwanted();
    assertThat(asking.world.ended()).containsExactly(Result.CANCELLED);
    assertThat(asking.results).containsExactly(Result.CANCELLED);
    attempt.answered(Result.LOST, null);
    assertThat(asking.results).hasSize(1);
  }

  @Test
  void a_call_that_is_given_up_gives_up_the_answer_that_has_begun() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    var call = asking.callTaking();
    assertThat(asking.world.last().begun(CONTENT, false)).isTrue();
    call.cancel();
    assertThat(asking.world.abandoned).containsExactly(asking.world.last());
    assertThat(asking.world.isIdle()).isTrue();
    assertThat(asking.results).isEmpty();
  }

  @Test
  void a_request_that_is_withdrawn_says_nothing_against_the_callee() {
    BreakerConfig two = BreakerConfig.ofCalls(0.5, 2);
    Asking asking = new Asking(THRICE_WITHIN_100_MS.withBreaker(two), 1);
    for (int i = 0; i < 4; i++) {
      asking.call();
      asking.world.last().withdrawn();
      assertThat(asking.world.isIdle()).as("it is not repeated").isTrue();
    }
    asking.call();
    asking.answers(Result.OK);
    assertThat(asking.world.sent).hasSize(5);
    assertThat(asking.results).endsWith(Result.CANCELLED, Result.OK);
    assertThat(asking.world.observed).noneMatch(Observation.BreakerChanged.class::isInstance);
  }

  @Test
  void a_request_that_cannot_be_sent_again_is_not_repeated() {
    Asking asking = new Asking(THRICE_WITHIN_100_MS, 1);
    asking.callTaking();
    asking.origin.isRepeatable = false;
    asking.answers(Result.UNREACHABLE);
    asking.at(1_000);
    assertThat(asking.world.sent).hasSize(1);
    assertThat(asking.results).containsExactly(Result.UNREACHABLE);
  }
}
