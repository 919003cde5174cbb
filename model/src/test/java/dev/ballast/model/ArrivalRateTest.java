package dev.ballast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate.Diurnal;
import dev.ballast.model.ArrivalRate.Point;
import dev.ballast.model.ArrivalRate.Ramp;
import dev.ballast.model.ArrivalRate.Steady;
import dev.ballast.model.ArrivalRate.Steps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rates over time: their integral, and its inverse. */
class ArrivalRateTest {
  private static final long S = Units.SECOND;

  private static final Ramp RAMP =
      new Ramp(List.of(new Point(0, 100), new Point(60 * S, 500), new Point(90 * S, 0)));
  private static final Steps STEPS =
      new Steps(List.of(new Point(0, 10), new Point(20 * S, 0), new Point(40 * S, 30)));
  private static final Diurnal DIURNAL = new Diurnal(100, 200, 60 * S, 15 * S);

  static List<ArrivalRate> all() {
    return List.of(new Steady(7), RAMP, STEPS, DIURNAL, new Diurnal(3, 4, 86_400 * S, 72_000 * S));
  }

  @Test
  void a_ramp_is_a_trapezium() {
    assertThat(RAMP.between(0, 60e9)).isCloseTo(18_000, within(1e-6));
    assertThat(RAMP.between(60e9, 90e9)).isCloseTo(7_500, within(1e-6));
    assertThat(RAMP.between(-10e9, 0))
        .as("the first rate before it")
        .isCloseTo(1_000, within(1e-6));
    assertThat(RAMP.perSecond(30e9)).isCloseTo(300, within(1e-9));
    assertThat(RAMP.after(90e9, 1)).as("nothing comes any more").isInfinite();
  }

  @Test
  void a_step_holds_until_the_next() {
    assertThat(STEPS.between(0, 60e9)).isCloseTo(200 + 600, within(1e-6));
    assertThat(STEPS.after(0, 201)).as("over the gap").isCloseTo(40 * S + S / 30.0, within(1.0));
  }

  @Test
  void a_day_has_its_mean_and_its_peak() {
    assertThat(DIURNAL.between(7e9, 67e9)).isCloseTo(6_000, within(1e-6));
    assertThat(DIURNAL.perSecond(15e9)).isEqualTo(200);
    assertThat(DIURNAL.perSecond(45e9)).isCloseTo(0, within(1e-9));
    assertThat(DIURNAL.between(0, 30e9)).isCloseTo(3_000 + 100 * 60 / Math.PI, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_moment_after_so_many_requests_is_the_inverse_of_how_many_are_expected(ArrivalRate rate) {
    for (double from = -30.0 * S; from < 85.0 * S; from += 3.7 * S) {
      for (double amount : new double[] {1e-6, 0.5, 3, 500}) {
        double at = rate.after(from, amount);
        if (at != Double.POSITIVE_INFINITY) {
          assertThat(rate.between(from, at)).isCloseTo(amount, within(1e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_factor_multiplies_everything(ArrivalRate rate) {
    ArrivalRate twice = rate.times(2);
    assertThat(twice.between(0, 50e9)).isCloseTo(2 * rate.between(0, 50e9), within(1e-6));
    assertThat(twice.peak(0, 50e9)).isCloseTo(2 * rate.peak(0, 50e9), within(1e-9));
  }

  @Test
  void a_peak_is_the_highest_rate_in_a_span() {
    assertThat(RAMP.peak(0, 30e9)).isCloseTo(300, within(1e-9));
    assertThat(RAMP.peak(0, 80e9)).isEqualTo(500);
    assertThat(DIURNAL.peak(0, 20e9)).isEqualTo(200);
    assertThat(DIURNAL.peak(16e9, 60e9)).isLessThan(200);
  }

  @Test
  void what_is_no_rate_cannot_exist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ramp(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Ramp(List.of(new Point(0, 0))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Steps(List.of(new Point(5, 1), new Point(5, 2))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Diurnal(100, 201, S, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Diurnal(100, 99, S, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Point(0, -1));
  }
}
