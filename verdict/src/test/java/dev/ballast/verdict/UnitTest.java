package dev.ballast.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitTest {
  @Test
  void share_keeps_the_digits_that_tell_it_from_all_and_nothing() {
    assertThat(Unit.SHARE.text(1)).isEqualTo("100 %");
    assertThat(Unit.SHARE.text(0)).isEqualTo("0 %");
    assertThat(Unit.SHARE.text(0.999987)).isEqualTo("99.9987 %");
    assertThat(Unit.SHARE.text(0.004)).isEqualTo("0.4 %");
    assertThat(Unit.SHARE.text(0.314)).isEqualTo("31.4 %");
    assertThat(Unit.SHARE.text(0.9718)).isEqualTo("97.2 %");
  }

  @Test
  void latency_has_three_digits() {
    assertThat(Unit.MILLISECONDS.text(0.4567)).isEqualTo("0.457 ms");
    assertThat(Unit.MILLISECONDS.text(41.23)).isEqualTo("41.2 ms");
    assertThat(Unit.MILLISECONDS.text(412.3)).isEqualTo("412 ms");
    assertThat(Unit.MILLISECONDS.text(12_340)).isEqualTo("12.3 s");
  }

  @Test
  void what_is_not_there_is_a_dash() {
    assertThat(Unit.SECONDS.text(Double.NaN)).isEqualTo("-");
    assertThat(Unit.SECONDS.text(31.2, Double.POSITIVE_INFINITY)).isEqualTo("from 31.2 s");
  }

  @Test
  void count_is_grouped() {
    assertThat(Unit.COUNT.text(27_012)).isEqualTo("27,012");
  }
}
