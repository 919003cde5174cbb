package dev.ballast.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution.Lognormal;
import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatenciesTest {
  private static final long MS = 1_000_000;
  private static final long HOUR = 3_600_000 * MS;

  private final Latencies latencies = new Latencies();

  @Test
  void nothing_has_no_latency() {
    assertThat(latencies.count()).isZero();
    assertThat(latencies.meanNanos()).isZero();
    assertThat(latencies.quantileNanos(0.99)).isZero();
    assertThat(latencies.countAbove(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_499, 5_432, 999_999, 12_345_678, 98_765_432_109L, HOUR})
  void a_value_is_kept_to_a_microsecond_or_a_thousandth(long nanos) {
    latencies.add(nanos);
    assertThat((double) latencies.quantileNanos(0.5))
        .isCloseTo((double) nanos, within(Math.max(500.0, nanos / 1_000.0)));
  }

  @Test
  void quantiles_agree_with_sorted_values_to_a_thousandth() {
    RandomStream random = RandomStream.of(1, "latencies");
    Lognormal law = Lognormal.ofPercentiles(6 * MS, 30 * MS);
    long[] values = new long[50_000];
    Arrays.setAll(values, i -> Math.round(law.sample(random)));
    Arrays.stream(values).forEach(latencies::add);
    Arrays.sort(values);
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat((double) latencies.quantileNanos(share))
          .as("quantile %s", share)
          .isCloseTo((double) exact, within(exact / 1_000.0 + 500));
    }
  }

  @Test
  void the_mean_is_not_rounded_as_the_histogram_is() {
    latencies.add(1);
    latencies.add(2);
    latencies.add(12_345_678_912_345L); // three hours and more
    assertThat(latencies.meanNanos()).isEqualTo(12_345_678_912_348L / 3.0);
  }

  @ParameterizedTest
  @ValueSource(longs = {HOUR + MS, Long.MAX_VALUE})
  void longer_than_an_hour_counts_as_an_hour(long nanos) {
    latencies.add(nanos);
    assertThat((double) latencies.quantileNanos(1))
        .isCloseTo((double) HOUR, within(HOUR / 1_000.0));
  }

  @Test
  void a_negative_latency_counts_as_none() {
    latencies.add(-5 * MS);
    latencies.add(10 * MS);
    assertThat(latencies.meanNanos()).isEqualTo(5 * MS);
    assertThat(latencies.quantileNanos(0.5)).isZero();
  }

  @Test
  void counts_what_is_above_a_limit_and_not_what_is_at_it() {
    latencies.add(200_000);
    latencies.add(200_000);
    latencies.add(201_000);
    assertThat(latencies.countAbove(199_000)).isEqualTo(3);
    assertThat(latencies.countAbove(200_000)).isEqualTo(1);
    assertThat(latencies.countAbove(201_000)).isZero();
    assertThat(latencies.countAbove(Long.MAX_VALUE)).isZero();
  }

  @Test
  void two_distributions_added_are_the_distribution_of_both() {
    Latencies other = new Latencies();
    latencies.add(10 * MS);
    other.add(20 * MS);
    other.add(30 * MS);
    latencies.addAll(other);
    assertThat(latencies.count()).isEqualTo(3);
    assertThat(latencies.meanNanos()).isEqualTo(20 * MS);
    assertThat((double) latencies.quantileNanos(0.5)).isCloseTo(20 * MS, within(20_000.0));
    assertThat(other.count()).isEqualTo(2);
  }

  @Test
  void cleared_it_holds_nothing() {
    latencies.add(10 * MS);
    latencies.clear();
    assertThat(latencies.count()).isZero();
    assertThat(latencies.meanNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 99, 255, 256, 257, 1_000})
  void few_values_are_rounded_as_many_are(int count) {
    RandomStream random = RandomStream.of(2, "latencies");
    Lognormal law = Lognormal.ofPercentiles(6 * MS, 300 * MS);
    Latencies many = new Latencies();
    for (int i = 0; i < 300; i++) { // a histogram from the beginning
      many.add(i);
    }
    many.clear();
    for (int i = 0; i < count; i++) {
      long value = Math.round(law.sample(random));
      latencies.add(value);
      many.add(value);
    }
    assertThat(latencies.count()).isEqualTo(count);
    for (double share : new double[] {0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
      assertThat(latencies.quantileNanos(share))
          .as("quantile %s", share)
          .isEqualTo(many.quantileNanos(share));
    }
    assertThat(latencies.standardDeviationNanos()).isEqualTo(many.standardDeviationNanos());
    assertThat(latencies.countAbove(10 * MS)).isEqualTo(many.countAbove(10 * MS));
    assertThat(latencies.plus(latencies).count()).isEqualTo(2L * count);
  }
}
