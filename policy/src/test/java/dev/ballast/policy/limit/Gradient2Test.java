package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static dev.ballast.policy.limit.Given.random;
import static dev.ballast.policy.limit.Given.silence;
import static dev.ballast.policy.limit.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The usual time is 10 ms, known for long, where nothing else is said. */
final class Gradient2Test {
  private static final Offset<Double> EXACT = within(1e-9);

  @Test
  void a_time_that_is_tolerated_adds_a_fifth_of_the_queue() {
    assertThat(after(50, window(10, 50))).isCloseTo(50.8, EXACT); // 50 · 0.8 + 54 · 0.2
    assertThat(after(50, window(15, 50))).isCloseTo(50.8, EXACT); // usual 10.0166, 15.02 is well
  }

  @Test
  void a_time_above_it_multiplies_by_the_gradient() {
    // usual = 10 + 2/601 · (20 − 10) = 10.033278; g = 1.5 · usual / 20 = 0.752496
    double gradient = 1.5 * (10 + 20.0 / 601) / 20;
    assertThat(gradient).isCloseTo(0.752496, within(1e-6));
    assertThat(after(50, window(20, 50))).isCloseTo(40 + 0.2 * (50 * gradient + 4), EXACT);
  }

  @Test
  void the_gradient_is_at_least_a_half() {
    assertThat(after(50, window(1_000, 50))).isCloseTo(45.8, EXACT); // 40 + 0.2 · (25 + 4)
  }

  @Test
  void it_stays_between_20_and_200() {
    assertThat(after(20, window(1_000, 20))).isEqualTo(20);
    assertThat(after(199.5, window(10, 199))).isEqualTo(200);
  }

  @Test
  void less_than_half_in_flight_moves_nothing_either_way() {
    assertThat(after(50, window(10, 24))).isEqualTo(50);
    assertThat(after(50, window(1_000, 24))).isEqualTo(50);
    assertThat(after(50, window(10, 25))).isGreaterThan(50);
  }

  @Test
  void the_usual_time_is_the_mean_of_the_first_ten_windows_then_an_average_over_600() {
    Estimate estimate = Gradient2.DEFAULT.first();
    for (int i = 1; i <= 10; i++) {
      estimate = estimate.after(window(i, 1), random());
    }
    assertThat(usual(estimate)).isCloseTo(5.5 * MS, within(1.0));
    estimate = estimate.after(window(11.51, 1), random());
    assertThat(usual(estimate)).isCloseTo(5.52 * MS, within(1.0)); // 5.5 + 2/601 · 6.01
  }

  @Test
  void a_usual_time_above_twice_that_of_the_moment_loses_5_percent_at_once() {
    // 10 + 2/601 · (4 − 10) = 9.980033 is above 8
    assertThat(usual(known(50).after(window(4, 50), random())))
        .isCloseTo(0.95 * (10 - 12.0 / 601) * MS, within(1.0));
    assertThat(usual(known(50).after(window(5, 50), random())))
        .isCloseTo((10 - 10.0 / 601) * MS, within(1.0)); // 9.98 is not above 10
  }

  @Test
  void a_window_that_was_mostly_dropped_counts_as_a_gradient_of_a_half() {
    assertThat(after(50, window(1, 50, 99))).isCloseTo(50.8, EXACT);
    assertThat(after(50, window(1, 50, 100))).isCloseTo(45.8, EXACT);
    assertThat(after(50, silence(5))).isCloseTo(45.8, EXACT);
  }

  private static Gradient2.Known known(double limit) {
    return new Gradient2.Known(Gradient2.DEFAULT, limit, 10 * MS, 10);
  }

  private static double usual(Estimate estimate) {
    return ((Gradient2.Known) estimate).longNanos();
  }

  private static double after(double limit, Sample sample) {
    return known(limit).after(sample, random()).limit();
  }
}
