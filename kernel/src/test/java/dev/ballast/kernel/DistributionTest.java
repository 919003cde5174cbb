package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.kernel.Distribution.Empirical;
import dev.ballast.kernel.Distribution.Empirical.Point;
import dev.ballast.kernel.Distribution.Exponential;
import dev.ballast.kernel.Distribution.Gamma;
import dev.ballast.kernel.Distribution.Lognormal;
import dev.ballast.kernel.Distribution.Pareto;
import dev.ballast.kernel.Distribution.Uniform;
import dev.ballast.kernel.Distribution.Weibull;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Samples of each law against its closed forms. Every comparison is within 4 standard errors (99.99
 * % confidence) and the seeds are fixed.
 */
final class DistributionTest {
  private static final double MS = 1e6;

  @Test
  void a_constant_is_always_itself_and_draws_nothing() {
    RandomStream random = RandomStream.of(1, "constant");
    long next = RandomStream.of(1, "constant").nextLong();
    assertThat(new Constant(5 * MS).sample(random)).isEqualTo(5 * MS);
    assertThat(new Constant(5 * MS).meanNanos()).isEqualTo(5 * MS);
    assertThat(random.nextLong()).isEqualTo(next);
  }

  @Test
  void a_uniform_follows_its_formulas() {
    samplesOf(new Uniform(2 * MS, 6 * MS))
        .haveMean(4 * MS, 4 * MS / Math.sqrt(12))
        .haveQuantile(0.01, 2.04 * MS)
        .haveQuantile(0.5, 4 * MS)
        .haveQuantile(0.99, 5.96 * MS);
  }

  @Test
  void an_exponential_follows_its_formulas() {
    samplesOf(new Exponential(10 * MS))
        .haveMean(10 * MS, 10 * MS)
        .haveQuantile(0.5, 10 * MS * Math.log(2))
        .haveQuantile(0.99, 10 * MS * Math.log(100))
        .haveQuantile(0.999, 10 * MS * Math.log(1000));
  }

  @Test
  void a_lognormal_is_given_by_mean_and_coefficient_of_variation() {
    double sigma = Math.sqrt(Math.log(1.25)); // cv 0.5
    samplesOf(Lognormal.ofMean(8 * MS, 0.5))
        .haveMean(8 * MS, 4 * MS)
        .haveQuantile(0.5, 8 * MS / Math.sqrt(1.25))
        .haveQuantile(0.99, 8 * MS / Math.sqrt(1.25) * Math.exp(sigma * 2.3263478740408408));
  }

  @Test
  void a_lognormal_is_given_by_median_and_99th_percentile() {
    Lognormal law = Lognormal.ofPercentiles(6 * MS, 30 * MS);
    samplesOf(law).haveQuantile(0.5, 6 * MS).haveQuantile(0.99, 30 * MS);
    double sigma = Math.log(5) / 2.3263478740408408;
    assertThat(law.meanNanos())
        .isCloseTo(6 * MS * Math.exp(sigma * sigma / 2), within(1e-9 * 6 * MS));
  }

  @Test
  void a_lognormal_without_variation_is_constant() {
    RandomStream random = RandomStream.of(1, "flat");
    for (Distribution law :
        List.of(Lognormal.ofMean(8 * MS, 0), Lognormal.ofPercentiles(8 * MS, 8 * MS))) {
      assertThat(law.sample(random)).isCloseTo(8 * MS, within(1e-6));
      assertThat(law.meanNanos()).isCloseTo(8 * MS, within(1e-6));
    }
  }

  @Test
  void a_gamma_of_shape_above_1_follows_its_formulas() {
    samplesOf(new Gamma(2.5, 4 * MS))
        .haveMean(10 * MS, Math.sqrt(2.5) * 4 * MS)
        .haveQuantile(0.1, 0.8051539934811613 * 4 * MS)
        .haveQuantile(0.5, 2.175730095547763 * 4 * MS)
        .haveQuantile(0.9, 4.618178449890562 * 4 * MS)
        .haveQuantile(0.99, 7.543136234694495 * 4 * MS);
  }

