package dev.ballast.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {
  @Test
  void t_quantiles_are_those_of_the_printed_tables() {
    // Two-sided 99 %: every table of Student's t, such as NIST/SEMATECH 1.3.6.7.2.
    assertThat(Intervals.t(0.99, 1)).isCloseTo(63.657, within(5e-4));
    assertThat(Intervals.t(0.99, 2)).isCloseTo(9.925, within(5e-4));
    assertThat(Intervals.t(0.99, 4)).isCloseTo(4.604, within(5e-4));
    assertThat(Intervals.t(0.99, 9)).isCloseTo(3.250, within(5e-4));
    assertThat(Intervals.t(0.99, 29)).isCloseTo(2.756, within(5e-4));
    assertThat(Intervals.t(0.99, 100)).isCloseTo(2.626, within(5e-4));
    assertThat(Intervals.t(0.999, 4)).isCloseTo(8.610, within(5e-4));
    assertThat(Intervals.t(0.95, 10)).isCloseTo(2.228, within(5e-4));
  }

  @Test
  void wilson_interval_is_the_published_one() {
    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3, 95 %.
    assertInterval(Intervals.share(81, 263, 0.95), 0.2553, 0.3662);
    assertInterval(Intervals.share(15, 148, 0.95), 0.0624, 0.1605);
    assertInterval(Intervals.share(0, 20, 0.95), 0.0000, 0.1611);
    assertInterval(Intervals.share(1, 29, 0.95), 0.0061, 0.1718);
  }

  private static void assertInterval(Estimate estimate, double low, double high) {
    assertThat(estimate.low()).isCloseTo(low, within(5e-5));
    assertThat(estimate.high()).isCloseTo(high, within(5e-5));
  }

  @Test
  void share_of_27000_good_ones_of_27000_leaves_room_for_a_bad_one() {
    Estimate all = Intervals.share(27_000, 27_000, 0.99);
    assertThat(all.high()).isEqualTo(1);
    // n / (n + z²) with z = 2.575829
    assertThat(all.low()).isCloseTo(27_000 / (27_000 + 6.634897), within(1e-9));
  }

  @Test
  void share_of_nothing_has_no_data() {
    assertThat(Intervals.share(0, 0, 0.99).hasData()).isFalse();
  }

  @Test
  void mean_of_five_values_has_students_interval() {
    Sample sample = sample(10, 12, 14, 16, 18);
    Estimate mean = Intervals.mean(sample, 0.99);
    // s = √10, t(4) = 4.6041, half = t·s/√5
    assertThat(mean.value()).isEqualTo(14);
    assertThat(mean.high() - 14).isCloseTo(4.6041 * Math.sqrt(10) / Math.sqrt(5), within(1e-3));
    assertThat(14 - mean.low()).isCloseTo(mean.high() - 14, within(1e-12));
  }

  @Test
  void one_more_run_may_lie_further_out_than_the_mean() {
    Estimate next = Intervals.oneMore(sample(10, 12, 14, 16, 18), 0.99);
    assertThat(next.high() - 14).isCloseTo(4.6041 * Math.sqrt(10) * Math.sqrt(1.2), within(1e-3));
  }

  /** With laws whose every outcome is summed, so that nothing is left to chance. */
  @ParameterizedTest
  @CsvSource({"0.05, 5", "0.4, 3", "0.4, 20", "3, 5", "30, 5"})
  void one_more_count_lies_inside_as_often_as_is_said(double mean, int runs) {
    double inside = 0;
    for (int seen = 0; seen < 20 + 3 * mean * runs; seen++) {
      Sample sample = new Sample();
      for (int run = 0; run < runs; run++) {
        sample.add(seen / (double) runs); // no spread: what events alone have is what is looked at
      }
      Estimate next = Intervals.oneMoreCount(sample, 0.99);
      double hits = 0;
      for (int count = 0; count < 20 + 5 * mean; count++) {
        hits += next.low() <= count && count <= next.high() ? poisson(count, mean) : 0;
      }
      inside += hits * poisson(seen, mean * runs);
    }
    assertThat(inside).isBetween(0.99, 1.0);
  }

  private static double poisson(int count, double mean) {
    double probability = Math.exp(-mean);
    for (int i = 1; i <= count; i++) {
      probability *= mean / i;
    }
    return probability;
  }

  @Test
  void one_more_count_is_bounded_where_none_was_seen_and_wide_where_runs_differ() {
    // P(y or more, all in the one more) = (1/6)^y: 0.0278 for 2, 0.0046 for 3.
    assertThat(Intervals.oneMoreCount(sample(0, 0, 0, 0, 0), 0.99).high()).isEqualTo(2);
    Estimate apart = Intervals.oneMore(sample(10, 200, 400, 10, 90), 0.99);
    assertThat(Intervals.oneMoreCount(sample(10, 200, 400, 10, 90), 0.99)).isEqualTo(apart);
  }

  @Test
  void one_value_bounds_nothing() {
    Estimate mean = Intervals.mean(sample(10), 0.99);
    assertThat(mean.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(mean.high()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void median_of_a_hundred_lies_between_the_tabled_ranks() {
    // 95 %: the 40th and the 61st of 100, as in tables of the confidence interval for a median.
    assertThat(Intervals.ranks(100, 0.5, 0.95)).isEqualTo(new Intervals.Ranks(40, 61));
  }

  @Test
  void percentile_of_few_values_has_no_upper_end() {
    assertThat(Intervals.ranks(100, 0.99, 0.99).above()).isEqualTo(101);
    assertThat(Intervals.ranks(100_000, 0.99, 0.99).above()).isLessThan(99_100);
  }

  @Test
  void sample_folds_what_two_passes_would_compute() {
    Sample sample = sample(2, 4, 4, 4, 5, 5, 7, 9);
    assertThat(sample.mean()).isEqualTo(5);
    assertThat(sample.standardDeviation()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-12));
    assertThat(sample.min()).isEqualTo(2);
    assertThat(sample.max()).isEqualTo(9);
  }

  @Test
  void repetition_without_a_value_does_not_count() {
    Sample sample = sample(1, Double.NaN, 3);
    assertThat(sample.count()).isEqualTo(2);
    assertThat(sample.mean()).isEqualTo(2);
  }

  private static Sample sample(double... values) {
    Sample sample = new Sample();
    for (double value : values) {
      sample.add(value);
    }
    return sample;
  }
}
