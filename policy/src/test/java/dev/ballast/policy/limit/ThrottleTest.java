package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Randomness;
import dev.ballast.kernel.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private static final long MINUTE = 60_000 * MS;

  @Test
  void nothing_is_refused_while_half_is_accepted() {
    Throttle throttle = throttle(2, 0);
    ended(throttle, 50, Result.OK);
    ended(throttle, 50, Result.SHED);
    assertThat(throttle.refusal(Priority.NORMAL)).isZero();
    assertThat(throttle.tryPass(Priority.NORMAL, 0)).isTrue();
    ended(throttle, 1, Result.SHED);
    assertThat(throttle.refusal(Priority.NORMAL)).isCloseTo(1 / 102.0, within(1e-12));
  }

  @Test
  void what_exceeds_twice_what_is_accepted_is_refused_by_chance() {
    Throttle throttle = throttle(2, 0);
    ended(throttle, 10, Result.OK);
    ended(throttle, 89, Result.SHED);
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(0.79); // (99 − 20) / 100
  }

  @Test
  void a_larger_k_refuses_later() {
    Throttle throttle = throttle(5, 0);
    ended(throttle, 10, Result.OK);
    ended(throttle, 89, Result.SHED);
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(0.49); // (99 − 50) / 100
  }

  @Test
  void what_it_refuses_itself_counts_as_a_request() {
    Throttle throttle = throttle(2, 0); // always draws the smallest number
    ended(throttle, 3, Result.SHED);
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(3 / 4.0);
    assertThat(throttle.tryPass(Priority.NORMAL, 0)).isFalse();
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(4 / 5.0);
  }

  @Test
  void the_chance_decides() {
    Throttle throttle = throttle(2, Long.MIN_VALUE); // always draws a half
    ended(throttle, 1, Result.SHED);
    assertThat(throttle.tryPass(Priority.NORMAL, 0)).isTrue(); // p = 1/2 is not above it
    ended(throttle, 1, Result.SHED);
    assertThat(throttle.tryPass(Priority.NORMAL, 0)).isFalse(); // p = 2/3 is
  }

  @Test
  void what_can_wait_is_held_back_first() {
    ThrottleConfig config = new ThrottleConfig(4, 2, 1.25, 2 * MINUTE);
    Throttle throttle = new Throttle(config, random(0));
    ended(throttle, 40, Result.OK);
    ended(throttle, 59, Result.SHED);
    assertThat(throttle.refusal(Priority.CRITICAL)).isZero();
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(0.19); // (99 − 80) / 100
    assertThat(throttle.refusal(Priority.SHEDDABLE)).isEqualTo(0.49); // (99 − 50) / 100
  }

  @Test
  void an_answer_is_an_acceptance_even_if_it_is_an_error_and_silence_is_none() {
    for (Result result : Result.values()) {
      Throttle throttle = throttle(1, 0);
      throttle.ended(Result.SHED, 0);
      throttle.ended(result, 0);
      double expected =
          switch (result) {
            case OK, DEGRADED, ERROR -> 1 / 3.0; // one of two accepted
            case SHED, TOO_LATE, RATE_LIMITED, UNREACHABLE, LOST, TIMED_OUT -> 2 / 3.0;
            case BREAKER_OPEN, BULKHEAD_FULL, LIMIT_REACHED, THROTTLED, CANCELLED -> 1 / 2.0;
          };
      assertThat(throttle.refusal(Priority.NORMAL)).as("%s", result).isEqualTo(expected);
    }
  }

  @Test
  void the_window_counts_the_slice_of_now_and_the_nine_before() {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "window");
      long length = 100 * MS;
      Throttle throttle = new Throttle(ThrottleConfig.of(1, length), random(-1)); // never refuses
      List<Long> accepted = new ArrayList<>();
      List<Long> all = new ArrayList<>();
      long now = -5 * length;
      for (int step = 0; step < 500; step++) {
        now +=
            random.chance(0.1) ? (long) (2 * length * random.nextUnit()) : random.nextInt(5) * MS;
        boolean accepts = random.chance(0.4);
        throttle.ended(accepts ? Result.OK : Result.SHED, now);
        all.add(now);
        if (accepts) {
          accepted.add(now);
        }
        double requests = recent(all, now, length);
        double kept = recent(accepted, now, length);
        assertThat(throttle.refusal(Priority.NORMAL))
            .as("seed %s, step %s", seed, step)
            .isEqualTo(Math.max(0, (requests - kept) / (requests + 1)));
      }
    }
  }

  @Test
  void after_two_minutes_without_calls_everything_is_forgotten() {
    Throttle throttle = throttle(2, 0);
    ended(throttle, 100, Result.SHED);
    assertThat(throttle.tryPass(Priority.NORMAL, 2 * MINUTE - 1)).isFalse();
    assertThat(throttle.tryPass(Priority.NORMAL, 4 * MINUTE)).isTrue();
  }

  @Test
  void a_clock_that_steps_back_moves_no_window() {
    Throttle throttle = throttle(2, 0);
    throttle.ended(Result.SHED, 5 * MINUTE);
    throttle.ended(Result.SHED, MINUTE);
    assertThat(throttle.refusal(Priority.NORMAL)).isEqualTo(2 / 3.0);
  }

  @Test
  void an_impossible_throttle_says_what_is_right() {
    assertThatThrownBy(() -> ThrottleConfig.of(0.99, MINUTE))
        .hasMessage("a throttle's k must be 1 to 1000");
    assertThatThrownBy(() -> ThrottleConfig.of(Double.NaN, MINUTE))
        .hasMessage("a throttle's k must be 1 to 1000");
    assertThatThrownBy(() -> new ThrottleConfig(2, 3, 2, MINUTE))
        .hasMessage("a throttle's k must not be larger for what matters less");
    assertThatThrownBy(() -> ThrottleConfig.of(2, 10 * MS - 1))
        .hasMessage("a throttle's window must be at least 10 ms");
  }

  private static long recent(List<Long> times, long now, long length) {
    long slice = length / 10;
    return times.stream()
        .filter(t -> Math.floorDiv(t, slice) > Math.floorDiv(now, slice) - 10)
        .count();
  }

  private static Throttle throttle(double k, long draws) {
    return new Throttle(ThrottleConfig.of(k, 2 * MINUTE), random(draws));
  }

  /** Always draws this. */
  private static Randomness random(long bits) {
    return () -> bits;
  }

  private static void ended(Throttle throttle, int times, Result result) {
    for (int i = 0; i < times; i++) {
      throttle.ended(result, 0);
    }
  }
}