  @Test
  void a_gamma_of_shape_below_1_follows_its_formulas() {
    samplesOf(new Gamma(0.5, 4 * MS))
        .haveMean(2 * MS, Math.sqrt(0.5) * 4 * MS)
        .haveQuantile(0.1, 0.00789538704671561 * 4 * MS)
        .haveQuantile(0.5, 0.227468211559786 * 4 * MS)
        .haveQuantile(0.9, 1.352771727047702 * 4 * MS)
        .haveQuantile(0.99, 3.3174483005106072 * 4 * MS);
  }

  @Test
  void a_gamma_is_given_by_mean_and_coefficient_of_variation() {
    assertThat(Gamma.ofMean(16 * MS, 0.25)).isEqualTo(new Gamma(16, 1 * MS));
    samplesOf(Gamma.ofMean(16 * MS, 0.25))
        .haveMean(16 * MS, 4 * MS)
        .haveQuantile(0.5, 15.667929544317243 * MS)
        .haveQuantile(0.99, 26.742885918117675 * MS);
  }

  @Test
  void a_weibull_follows_its_formulas() {
    samplesOf(new Weibull(2, 10 * MS)) // shape 2: mean scale·√π/2, variance scale²·(1 − π/4)
        .haveMean(10 * MS * Math.sqrt(Math.PI) / 2, 10 * MS * Math.sqrt(1 - Math.PI / 4))
        .haveQuantile(0.5, 10 * MS * Math.sqrt(Math.log(2)))
        .haveQuantile(0.99, 10 * MS * Math.sqrt(Math.log(100)));
  }

  @Test
  void a_weibull_of_shape_1_is_the_exponential() {
    assertThat(new Weibull(1, 10 * MS).meanNanos()).isCloseTo(10 * MS, within(1e-6));
    assertThat(draw(new Weibull(1, 10 * MS), 100))
        .containsExactly(draw(new Exponential(10 * MS), 100));
  }

  @Test
  void a_pareto_follows_its_formulas() {
    samplesOf(new Pareto(5, 8 * MS)) // mean 5/4 of the minimum, deviation mean/√15
        .haveMean(10 * MS, 10 * MS / Math.sqrt(15))
        .haveQuantile(0.5, 8 * MS * Math.pow(2, 0.2))
        .haveQuantile(0.99, 8 * MS * Math.pow(100, 0.2));
  }

  @Test
  void a_pareto_of_shape_1_or_less_has_no_finite_mean() {
    assertThat(new Pareto(1, MS).meanNanos()).isInfinite();
    assertThat(new Pareto(1.0001, MS).meanNanos()).isFinite();
  }

  @Test
  void an_empirical_law_is_linear_between_its_points() {
    Empirical law =
        new Empirical(
            List.of(
                new Point(0, 1 * MS),
                new Point(0.5, 3 * MS),
                new Point(0.9, 3 * MS), // a step: 40 % of the values are 3 ms
                new Point(1, 13 * MS)));
    assertThat(law.meanNanos()).isCloseTo((0.5 * 2 + 0.4 * 3 + 0.1 * 8) * MS, within(1e-6));
    samplesOf(law)
        .haveMean(3 * MS, 2 * MS)
        .haveQuantile(0.25, 2 * MS)
        .haveQuantile(0.95, 8 * MS)
        .haveQuantile(0.99, 12 * MS);
  }

