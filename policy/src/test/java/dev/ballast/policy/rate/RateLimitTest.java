package dev.ballast.policy.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.policy.rate.RateLimit.Algorithm;
import dev.ballast.policy.rate.RateLimit.Scope;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void an_impossible_configuration_says_what_is_right() {
    refuses("a rate must allow 1 to 10000000 in its time", () -> new Rate(0, SECOND));
    refuses("a rate must allow 1 to 10000000 in its time", () -> new Rate(10_000_001, SECOND));
    refuses("a rate's time must be above 0 and at most 24h", () -> new Rate(1, 0));
    refuses(
        "a rate's time must be above 0 and at most 24h", () -> new Rate(1, Rate.PER_NANOS_MAX + 1));
    refuses("a rate must not be above one in a nanosecond", () -> new Rate(1_000, 999));
    RateLimit limit = RateLimit.of(new Rate(100, SECOND));
    refuses("a burst must be 1 to 10000000", () -> limit.withBurst(0));
    refuses(
        "a sliding window has no burst of its own: its rate is its burst",
        () -> limit.withBurst(20).countedBy(Algorithm.SLIDING_WINDOW));
    refuses(
        "a sliding window counts per replica; per key and per service a token bucket does",
        () -> limit.countedBy(Algorithm.SLIDING_WINDOW).per(Scope.KEY));
    refuses("the keys remembered must be 8 to 10000000", () -> limit.withKeys(7));
    refuses("a lease must last some time, at most 24h", () -> limit.withLease(0));
    refuses(
        "a sliding window counts to 1048575; use a shorter one, or a token bucket",
        () -> RateLimit.of(new Rate(1_048_576, SECOND)).countedBy(Algorithm.SLIDING_WINDOW));
    refuses(
        "a sliding window of so many in so long cannot be counted; use a shorter one",
        () ->
            RateLimit.of(new Rate(1_000_000, Rate.PER_NANOS_MAX))
                .countedBy(Algorithm.SLIDING_WINDOW));
    refuses(
        "a burst must not take longer than ten years to be earned; lower it or raise the rate",
        () -> RateLimit.of(new Rate(1, Rate.PER_NANOS_MAX)).withBurst(3_651));
  }

  private static void refuses(String message, Runnable made) {
    assertThatThrownBy(made::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void the_time_that_earns_a_permit_is_never_too_short() {
    assertThat(new Rate(100, SECOND).intervalNanos()).isEqualTo(10_000_000);
    assertThat(new Rate(3, SECOND).intervalNanos()).isEqualTo(333_333_334);
    assertThat(new Rate(1_000_000, SECOND).intervalNanos()).isEqualTo(1_000);
    assertThat(new Rate(7_000_000, SECOND).intervalNanos()).isEqualTo(143);
  }
}
