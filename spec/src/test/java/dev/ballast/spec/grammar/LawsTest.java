package dev.ballast.spec.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A law given by what people know has just that. */
final class LawsTest {
  private static final int DRAWS = 200_000;

  private static double[] draws(String text) throws Mismatch {
    Distribution law = DistributionText.parse(text);
    RandomStream random = RandomStream.of(7, text);
    double[] values = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      values[i] = law.sample(random) / 1e6;
    }
    Arrays.sort(values);
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lognormal(mean=8ms, cv=0.5)   | 8 | 0.5",
        "gamma(mean=8ms, cv=0.5)       | 8 | 0.5",
        "gamma(mean=8ms, cv=1.5)       | 8 | 1.5",
        "gamma(shape=4, scale=2ms)     | 8 | 0.5",
        "weibull(mean=8ms, cv=0.5)     | 8 | 0.5",
        "weibull(mean=8ms, cv=1)       | 8 | 1",
        "weibull(mean=8ms, cv=1.5)     | 8 | 1.5",
        "exponential(8ms)              | 8 | 1",
        "exponential(mean=8ms)         | 8 | 1",
        "uniform(6ms, 10ms)            | 8 | 0.144338",
        "uniform(min=6ms, max=10ms)    | 8 | 0.144338",
        "constant(8ms)                 | 8 | 0",
      })
  void mean_and_coefficient_of_variation_are_those_asked_for(String text, double mean, double cv)
      throws Mismatch {
    double[] draws = draws(text);
    double average = Arrays.stream(draws).average().orElseThrow();
    double variance =
        Arrays.stream(draws).map(d -> (d - average) * (d - average)).average().orElseThrow();
    assertThat(DistributionText.parse(text).meanNanos() / 1e6).isCloseTo(mean, within(1e-9));
    assertThat(average).isCloseTo(mean, within(mean * (0.001 + 0.02 * cv)));
    assertThat(StrictMath.sqrt(variance) / average).isCloseTo(cv, within(0.03 * cv + 1e-6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lognormal(p50=6ms, p99=30ms)             | 6   | 30",
        "weibull(p50=6ms, p99=30ms)               | 6   | 30",
        "weibull(p50=6ms, p99=500ms)              | 6   | 500",
        "exponential(10ms)                        | 6.9315 | 46.0517",
        "pareto(shape=2, min=3ms)                 | 4.2426 | 30",
        "empirical(0%: 1ms, 50%: 6ms, 100%: 56ms) | 6   | 55",
      })
  void percentiles_are_those_asked_for(String text, double p50, double p99) throws Mismatch {
    double[] draws = draws(text);
    assertThat(draws[DRAWS / 2]).isCloseTo(p50, within(0.03 * p50));
    assertThat(draws[DRAWS * 99 / 100]).isCloseTo(p99, within(0.06 * p99));
  }
}
