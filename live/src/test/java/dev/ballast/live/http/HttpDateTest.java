package dev.ballast.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class HttpDateTest {
  private static Instant read(CharSequence date) {
    return ZonedDateTime.parse(
            date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ENGLISH))
        .toInstant();
  }

  @Test
  void it_is_the_example_of_the_rfc() { // RFC 9110, 5.6.7
    assertThat(HttpDate.text(784_111_777).toString()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void now_is_now_and_ago_is_before() {
    Instant before = Instant.now().minusSeconds(1);
    Instant said = read(HttpDate.now());
    assertThat(said).isBetween(before, Instant.now());
    assertThat(read(HttpDate.ago(60))).isBetween(before.minusSeconds(60), said.minusSeconds(58));
  }
}
