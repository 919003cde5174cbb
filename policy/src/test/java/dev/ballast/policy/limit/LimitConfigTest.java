package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LimitConfigTest {
  static List<LimitConfig> all() {
    return List.of(Aimd.DEFAULT, Vegas.DEFAULT, Gradient2.DEFAULT, Gradient.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_limit_that_is_not_used_by_half_never_grows(LimitConfig config) {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "idle");
      Estimate estimate = config.first();
      double highest = 0;
      for (int step = 0; step < 2_000; step++) {
        long limit = (long) estimate.limit();
        long idle = random.nextInt((int) ((limit + 1) / 2)); // below a half, rounded either way
        long rtt = 1 + (long) (20 * MS * random.nextUnit());
        Estimate next = estimate.after(new Sample(rtt, idle, 100, 0, step * (100 * MS)), random);
        highest = step == 0 ? Math.max(next.limit(), config.min()) : highest;
        assertThat(next.limit()).as("seed %s, step %s", seed, step).isLessThanOrEqualTo(highest);
        estimate = next;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatever_happens_a_limit_stays_between_its_bounds(LimitConfig config) {
    for (long seed = 0; seed < 50; seed++) {
      RandomStream random = RandomStream.of(seed, "anything");
      Estimate estimate = config.first();
      for (int step = 0; step < 1_000; step++) {
        long answered = random.chance(0.1) ? 0 : 1 + random.nextInt(100);
        long dropped = random.chance(0.5) ? 10 : 0;
        long rtt = answered == 0 ? Sample.NO_ANSWER : 1 + (long) (1e10 * random.nextUnit());
        long inFlight = random.nextInt((int) estimate.limit() + 1);
        estimate =
            estimate.after(
                new Sample(rtt, inFlight, answered, Math.max(dropped, 10 - answered), step * MS),
                random);
        assertThat(estimate.limit())
            .as("seed %s, step %s", seed, step)
            .isBetween((double) config.min(), (double) config.max());
      }
    }
  }

  @Test
  void an_impossible_limit_says_what_is_right() {
    refuses(() -> aimd(20, 0, 200), "a limit's minimum must be at least 1");
    refuses(() -> aimd(20, 20, 1_000_001), "a limit's maximum must be at most 1000000");
    refuses(() -> aimd(20, 21, 20), "a limit's minimum must not be above its maximum");
    refuses(() -> aimd(19, 20, 200), "a limit must begin between its minimum and maximum");
    refuses(() -> aimd(201, 20, 200), "a limit must begin between its minimum and maximum");
    refuses(() -> new Aimd(20, 20, 200, 0.9, MS, MS - 1), "a limit's window must be at least 1 ms");
    refuses(
        () -> new Aimd(20, 20, 200, 0.49, MS, MS), "aimd must keep 50 % to 99.99 % after a drop");
    refuses(() -> new Aimd(20, 20, 200, 0.9, 0, MS), "aimd's time for slow must be positive");
    refuses(
        () -> new Vegas(20, 1, 1000, 6, 5, 1, 30, MS), "vegas's beta must be from alpha to 1000");
    refuses(
        () -> new Gradient2(20, 20, 200, 4, 0, 600, 1.5, MS),
        "gradient2's smoothing must be 0.001 to 1");
    refuses(
        () -> new Gradient2(20, 20, 200, 4, 0.2, 600, 0.9, MS),
        "gradient2's tolerance must be 1 to 100");
    refuses(
        () -> new Gradient(3, 1000, 50, MS, 0.15, 0.25, 2 * MS),
        "a gradient's interval must not be shorter than its window");
  }

  private static void refuses(ThrowingCallable made, String message) {
    assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static Aimd aimd(int initial, int min, int max) {
    return new Aimd(initial, min, max, 0.9, MS, MS);
  }
}
