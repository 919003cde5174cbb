package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GammaFunctionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "1.5, -0.12078223763524543",
    "2, 0",
    "3.3, 0.9870985778947339",
    "10, 12.801827480081467",
    "101, 363.73937555556347",
  })
  void the_logarithm_of_gamma_has_its_published_value(double x, double expected) {
    assertThat(GammaFunction.log(x)).isCloseTo(expected, within(1e-12));
  }
}
