package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.random;
import static dev.ballast.policy.limit.Given.silence;
import static dev.ballast.policy.limit.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AimdTest {
  private final Aimd config = new Aimd(50, 20, 100, 0.9, 40 * Given.MS, 100 * Given.MS);

  @Test
  void a_window_without_a_drop_adds_one() {
    assertThat(after(50, window(10, 25))).isEqualTo(51);
    assertThat(after(100, window(10, 100))).isEqualTo(100);
  }

  @Test
  void a_window_with_one_drop_keeps_nine_tenths() {
    assertThat(after(50, window(10, 50, 1))).isEqualTo(45);
    assertThat(after(45, window(10, 45, 7))).isEqualTo(40); // ⌊40.5⌋
    assertThat(after(21, silence(21))).isEqualTo(20); // ⌊18.9⌋ is below the minimum
  }

  @Test
  void a_window_that_is_slow_in_the_mean_counts_as_dropped() {
    assertThat(after(50, window(40, 50))).isEqualTo(51);
    assertThat(after(50, window(40.001, 50))).isEqualTo(45);
  }

  @Test
  void less_than_half_in_flight_adds_nothing() {
    assertThat(after(50, window(10, 24))).isEqualTo(50);
    assertThat(after(51, window(10, 25))).isEqualTo(51);
    assertThat(after(51, window(10, 26))).isEqualTo(52);
  }

  private double after(double limit, Sample sample) {
    return new Aimd.Known(config, limit).after(sample, random()).limit();
  }
}
