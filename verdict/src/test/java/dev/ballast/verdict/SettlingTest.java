package dev.ballast.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final int SECONDS = 100;

  /** Pilots in which the number of requests follows a line over time, with noise. */
  private static List<InFlight> pilots(int count, DoubleUnaryOperator requestsAt) {
    List<InFlight> pilots = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      InFlight pilot = new InFlight(SECONDS * Units.SECOND);
      long present = 0;
      for (int tenth = 0; tenth < 10 * SECONDS; tenth++) {
        long at = (tenth - 10L * SECONDS) * Units.SECOND / 10;
        long wanted =
            Math.round(requestsAt.applyAsDouble(tenth / 10.0) + 5 * random.nextGaussian());
        for (; present < wanted; present++) {
          pilot.on(new Observation.RequestOffered(at, 0));
        }
        for (; present > Math.max(0, wanted); present--) {
          pilot.on(new Observation.RequestEnded(at, 0, at, Result.OK));
        }
      }
      pilots.add(pilot);
    }
    return pilots;
  }

  @Test
  void series_is_the_mean_number_of_requests_in_each_span() {
    InFlight pilot = new InFlight(500);
    pilot.on(new Observation.RequestOffered(-400, 0));
    pilot.on(new Observation.RequestOffered(-399, 0));
    pilot.on(new Observation.RequestEnded(-398, 0, -400, Result.OK));
    pilot.on(new Observation.RequestEnded(7, 0, -399, Result.OK)); // after time 0
    double[] series = pilot.series();
    assertThat(Arrays.copyOfRange(series, 98, 104)).containsExactly(0, 0, 1, 2, 1, 1);
    assertThat(series[499]).isEqualTo(1);
  }

  @Test
  void mser_leaves_out_what_differs_from_the_rest() {
    double[] batches = new double[100];
    for (int i = 0; i < 100; i++) {
      batches[i] = (i < 23 ? 0 : 10) + (i % 2 == 0 ? 0.1 : -0.1);
    }
    assertThat(Settling.mser(batches)).isEqualTo(23);
  }

  @Test
  void mser_leaves_out_nothing_of_a_steady_series_and_never_more_than_half() {
    double[] steady = new double[100];
    Arrays.setAll(steady, i -> i % 2);
    assertThat(Settling.mser(steady)).isLessThan(2);
    double[] rising = new double[100];
    Arrays.setAll(rising, i -> i);
    assertThat(Settling.mser(rising)).isEqualTo(50);
  }

  @Test
  void start_that_takes_some_time_is_found() {
    // Three time constants of 7 s leave 5 %, six leave what the noise of twenty pilots hides.
    Settling settling = Settling.of(pilots(20, t -> 100 * (1 - StrictMath.exp(-t / 7))));
    assertThat(settling.settles()).isTrue();
    assertThat(settling.startNanos() / 1e9).isBetween(21.0, 42.0);
    assertThat(settling.problem(5 * Units.SECOND, 60 * Units.SECOND))
        .contains("still show the start")
        .containsPattern(
            "on average [0-9.]+ requests are in the system, and later (100|99\\.\\d+); write");
  }

  @Test
  void warm_up_that_is_as_long_as_the_start_is_no_problem() {
    Settling settling = Settling.of(pilots(20, t -> 100 * (1 - StrictMath.exp(-t / 7))));
    assertThat(settling.problem(settling.roundedNanos(), 60 * Units.SECOND)).isNull();
    // Nor is one that is too short by a blink of what is measured.
    assertThat(settling.problem(15 * Units.SECOND, 3_600 * Units.SECOND)).isNull();
  }

  @Test
  void noise_alone_is_no_start() {
    for (int level : new int[] {0, 3, 100}) {
      assertThat(Settling.of(pilots(20, _ -> level)).problem(0, 10 * Units.SECOND)).isNull();
    }
  }

  @Test
  void load_above_capacity_never_settles_and_says_how_fast_it_grows() {
    Settling settling = Settling.of(pilots(10, t -> 2 * t));
    assertThat(settling.settles()).isFalse();
    assertThat(settling.problem(50 * Units.SECOND, 60 * Units.SECOND))
        .startsWith("the system does not settle: after 100 s without faults")
        .containsPattern("become more, by (2|1\\.9\\d|2\\.0\\d?) per second")
        .contains("above capacity");
  }

  @Test
  void one_pilot_tests_nothing() {
    assertThatThrownBy(() -> Settling.of(pilots(1, _ -> 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
