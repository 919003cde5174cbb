package dev.ballast.engine;

import static dev.ballast.engine.Asking.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RepeatedCallTest {
  private static final Backoff TEN_MS = new Backoff(10 * MS, 10 * MS, Backoff.Jitter.NONE);
  private static final RetryConfig THREE =
      new RetryConfig(3, RetryBudget.Config.UNLIMITED, TEN_MS, Deadline.NONE);

  private static Asking asking(RetryConfig retry) {
    return new Asking(CallPolicy.DEFAULT.withTimeout(1_000 * MS).withRetry(retry), 2, true);
  }

  private static void refused(Asking asking, long toldMillis) {
    asking.world.last().retryAfterNanos = toldMillis * MS;
    asking.answers(Result.RATE_LIMITED);
  }

  @Test
  void repeats_are_told_from_first_attempts() {
    Asking asking = asking(THREE);
    asking.call();
    asking.answers(Result.ERROR);
    asking.at(10);
    asking.answers(Result.OK);
    assertThat(asking.world.observed)
        .filteredOn(AttemptEnded.class::isInstance)
        .extracting(o -> ((AttemptEnded) o).kind())
        .containsExactly(AttemptKind.FIRST, AttemptKind.REPEAT);
    assertThat(asking.results).containsExactly(Result.OK);
  }

  @Test
  void only_named_results_are_repeated() {
    Asking asking = asking(THREE.withOn(Set.of(Result.SHED)));
    asking.call();
    asking.answers(Result.SHED);
    asking.at(10);
    asking.answers(Result.ERROR);
    assertThat(asking.results).containsExactly(Result.ERROR);
  }

  @Test
  void a_repeat_waits_as_long_as_the_callee_asks_for_and_then_its_backoff() {
    Asking asking = asking(THREE);
    asking.call();
    refused(asking, 200);
    asking.at(209);
    assertThat(asking.world.sent).hasSize(1);
    asking.at(210);
    assertThat(asking.world.sent).hasSize(2);
  }

  @Test
  void a_wait_beyond_the_timeout_ends_the_call_at_once_with_the_refusal() {
    Asking asking = asking(THREE);
    asking.call();
    refused(asking, 990);
    assertThat(asking.results).containsExactly(Result.RATE_LIMITED);
    assertThat(asking.world.isIdle()).isTrue();
  }

  @Test
  void a_wait_beyond_the_longest_one_ends_the_call_at_once_with_the_refusal() {
    Asking asking = asking(THREE.withRetryAfterMax(100 * MS));
    asking.call();
    refused(asking, 101);
    assertThat(asking.results).containsExactly(Result.RATE_LIMITED);
  }

  @Test
  void who_ignores_what_the_callee_asks_for_repeats_after_the_backoff() {
    Asking asking = asking(THREE.withRetryAfterMax(RetryConfig.IGNORES));
    asking.call();
    refused(asking, 200);
    asking.at(10);
    assertThat(asking.world.sent).hasSize(2);
  }

  @Test
  void a_repeat_that_would_come_too_late_takes_nothing_out_of_the_budget() {
    RetryBudget.Bucket one = new RetryBudget.Bucket(0, 0.1, 10_000 * MS);
    Asking asking = asking(new RetryConfig(3, one, TEN_MS, Deadline.NONE));
    asking.call();
    refused(asking, 5_000);
    asking.call();
    asking.answers(Result.SHED);
    asking.at(10);
    assertThat(asking.world.sent).as("two first attempts and the one repeat").hasSize(3);
    asking.answers(Result.SHED);
    asking.at(100);
    assertThat(asking.world.sent).hasSize(3);
    assertThat(asking.results).containsExactly(Result.RATE_LIMITED, Result.SHED);
  }

  @Test
  void an_attempt_carries_half_of_the_allowance_and_brings_back_what_is_left_of_it() {
    Asking asking = asking(THREE.withTree(5));
    asking.call();
    assertThat(asking.world.last().repeatsLent()).isEqualTo(3);
    assertThat(asking.origin.repeatsLeft()).isEqualTo(2);
    asking.world.last().repeatsBack = 2;
    asking.answers(Result.OK);
    assertThat(asking.origin.repeatsLeft()).isEqualTo(4);
    asking.call(); // of the same request
    assertThat(asking.world.last().repeatsLent()).isEqualTo(2);
  }

  @Test
  void what_was_lent_to_an_attempt_that_is_not_answered_is_lost() {
    Asking asking =
        asking(new RetryConfig(5, RetryBudget.Config.UNLIMITED, TEN_MS, 100 * MS).withTree(3));
    asking.call();
    asking.at(100);
    asking.world.sent.getFirst().repeatsBack = 2;
    asking.world.sent.getFirst().answered(Result.OK, null);
    assertThat(asking.origin.repeatsLeft()).isZero(); // 3 − 2 lent − 1 for the repeat
    asking.at(110);
    assertThat(asking.world.last().repeatsLent()).isZero();
    asking.answers(Result.ERROR);
    assertThat(asking.results).containsExactly(Result.ERROR);
  }

  @Test
  void an_allowance_from_above_holds_even_where_the_edge_does_not_ask_for_one() {
    Asking asking = asking(THREE);
    asking.origin.setRepeatsLeft(0);
    asking.call();
    asking.answers(Result.SHED);
    assertThat(asking.results).containsExactly(Result.SHED);
  }

  @Test
  void a_callee_that_calls_nobody_is_lent_nothing() {
    Asking asking = new Asking(CallPolicy.DEFAULT.withRetry(THREE.withTree(5)), 2, false);
    asking.call();
    assertThat(asking.world.last().repeatsLent()).isZero();
    assertThat(asking.origin.repeatsLeft()).isEqualTo(5);
  }

  @Test
  void without_an_allowance_nothing_is_lent() {
    Asking asking = asking(THREE);
    asking.call();
    assertThat(asking.world.last().repeatsLent()).isEqualTo(RepeatTree.UNBOUNDED);
    asking.answers(Result.OK);
    assertThat(asking.origin.repeatsLeft()).isEqualTo(RepeatTree.UNBOUNDED);
  }

  @Test
  void a_hedge_counts_as_a_repeat_of_the_tree() {
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(30 * MS), 1, 1);
    Asking asking = new Asking(CallPolicy.DEFAULT.withRetry(THREE.withTree(1)).withHedge(hedge), 2);
    asking.call();
    asking.call();
    asking.at(100);
    assertThat(asking.world.sent).as("two calls, one hedge").hasSize(3);
  }
}
