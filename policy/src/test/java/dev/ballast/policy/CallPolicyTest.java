package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CallPolicyTest {
  private static final long MS = 1_000_000;

  private static CallPolicy guarded(long timeoutNanos, long perAttemptNanos) {
    return CallPolicy.DEFAULT
        .withTimeout(timeoutNanos)
        .withDeadline(true)
        .withRetry(
            new RetryConfig(3, new RetryBudget.Config(0.2, 3), Backoff.NONE, perAttemptNanos))
        .withBreaker(BreakerConfig.ofCalls(0.5, 20))
        .withBulkhead(Bulkhead.Config.of(100))
        .withBalance(Balance.ROUND_ROBIN)
        .withEjection(new Ejection.Config(5, MS, MS, 0.5));
  }

  @Test
  void without_protection_the_timeout_the_deadline_and_the_balancer_stay() {
    assertThat(guarded(250 * MS, 100 * MS).withoutProtection())
        .isEqualTo(
            CallPolicy.DEFAULT
                .withTimeout(250 * MS)
                .withDeadline(true)
                .withBalance(Balance.ROUND_ROBIN));
  }

  @Test
  void without_protection_a_call_timed_per_attempt_only_is_still_timed() {
    assertThat(guarded(Deadline.NONE, 100 * MS).withoutProtection().timeoutNanos())
        .isEqualTo(100 * MS);
  }

  @Test
  void the_default_has_no_protection_to_take_away() {
    assertThat(CallPolicy.DEFAULT.withoutProtection()).isEqualTo(CallPolicy.DEFAULT);
  }

  @Test
  void an_impossible_policy_says_what_is_right() {
    assertThatThrownBy(() -> guarded(0, MS)).hasMessage("a timeout must be positive");
    assertThatThrownBy(() -> guarded(MS, 0))
        .hasMessage("the time for one attempt must be positive");
    for (int attempts : new int[] {0, 101}) {
      assertThatThrownBy(
              () ->
                  new RetryConfig(
                      attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE))
          .hasMessage("attempts must be 1 to 100");
    }
  }
}
