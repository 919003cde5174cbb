package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static dev.ballast.policy.limit.Given.halves;
import static dev.ballast.policy.limit.Given.silence;
import static dev.ballast.policy.limit.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The time under almost no load is 10 ms where nothing else is said. */
final class GradientTest {
  private static final Gradient CONFIG = Gradient.DEFAULT;
  private static final long MINUTE = 60_000 * MS;
  private static final long LATER = Long.MAX_VALUE;

  @Test
  void it_begins_at_3_and_measures_with_50_answers() {
    Estimate first = CONFIG.first();
    assertThat(first.limit()).isEqualTo(3);
    assertThat(first.samplesMin()).isEqualTo(50);
    assertThat(first.windowNanos()).isZero();
    assertThat(first.isMeasuring()).isTrue();
  }

  @Test
  void what_it_measured_holds_for_a_minute_and_up_to_15_percent_more() {
    Estimate running = CONFIG.first().after(new Sample(10 * MS, 3, 50, 0, 7), halves());
    assertThat(running)
        .isEqualTo(new Gradient.Running(CONFIG, 3, 10 * MS, 0, 7 + MINUTE + 9 * MINUTE / 120));
  }

  @Test
  void the_limit_is_what_the_gradient_leaves_and_its_root() {
    assertThat(after(100, window(10, 100))).isEqualTo(136); // g = 1.25: ⌊125 + 11.18⌋
    assertThat(after(100, window(12.5, 100))).isEqualTo(110); // g = 1: ⌊100 + 10⌋
    assertThat(after(100, window(15.625, 100))).isEqualTo(88); // g = 0.8: ⌊80 + 8.94⌋
    assertThat(after(100, window(25, 100))).isEqualTo(57); // g = 0.5: ⌊50 + 7.07⌋
  }

  @Test
  void the_gradient_is_from_a_half_to_two() {
    assertThat(after(100, window(1, 100))).isEqualTo(214); // ⌊200 + 14.14⌋
    assertThat(after(100, window(1_000, 100))).isEqualTo(57);
  }

  @Test
  void it_stays_between_3_and_1000() {
    assertThat(after(900, window(10, 900))).isEqualTo(1000);
    assertThat(after(4, window(1_000, 4))).isEqualTo(3); // ⌊2 + 1.41⌋
  }

  @Test
  void less_than_half_in_flight_does_not_raise_but_may_lower() {
    assertThat(after(100, window(10, 49))).isEqualTo(100);
    assertThat(after(100, window(10, 50))).isEqualTo(136);
    assertThat(after(100, window(25, 49))).isEqualTo(57);
  }

  @Test
  void a_window_that_was_mostly_dropped_counts_as_a_gradient_of_a_half() {
    assertThat(after(100, window(10, 100, 99))).isEqualTo(136);
    assertThat(after(100, window(10, 100, 100))).isEqualTo(57);
    assertThat(after(100, silence(100))).isEqualTo(57);
  }

  @Test
  void five_windows_at_the_minimum_measure_again() {
    Estimate estimate = new Gradient.Running(CONFIG, 3, 10 * MS, 0, LATER);
    for (int i = 1; i <= 5; i++) {
      assertThat(estimate.isMeasuring()).isFalse();
      estimate = estimate.after(new Sample(90 * MS, 3, 20, 0, i * MS), halves());
    }
    assertThat(estimate).isEqualTo(new Gradient.Measuring(CONFIG, 3, 5 * MS));
  }

  @Test
  void a_window_above_the_minimum_begins_the_five_anew() {
    Estimate four = new Gradient.Running(CONFIG, 3, 10 * MS, 4, LATER);
    assertThat(four.after(window(10, 3), halves()))
        .isEqualTo(new Gradient.Running(CONFIG, 5, 10 * MS, 0, LATER)); // ⌊3.75 + 1.94⌋
  }

  @Test
  void when_its_time_has_come_it_measures_at_3_and_then_takes_its_limit_up_again() {
    Estimate due = new Gradient.Running(CONFIG, 100, 10 * MS, 0, 500);
    assertThat(due.after(new Sample(12_500_000, 100, 20, 0, 499), halves()).limit()).isEqualTo(110);
    Estimate measuring = due.after(new Sample(12_500_000, 100, 20, 0, 500), halves());
    assertThat(measuring).isEqualTo(new Gradient.Measuring(CONFIG, 110, 500));
    assertThat(measuring.limit()).isEqualTo(3);
    assertThat(measuring.sinceNanos()).isEqualTo(500);
    Estimate running = measuring.after(new Sample(11 * MS, 3, 50, 0, 900), halves());
    assertThat(running.limit()).isEqualTo(110);
    assertThat(((Gradient.Running) running).minRttNanos()).isEqualTo(11 * MS);
  }

  @Test
  void what_is_mostly_dropped_measures_nothing() {
    Estimate measuring = CONFIG.first();
    assertThat(measuring.after(new Sample(MS, 3, 25, 25, 9), halves())).isSameAs(measuring);
  }

  private static double after(double limit, Sample sample) {
    return new Gradient.Running(CONFIG, limit, 10 * MS, 0, LATER).after(sample, halves()).limit();
  }
}