  @Test
  void one_draw_is_slow_under_every_law_or_fast_under_every_law() {
    List<Distribution> laws =
        List.of(
            new Uniform(0, MS),
            new Exponential(MS),
            Lognormal.ofMean(MS, 1),
            new Weibull(0.7, MS),
            new Pareto(2, MS),
            new Empirical(List.of(new Point(0, 0), new Point(1, MS))));
    int[] order = byRank(draw(laws.getFirst(), 200));
    for (Distribution law : laws) {
      assertThat(byRank(draw(law, 200))).as("%s", law).containsExactly(order);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void impossible_parameters_are_refused(double bad) {
    refuses(() -> new Constant(bad), "the constant must be 0 or more and finite");
    refuses(() -> new Uniform(bad, 1), "the lower bound must be 0 or more and finite");
    refuses(() -> new Uniform(0, bad), "the upper bound must be 0 or more and finite");
    refuses(() -> new Exponential(bad), "the mean must be positive and finite");
    refuses(() -> Lognormal.ofMean(bad, 1), "the mean must be positive and finite");
    refuses(() -> Lognormal.ofMean(1, bad), "cv must be 0 or more and finite");
    refuses(() -> new Lognormal(1, bad), "sigma must be 0 or more and finite");
    refuses(() -> Lognormal.ofPercentiles(bad, bad), "p");
    refuses(() -> Gamma.ofMean(bad, 1), "the mean must be positive and finite");
    refuses(() -> Gamma.ofMean(1, bad), "cv must be positive and finite");
    refuses(() -> new Weibull(bad, 1), "the shape must be positive and finite");
    refuses(() -> new Weibull(1, bad), "the scale must be positive and finite");
    refuses(() -> new Pareto(bad, 1), "the shape must be positive and finite");
    refuses(() -> new Pareto(1, bad), "the minimum must be positive and finite");
  }

  @Test
  void contradictions_are_refused() {
    refuses(() -> new Uniform(2, 1), "must not be below the lower bound");
    refuses(() -> Lognormal.ofPercentiles(2, 1), "p99 must not be below p50");
    refuses(() -> new Lognormal(Double.NaN, 1), "mu must be finite");
    refuses(() -> empirical(new Point(0, 1)), "from share 0 to share 1");
    refuses(() -> empirical(new Point(0.1, 1), new Point(1, 2)), "from share 0 to share 1");
    refuses(() -> empirical(new Point(0, 1), new Point(0.9, 2)), "from share 0 to share 1");
    refuses(() -> empirical(new Point(0, 2), new Point(1, 1)), "must not fall in value");
    refuses(
        () -> empirical(new Point(0, 1), new Point(0, 2), new Point(1, 3)), "must rise in share");
    refuses(
        () -> empirical(new Point(0, 1), new Point(1, Double.POSITIVE_INFINITY)), "the maximum");
  }

  private static Empirical empirical(Point... points) {
    return new Empirical(List.of(points));
  }

  private static void refuses(Runnable construction, String message) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Samples samplesOf(Distribution law) {
    return new Samples(law, draw(law, Samples.COUNT));
  }

  private static double[] draw(Distribution law, int count) {
    RandomStream random = RandomStream.of(2026, "samples");
    double[] values = new double[count];
    Arrays.setAll(values, i -> law.sample(random));
    return values;
  }

  /** The indexes of the values from the smallest to the largest. */
  private static int[] byRank(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> values[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static final class Samples {
    static final int COUNT = 200_000;

    private final Distribution law;
    private final double[] values;

    Samples(Distribution law, double[] values) {
      this.law = law;
      this.values = values;
    }

    /** The sample mean and the law's own mean are this one. */
    Samples haveMean(double expected, double deviation) {
      assertThat(law.meanNanos()).isCloseTo(expected, within(expected * 1e-9));
      assertThat(Arrays.stream(values).average().orElseThrow())
          .isCloseTo(expected, within(4 * deviation / Math.sqrt(COUNT)));
      return this;
    }

    /** This share of the samples is not above this value. */
    Samples haveQuantile(double share, double value) {
      double below = (double) Arrays.stream(values).filter(v -> v <= value).count() / COUNT;
      assertThat(below)
          .as("share of samples up to %s", value)
          .isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / COUNT)));
      return this;
    }
  }
}
