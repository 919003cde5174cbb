package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void scale_ends_at_a_round_number_that_holds_the_largest_value() {
    assertThat(Scale.upTo(117, 100).ticks()).containsExactly(0.0, 50.0, 100.0, 150.0);
    assertThat(Scale.upTo(0.9, 100).most()).isEqualTo(1);
    assertThat(Scale.upTo(0, 100).most()).isPositive();
  }

  @Test
  void values_outside_stay_on_the_paper() {
    assertThat(Scale.exactly(90, 100, 9).at(-5)).isZero();
    assertThat(Scale.exactly(90, 100, 9).at(95)).isEqualTo(100);
  }
}
