package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalTest {
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.75, 0.6744897501960817",
    "0.9, 1.2815515655446004",
    "0.95, 1.6448536269514722",
    "0.975, 1.959963984540054",
    "0.99, 2.3263478740408408",
    "0.995, 2.5758293035489004",
    "0.999, 3.090232306167813",
    "0.9999, 3.719016485455709",
    "1e-6, -4.753424308822899",
    "1e-10, -6.361340902404056",
    "1e-300, -37.0470962993612",
  })
  void the_quantile_has_its_published_value(double p, double expected) {
    assertThat(Normal.quantile(p)).isCloseTo(expected, within(Math.abs(expected) * 4e-15));
  }

  /** The three numbers by which the algorithm's paper checks an implementation. */
  @ParameterizedTest
  @CsvSource({
    "0.25, -0.6744897501960817",
    "0.001, -3.090232306167814",
    "1e-20, -9.262340089798408",
  })
  void the_quantile_passes_the_check_of_algorithm_as_241(double p, double expected) {
    assertThat(Normal.quantile(p)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void the_quantile_rises_with_its_argument() {
    double before = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < 100_000; i++) {
      double quantile = Normal.quantile(i / 100_000.0);
      assertThat(quantile).isGreaterThan(before);
      before = quantile;
    }
  }

  @Test
  void the_quantile_is_finite_for_every_fraction_that_can_be_drawn() {
    assertThat(Normal.quantile(RandomStream.unit(0L))).isFinite().isNegative();
    assertThat(Normal.quantile(RandomStream.unit(-1L))).isFinite().isPositive();
  }
}
