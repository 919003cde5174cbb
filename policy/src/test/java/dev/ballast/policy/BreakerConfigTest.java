package dev.ballast.policy;

import static dev.ballast.policy.BreakerConfig.ofCalls;
import static dev.ballast.policy.BreakerConfig.ofConsecutive;
import static dev.ballast.policy.BreakerConfig.ofTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.BreakerConfig.Pause;
import dev.ballast.policy.BreakerConfig.Trip;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class BreakerConfigTest {
  @Test
  void an_impossible_number_says_what_is_right() {
    for (double share : new double[] {0, -0.1, 1.01, Double.NaN}) {
      refuses("a breaker's share must be above 0 % and at most 100 %", () -> ofCalls(share, 1));
    }
    for (int calls : new int[] {0, 1_000_001}) {
      refuses("a breaker's calls must be 1 to 1000000", () -> ofCalls(1, calls));
    }
    refuses("a breaker's window must not be negative", () -> ofTime(1, 1, -1));
    for (int failures : new int[] {-1, 1_000_001}) {
      refuses(
          "a breaker's failures in a row must be 1 to 1000000, or 0 for no such limit",
          () -> ofConsecutive(failures));
    }
    refuses("a breaker must stay open for some time", () -> ofConsecutive(1).withPause(0));
    refuses("the longest pause must not be below the first", () -> new Pause(2, 1, 0));
    for (double jitter : new double[] {-0.1, 1.1}) {
      refuses("the jitter of a pause must be 0 % to 100 %", () -> new Pause(1, 2, jitter));
    }
    refuses("a breaker needs at least one probe", () -> ofConsecutive(1).withProbes(0));
    refuses("a breaker's ramp must not be negative", () -> ofConsecutive(1).withRamp(-1));
    refuses("the limit for slow calls must be positive", () -> ofConsecutive(1).withSlow(0));
    for (double share : new double[] {-0.1, 1.1}) {
      refuses(
          "the share of slow calls must be above 0 % and at most 100 %",
          () -> ofCalls(1, 1).withSlow(1, share));
    }
  }

  @Test
  void what_contradicts_itself_says_so() {
    refuses(
        "a breaker needs a share of its calls or a number of failures in a row",
        () -> ofConsecutive(0));
    refuses(
        "a share of slow calls needs a window: give the calls it has",
        () -> ofConsecutive(1).withSlow(1, 0.5));
    refuses(
        "a share of slow calls needs the time above which a call is slow",
        () -> ofCalls(1, 1).withSlow(Deadline.NONE, 0.5));
    refuses("a breaker's window needs a share of its calls", () -> new Trip(0, 0, 1, 1, 1, 0));
    refuses(
        "a breaker's probes must not be more than the calls of its window",
        () -> ofCalls(1, 5).withProbes(6));
    refuses(
        "the jitter of a pause needs a longest pause above the first", () -> new Pause(1, 1, 0.5));
    String held =
        "a forced breaker is held in its state: it has no share, failures in a row, ramp or"
            + " endpoints";
    BreakerConfig forced = BreakerConfig.forcedTo(Forced.OPEN);
    refuses(held, () -> forced.withRamp(1));
    refuses(held, () -> forced.withConsecutive(1));
    refuses(held, () -> forced.withPerEndpoint(true));
  }

  @Test
  void a_small_window_has_no_more_probes_than_calls() {
    assertThat(ofCalls(1, 2).probes()).isEqualTo(2);
    assertThat(ofCalls(1, 3).probes()).isEqualTo(3);
    assertThat(ofConsecutive(1).probes()).isEqualTo(3);
  }

  private static void refuses(String message, Supplier<Object> config) {
    assertThatThrownBy(config::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
