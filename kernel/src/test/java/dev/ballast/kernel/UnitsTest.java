package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "999, 999ns",
    "1000, 1us",
    "1001, 1.001us",
    "999999, 999.999us",
    "1000000, 1ms",
    "1500000, 1.5ms",
    "250000000, 250ms",
    "999999999, 999.999999ms",
    "1000000000, 1s",
    "1000000001, 1.000000001s",
    "59000000000, 59s",
    "60000000000, 1min",
    "90000000000, 90s",
    "5400000000000, 90min",
    "3600000000000, 1h",
    "-1500000, -1.5ms",
    "9223372036854775807, 9223372036.854775807s",
  })
  void a_duration_is_written_exactly_in_the_largest_unit_that_fits(long nanos, String text) {
    assertThat(Units.duration(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0%",
    "1, 100%",
    "0.5, 50%",
    "0.1, 10%",
    "0.999, 99.9%",
    "0.9999, 99.99%",
    "0.07, 7%",
    "0.00000001, 0.000001%",
  })
  void a_share_is_written_with_the_decimals_it_needs(double share, String text) {
    assertThat(Units.percent(share)).isEqualTo(text);
  }
}
