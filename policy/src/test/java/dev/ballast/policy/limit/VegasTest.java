package dev.ballast.policy.limit;

import static dev.ballast.policy.limit.Given.MS;
import static dev.ballast.policy.limit.Given.halves;
import static dev.ballast.policy.limit.Given.random;
import static dev.ballast.policy.limit.Given.silence;
import static dev.ballast.policy.limit.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The time without load is 10 ms where nothing else is said. */
final class VegasTest {
  @Test
  void the_first_window_only_tells_the_time_without_load() {
    Estimate first = Vegas.DEFAULT.first().after(window(10, 20), random());
    assertThat(first).isEqualTo(new Vegas.Known(Vegas.DEFAULT, 20, 10 * MS, 1, 1));
  }

  @Test
  void a_smaller_time_replaces_it_and_moves_nothing() {
    Estimate next = known(20).after(window(9, 20), random());
    assertThat(next).isEqualTo(new Vegas.Known(Vegas.DEFAULT, 20, 9 * MS, 2, 1));
  }

  @Test
  void below_100_the_step_is_1_alpha_3_and_beta_6() {
    assertThat(after(20, window(10, 20))).isEqualTo(26); // queue 0: + beta
    assertThat(after(20, window(10.5, 20))).isEqualTo(26); // ⌈20·0.0476⌉ = 1: + beta
    assertThat(after(20, window(11, 20))).isEqualTo(21); // ⌈20·0.0909⌉ = 2: + 1
    assertThat(after(20, window(11.5, 20))).isEqualTo(20); // ⌈20·0.1304⌉ = 3: stays
    assertThat(after(20, window(14, 20))).isEqualTo(20); // ⌈20·0.2857⌉ = 6: stays
    assertThat(after(20, window(15, 20))).isEqualTo(19); // ⌈20·0.3333⌉ = 7: − 1
  }

  @Test
  void from_100_the_step_is_2_alpha_6_and_beta_12() {
    assertThat(after(100, window(10.2, 100))).isEqualTo(112); // ⌈1.96⌉ = 2: + beta
    assertThat(after(100, window(10.5, 100))).isEqualTo(102); // ⌈4.76⌉ = 5: + 2
    assertThat(after(100, window(11, 100))).isEqualTo(100); // ⌈9.09⌉ = 10: stays
    assertThat(after(100, window(11.5, 100))).isEqualTo(98); // ⌈13.04⌉ = 14: − 2
  }

  @Test
  void any_drop_takes_one_step() {
    assertThat(after(20, window(10, 20, 1))).isEqualTo(19);
    assertThat(after(200, silence(3))).isEqualTo(198);
    assertThat(after(1, silence(1))).isEqualTo(1);
  }

  @Test
  void it_stays_between_its_bounds() {
    assertThat(after(999, window(10, 999))).isEqualTo(1000);
  }

  @Test
  void smoothing_takes_a_share_of_the_way() {
    Vegas half = new Vegas(20, 1, 1000, 3, 6, 0.5, 30, MS);
    assertThat(new Vegas.Known(half, 20, 10 * MS, 1, 1).after(window(10, 20), random()).limit())
        .isEqualTo(23);
  }

  @Test
  void after_30_windows_per_unit_times_a_jitter_the_time_of_the_moment_is_believed() {
    Vegas.Known due = new Vegas.Known(Vegas.DEFAULT, 20, 10 * MS, 449, 0.75); // 30 · 20 · 0.75
    assertThat(due.after(window(30, 20), halves()))
        .isEqualTo(new Vegas.Known(Vegas.DEFAULT, 20, 30 * MS, 0, 0.75));
    Vegas.Known before = new Vegas.Known(Vegas.DEFAULT, 20, 10 * MS, 448, 0.75);
    assertThat(before.after(window(30, 20), halves()).limit()).isEqualTo(19);
  }

  private static Vegas.Known known(double limit) {
    return new Vegas.Known(Vegas.DEFAULT, limit, 10 * MS, 1, 1);
  }

  private static double after(double limit, Sample sample) {
    return known(limit).after(sample, random()).limit();
  }
}
