package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ResultTest {
  @ParameterizedTest
  @EnumSource(names = {"SHED", "TOO_LATE", "UNREACHABLE", "BREAKER_OPEN", "BULKHEAD_FULL"})
  void what_was_refused_had_no_effect_and_may_be_repeated(Result result) {
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.isSafeToRetry(false)).isTrue();
    assertThat(result.isSuccess()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR", "LOST", "TIMED_OUT", "CANCELLED"})
  void what_may_have_had_an_effect_may_be_repeated_only_if_idempotent(Result result) {
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.isSafeToRetry(false)).isFalse();
    assertThat(result.isSafeToRetry(true)).isTrue();
    assertThat(result.isSuccess()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"OK", "DEGRADED"})
  void what_succeeded_is_not_repeated(Result result) {
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.isSafeToRetry(true)).isFalse();
  }

  @Test
  void only_the_callers_own_policies_refuse_locally() {
    assertThat(Result.values())
        .filteredOn(Result::isLocalRefusal)
        .containsExactly(
            Result.BREAKER_OPEN, Result.BULKHEAD_FULL, Result.LIMIT_REACHED, Result.THROTTLED);
  }

  @Test
  void a_refusal_above_the_rate_allowed_does_not_speak_against_the_callee() {
    assertThat(Result.values())
        .filteredOn(Result::isCalleesFailure)
        .containsExactly(
            Result.ERROR,
            Result.SHED,
            Result.TOO_LATE,
            Result.UNREACHABLE,
            Result.LOST,
            Result.TIMED_OUT,
            Result.CANCELLED);
  }
}
