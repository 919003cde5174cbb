package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Slow start over 30 s, unless a test says otherwise. */
final class WarmUpTest {
  private static final long SECOND = 1_000_000_000L;

  private final double[] weights = new double[3];
  private final WarmUp warmUp =
      new WarmUp(SlowStart.over(30 * SECOND), 3, (replica, factor) -> weights[replica] = factor);

  WarmUpTest() {
    Arrays.fill(weights, 1);
  }

  @Test
  void the_weight_is_a_tenth_until_a_tenth_of_the_window_and_then_grows_with_age() {
    SlowStart straight = SlowStart.over(30 * SECOND);
    assertThat(straight.factor(0)).isEqualTo(0.1);
    assertThat(straight.factor(3 * SECOND)).isEqualTo(0.1);
    assertThat(straight.factor(15 * SECOND)).isEqualTo(0.5);
    assertThat(straight.factor(30 * SECOND)).isEqualTo(1);
    assertThat(new SlowStart(100, 0.1, 2).factor(25)).isEqualTo(0.5);
    assertThat(new SlowStart(100, 0.1, 0.5).factor(50)).isEqualTo(0.25);
  }

  @Test
  void nobody_who_was_never_away_starts_slowly() {
    warmUp.succeeded(0, 5);
    warmUp.advance(SECOND);
    assertThat(weights).containsOnly(1);
  }

  @Test
  void the_age_of_a_replica_that_was_away_begins_with_its_first_success() {
    warmUp.away(1);
    assertThat(weights).containsExactly(1, 0.1, 1);
    warmUp.advance(100 * SECOND);
    assertThat(weights).as("still away").containsExactly(1, 0.1, 1);
    warmUp.succeeded(1, 100 * SECOND);
    warmUp.succeeded(1, 110 * SECOND); // its second one changes nothing
    warmUp.advance(115 * SECOND);
    assertThat(weights[1]).isEqualTo(0.5);
    warmUp.advance(130 * SECOND);
    assertThat(weights).containsOnly(1);
  }

  @Test
  void weights_follow_the_age_in_steps_of_a_hundredth_of_the_window() {
    warmUp.away(0);
    warmUp.succeeded(0, 0);
    for (long now = 0; now <= 31 * SECOND; now += SECOND / 100) {
      warmUp.advance(now);
      double exact = SlowStart.over(30 * SECOND).factor(now);
      assertThat(weights[0]).isCloseTo(exact, within(0.0101)).isLessThanOrEqualTo(exact);
    }
    assertThat(weights[0]).isEqualTo(1);
  }

  @Test
  void who_is_away_again_begins_again() {
    warmUp.away(0);
    warmUp.succeeded(0, 0);
    warmUp.advance(15 * SECOND);
    warmUp.away(0);
    assertThat(weights[0]).isEqualTo(0.1);
    warmUp.advance(40 * SECOND);
    assertThat(weights[0]).isEqualTo(0.1);
  }

  @Test
  void several_that_come_back_one_after_the_other_have_their_own_age() {
    warmUp.away(0);
    warmUp.away(2);
    warmUp.succeeded(0, 0);
    warmUp.succeeded(2, 15 * SECOND);
    warmUp.advance(30 * SECOND);
    assertThat(weights).containsExactly(1, 1, 0.5);
    warmUp.advance(45 * SECOND);
    assertThat(weights).containsOnly(1);
  }

  @Test
  void an_impossible_slow_start_says_what_is_right() {
    assertThatThrownBy(() -> SlowStart.over(0)).hasMessage("a slow start must last some time");
    assertThatThrownBy(() -> new SlowStart(1, 0, 1))
        .hasMessage("a slow start begins above 0 % up to 100 %");
    assertThatThrownBy(() -> new SlowStart(1, 0.1, 0))
        .hasMessage("aggression must be above 0, at most 100");
  }
}
