package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Result;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RetryConfigTest {
  private static final long MS = 1_000_000;
  private static final RetryConfig THREE =
      new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE);

  @Test
  void what_certainly_had_no_effect_is_repeated_whatever_the_endpoint() {
    for (Result refused :
        Set.of(Result.SHED, Result.TOO_LATE, Result.UNREACHABLE, Result.RATE_LIMITED)) {
      assertThat(THREE.repeats(1, refused, false)).as("%s", refused).isTrue();
      assertThat(THREE.repeats(1, refused, true)).as("%s", refused).isTrue();
    }
  }

  @Test
  void what_may_have_had_an_effect_is_repeated_only_where_that_does_no_harm() {
    for (Result unknown : Set.of(Result.ERROR, Result.LOST, Result.TIMED_OUT)) {
      assertThat(THREE.repeats(1, unknown, false)).as("%s", unknown).isFalse();
      assertThat(THREE.repeats(1, unknown, true)).as("%s", unknown).isTrue();
    }
  }

  @Test
  void answers_and_the_callers_own_refusals_are_never_repeated() {
    assertThat(Arrays.stream(Result.values()).filter(r -> !RetryConfig.REPEATABLE.contains(r)))
        .noneMatch(result -> THREE.repeats(1, result, true))
        .contains(Result.OK, Result.DEGRADED, Result.BREAKER_OPEN, Result.BULKHEAD_FULL);
  }

  @Test
  void only_the_results_that_are_named_are_repeated() {
    RetryConfig named = THREE.withOn(Set.of(Result.SHED, Result.ERROR));
    assertThat(named.repeats(1, Result.SHED, false)).isTrue();
    assertThat(named.repeats(1, Result.ERROR, true)).isTrue();
    assertThat(named.repeats(1, Result.ERROR, false)).isFalse();
    assertThat(named.repeats(1, Result.TIMED_OUT, true)).isFalse();
  }

  @Test
  void the_last_attempt_is_not_repeated() {
    assertThat(THREE.repeats(2, Result.SHED, true)).isTrue();
    assertThat(THREE.repeats(3, Result.SHED, true)).isFalse();
  }

  @Test
  void a_repeat_never_comes_earlier_than_was_told_and_backs_off_on_top() {
    assertThat(THREE.waitNanos(25 * MS, 0)).isEqualTo(25 * MS);
    assertThat(THREE.waitNanos(25 * MS, 100 * MS)).isEqualTo(125 * MS);
    assertThat(THREE.waitNanos(0, 30_000 * MS)).isEqualTo(30_000 * MS);
  }

  @Test
  void more_patience_than_there_is_ends_the_call() {
    assertThat(THREE.waitNanos(0, 30_000 * MS + 1)).isEqualTo(RetryConfig.TOO_LONG);
    RetryConfig impatient = THREE.withRetryAfterMax(50 * MS);
    assertThat(impatient.waitNanos(25 * MS, 50 * MS)).isEqualTo(75 * MS);
    assertThat(impatient.waitNanos(25 * MS, 50 * MS + 1)).isEqualTo(RetryConfig.TOO_LONG);
  }

  @Test
  void who_does_not_listen_backs_off_as_always() {
    RetryConfig deaf = THREE.withRetryAfterMax(RetryConfig.IGNORES);
    assertThat(deaf.waitNanos(25 * MS, 100_000 * MS)).isEqualTo(25 * MS);
  }

  @Test
  void an_impossible_retry_says_what_is_right() {
    assertThatThrownBy(() -> THREE.withOn(Set.of()))
        .hasMessage("at least one result must be repeated");
    assertThatThrownBy(() -> THREE.withOn(Set.of(Result.BREAKER_OPEN)))
        .hasMessageStartingWith("only answers of the callee, or their absence, can be repeated");
    for (int allowance : new int[] {-2, 1_001}) {
      assertThatThrownBy(() -> THREE.withTree(allowance))
          .hasMessage("a tree must be allowed 0 to 1000 repeats");
    }
    assertThatThrownBy(() -> THREE.withRetryAfterMax(-1))
        .hasMessage("the longest time to stay away must not be negative");
  }
}
