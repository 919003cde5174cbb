package dev.ballast.guardhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header {@code Retry-After}. */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "30 | 30",
        "999999999 | 86400",
        "99999999999999999999 | 86400",
        "Sun, 06 Nov 1994 08:49:37 GMT | 30",
        "Sunday, 06-Nov-94 08:49:37 GMT | 30",
        "Sun Nov  6 08:49:37 1994 | 30",
        "Sun, 06 Nov 1994 08:49:06 GMT | 0",
        "Wed, 06 Nov 2024 08:49:37 GMT | 86400",
        "-5 | 0",
        "1.5 | 0",
        "soon | 0",
      })
  void is_seconds_or_a_date_in_one_of_three_forms_and_anything_else_says_nothing(
      String value, long seconds) {
    assertThat(RetryAfter.nanos(value, NOW)).isEqualTo(seconds * Units.SECOND);
  }
}
