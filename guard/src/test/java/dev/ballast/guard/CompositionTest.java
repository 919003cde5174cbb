package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.policy.limit.Vegas;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which guards cannot be built, and what is said instead. */
class CompositionTest {
  @Test
  void two_of_a_kind_are_refused_all_at_once() {
    assertProblems(
        Guard.named("g").breaker(0.5, 2).retry(2).breaker(0.5, 3).retry(3).bulkhead(1).bulkhead(2),
        "breaker is set twice; keep one: the inner one's refusals would be all that the outer one"
            + " sees\nretry is set twice; keep one: two multiply their attempts\nbulkhead is set"
            + " twice; keep one, the smaller one");
  }

  @Test
  void the_time_for_one_attempt_needs_a_retry_around_it() {
    assertProblems(
        Guard.named("g").attemptTimeout(Duration.ofSeconds(1)),
        "attemptTimeout needs retry, without which there is one attempt; use timeout");
    assertProblems(
        Guard.named("g").attemptTimeout(Duration.ofSeconds(1)).retry(2),
        "attemptTimeout is outside of retry, so that it limits all attempts together; write it"
            + " after retry, or call it timeout");
    assertThat(Guard.recommended("g").attemptTimeout(Duration.ofSeconds(1)).retry(2).build())
        .as("put inside by the recommended order")
        .isNotNull();
  }

  @Test
  void an_inner_time_limit_that_can_never_pass_is_refused() {
    assertProblems(
        Guard.named("g")
            .timeout(Duration.ofMillis(500))
            .retry(2)
            .attemptTimeout(Duration.ofMillis(500)),
        "attemptTimeout of 500ms can never pass inside timeout of 500ms; make it shorter or leave"
            + " it out");
    assertProblems(
        Guard.named("g").deadline(Duration.ofMillis(5)).timeout(Duration.ofMillis(6)),
        "timeout of 6ms can never pass inside deadline of 5ms; make it shorter or leave it out");
  }

  @Test
  void a_hedge_needs_work_that_can_be_done_twice_and_lies_inside_retries() {
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(1_000_000), 1, 0.05);
    assertProblems(
        Guard.named("g").hedge(hedge),
        "hedge does the work twice; say idempotent() where that does no harm, or"
            + " idempotentByCall() where each call says it");
    assertProblems(
        Guard.named("g").hedge(hedge).retry(2).idempotent(),
        "hedge is outside of retry, so that each of two would repeat; swap them");
    assertThat(Guard.recommended("g").hedge(hedge).retry(2).idempotentByCall().build()).isNotNull();
  }

  @Test
  void shared_answers_are_no_news_of_the_callee() {
    assertProblems(
        Guard.named("g").breaker(0.5, 2).coalesce(),
        "coalesce is inside breaker, which would take shared answers for news of the callee; swap"
            + " them");
    assertProblems(
        Guard.named("g").coalesce().cache(CacheConfig.LAST_GOOD),
        "cache is inside coalesce, so that hits wait for each other; swap them");
  }

  @Test
  void numbers_are_refused_where_they_are_written() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.named(" "))
        .withMessage("a guard needs a name that says what it guards");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.named("g").timeout(Duration.ZERO))
        .withMessage("a timeout must be positive");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.named("g").bulkhead(0))
        .withMessage("a bulkhead must let at least one call through");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.named("g").bulkhead(1, 0, Duration.ofSeconds(1)))
        .withMessage("a bulkhead with a queue needs a longest wait, and one without has none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Guard.named("g")
                    .rateLimit(RateLimit.of(new Rate(1, 1_000)).per(RateLimit.Scope.SERVICE)))
        .withMessage("a guard knows its own calls only; limit them per REPLICA or per KEY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Guard.named("g").breaker(1.5, 10))
        .withMessageStartingWith("a breaker's share must be above 0 % and at most 100 %");
  }

  @Test
  void a_guard_takes_the_numbers_of_an_edge() {
    CallPolicy policy =
        CallPolicy.DEFAULT
            .withTimeout(1_000_000_000)
            .withBulkhead(Bulkhead.Config.of(7).withQueue(5, 1_000_000))
            .withRetry(retry(200_000_000))
            .withHedge(new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.05))
            .withBreaker(BreakerConfig.ofCalls(0.5, 20))
            .withLimit(Vegas.DEFAULT)
            .withThrottle(ThrottleConfig.DEFAULT)
            .withSharing(new Sharing(CacheConfig.LAST_GOOD, true));
    GuardState state = Guard.of("stock", policy).idempotent().build().state();
    assertThat(state.guard()).isEqualTo("stock");
    assertThat(state.readings().stream().map(GuardState.Reading::policy).distinct())
        .containsExactly(
            "cache", "coalesce", "bulkhead", "limit", "throttle", "retry", "hedge", "breaker");
    assertThat(Guard.of("stock", CallPolicy.DEFAULT).build().state().readings()).isEmpty();
  }

  private static RetryConfig retry(long perAttemptNanos) {
    RetryConfig usual = RetryConfig.NEVER;
    return new RetryConfig(2, usual.budget(), usual.backoff(), perAttemptNanos);
  }

  private static void assertProblems(GuardBuilder guard, String problems) {
    assertThatIllegalArgumentException()
        .isThrownBy(guard::build)
        .withMessage("guard g: " + problems);
  }
}
