package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rates, adaptive limits and throttles around calls. */
class LimitsTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void above_the_rate_a_call_is_refused_and_told_when_to_come_back() {
    Guard guard = Guard.named("mail").rateLimit(2, DAY).build();
    guard.run(() -> {});
    guard.run(() -> {});
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guard.run(() -> {}))
        .satisfies(
            refused -> {
              assertThat(refused.result()).isEqualTo(Result.RATE_LIMITED);
              assertThat(refused.retryAfterNanos()).isBetween(1L, DAY.toNanos());
            });
  }

  @Test
  void a_rate_can_be_limited_for_each_thing_that_calls_are_about() {
    RateLimit daily = RateLimit.of(new Rate(1, DAY.toNanos())).per(RateLimit.Scope.KEY);
    Guard guard = Guard.named("mail").rateLimit(daily).build();
    guard.about("Ada").run(() -> {});
    guard.about("Grace").run(() -> {});
    guard.about(7L).run(() -> {});
    guard.run(() -> {});
    for (Guard again : new Guard[] {guard.about("Ada"), guard.about(7L), guard}) {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> again.run(() -> {}));
    }
  }

  @Test
  void an_adaptive_limit_bounds_what_is_at_work_and_is_shown() {
    Guard guard =
        Guard.named("search").limit(new Aimd(1, 1, 10, 0.9, DAY.toNanos(), DAY.toNanos())).build();
    guard.run(
        () -> {
          assertThatExceptionOfType(Refused.class)
              .isThrownBy(() -> guard.run(() -> {}))
              .satisfies(refused -> assertThat(refused.result()).isEqualTo(Result.LIMIT_REACHED));
          assertThat(guard.state().reading("limit", "in flight")).hasValue(1);
        });
    assertThat(guard.state().reading("limit", "limit")).hasValue(1);
    assertThat(guard.state().reading("limit", "in flight")).hasValue(0);
  }

  @Test
  void a_throttle_holds_back_what_matters_least_first() {
    ThrottleConfig config = new ThrottleConfig(1_000, 2, 1, DAY.toNanos());
    Guard guard = Guard.named("search").throttle(config).seed(7).build();
    for (int i = 0; i < 3; i++) {
      guard.run(() -> {});
    }
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(
              () ->
                  guard
                      .priority(Priority.CRITICAL)
                      .call(
                          () -> {
                            throw new ConnectException("refused");
                          }))
          .isInstanceOf(ConnectException.class);
    }
    GuardState state = guard.state();
    assertThat(state.reading("throttle", "per mille of critical held back")).hasValue(0);
    assertThat(state.reading("throttle", "per mille of normal held back").orElse(0))
        .isBetween(900L, 950L);
    int refused = 0;
    for (int i = 0; i < 50; i++) {
      try {
        guard.priority(Priority.SHEDDABLE).run(() -> {});
      } catch (Refused e) {
        assertThat(e.result()).isEqualTo(Result.THROTTLED);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
