package dev.ballast.sim;

import static dev.ballast.sim.Systems.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.ArrivalRate.Point;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.model.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Loads that change over time, each against what is expected of it. Intervals hold 99.9 % of what
 * chance does; seeds are fixed.
 */
class LoadShapeTest {
  private static final long S = Units.SECOND;
  private static final double Z = 3.2905; // 99.9 %, two-sided

  private static final ArrivalRate RAMP =
      new ArrivalRate.Ramp(List.of(new Point(0, 100), new Point(60 * S, 700)));
  private static final ArrivalRate STEPS =
      new ArrivalRate.Steps(
          List.of(new Point(0, 50), new Point(20 * S, 800), new Point(40 * S, 0)));
  private static final ArrivalRate DAY = new ArrivalRate.Diurnal(300, 550, 30 * S, 10 * S);

  @Test
  void independent_users_come_as_often_as_the_rate_says_in_every_part_of_the_time() {
    for (ArrivalRate rate : List.of(RAMP, STEPS, DAY)) {
      Offered offered = Offered.of(new Load.Poisson(Mix.of(ROUTE), rate), 60, 11);
      for (int from = 0; from < 60; from += 10) {
        double expected = rate.between(from * (double) S, (from + 10) * (double) S);
        assertThat((double) offered.between(from, from + 10))
            .as("%s from %d s", rate, from)
            .isCloseTo(expected, within(Z * Math.sqrt(expected)));
      }
    }
  }

  @Test
  void evenly_spaced_requests_follow_the_rate_to_within_one() {
    for (ArrivalRate rate : List.of(RAMP, STEPS, DAY)) {
      Offered offered = Offered.of(new Load.Constant(Mix.of(ROUTE), rate), 60, 12);
      for (int to = 7; to <= 60; to += 7) {
        assertThat((double) offered.between(0, to))
            .as("%s until %d s", rate, to)
            .isCloseTo(rate.between(0, to * (double) S), within(1.001));
      }
    }
  }

  @Test
  void a_burst_is_many_requests_at_one_moment() {
    Load load = new Load.Bursts(Mix.of(ROUTE), 200, new Distribution.Constant(10e9));
    Offered offered = Offered.of(load, 35, 13);
    assertThat(offered.seconds()).hasSize(600).containsOnly(10.0, 20.0, 30.0);
  }

  @Test
  void random_bursts_are_as_uneven_as_their_size() {
    // a compound Poisson process: the index of dispersion is the size of a burst, and its estimate
    // from n windows is off by about sqrt(2 / n), 4.6 %
    Load load = new Load.Bursts(Mix.of(ROUTE), 20, new Distribution.Exponential(S / 10.0));
    assertThat(Offered.of(load, 1_000, 14).dispersion(1, 1_000)).isCloseTo(20, within(3.2));
    Load calm = new Load.Poisson(ROUTE, 100);
    assertThat(Offered.of(calm, 500, 14).dispersion(1, 500)).isCloseTo(1, within(0.21));
  }

  @Test
  void requests_on_and_off_have_the_mean_and_the_dispersion_of_the_theory() {
    // an interrupted Poisson process with rates a (on to off) and b: the index of dispersion for
    // long windows is 1 + 2 λ a / (a + b)^2 (Fischer and Meier-Hellstern)
    Load.OnOff load =
        new Load.OnOff(
            Mix.of(ROUTE),
            new Load.OnOff.Phase(new Distribution.Exponential(0.1 * S), 200),
            new Load.OnOff.Phase(new Distribution.Exponential(0.3 * S), 0));
    assertThat(load.perSecond()).isCloseTo(50, within(1e-9));
    double a = 10;
    double b = 1 / 0.3;
    double dispersion = 1 + 2 * 200 * a / ((a + b) * (a + b));
    Offered offered = Offered.of(load, 4_000, 15);
    assertThat((double) offered.seconds().size())
        .isCloseTo(200_000, within(Z * Math.sqrt(200_000 * dispersion)));
    assertThat(offered.dispersion(4, 1_000))
        .isCloseTo(dispersion, within(Z * dispersion * Math.sqrt(2.0 / 999) + 1));
  }

  @Test
  void users_of_a_mix_ask_each_route_by_its_share() {
    Mix mix =
        new Mix(
            "shoppers",
            List.of(new Mix.Share(ROUTE, 0.7), new Mix.Share(Offered.OTHER, 0.3)),
            Keys.NONE);
    Load session = new Load.Closed(mix, 50, new Distribution.Exponential(S / 2.0));
    for (Load load : List.of(new Load.Poisson(ROUTE, 100).asking(mix), session)) {
      Offered offered = Offered.of(load, 200, 16);
      double all = offered.requests().size();
      assertThat(offered.of(1) / all).isCloseTo(0.3, within(Z * Math.sqrt(0.21 / all)));
      assertThat(all).isCloseTo(20_000, within(Z * Math.sqrt(20_000)));
    }
  }

  @Test
  void a_load_so_many_times_is_so_many_times_as_large() {
    Load bursts = new Load.Bursts(Mix.of(ROUTE), 10, new Distribution.Constant(1e9));
    assertThat(Offered.of(bursts.times(2.5), 4.5, 17).requests()).hasSize(100);
    Load replay = Load.Replay.of(ROUTE, trace());
    assertThat(Offered.of(replay.times(2), 10, 17).requests()).hasSize(8);
    assertThat(Offered.of(replay.times(0.5), 10, 17).requests()).hasSize(2);
  }

  @Test
  void a_replay_asks_what_was_asked_when_it_was_asked() {
    Offered offered = Offered.of(Load.Replay.of("replayed", trace()), 10, 18);
    assertThat(offered.seconds()).containsExactly(0.0, 1.0, 1.0, 3.0);
    assertThat(offered.requests()).extracting(r -> r.route()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void a_replay_may_be_faster_begin_later_and_begin_again() {
    Mix mix = Load.Replay.of("replayed", trace()).mix();
    assertThat(Offered.of(new Load.Replay(mix, trace(), 0, 2, 1, false), 10, 19).seconds())
        .containsExactly(0.0, 0.5, 0.5, 1.5);
    assertThat(Offered.of(new Load.Replay(mix, trace(), S, 1, 1, false), 10, 19).seconds())
        .containsExactly(0.0, 0.0, 2.0);
    // a round takes 3 s and the mean gap of 1 s
    assertThat(Offered.of(new Load.Replay(mix, trace(), 0, 1, 1, true), 8, 19).seconds())
        .containsExactly(0.0, 1.0, 1.0, 3.0, 4.0, 5.0, 5.0, 7.0);
  }

  @Test
  void several_requests_for_each_of_a_trace_are_spread_until_the_next() {
    Mix mix = Load.Replay.of("replayed", trace()).mix();
    assertThat(Offered.of(new Load.Replay(mix, trace(), 0, 1, 2, false), 10, 20).seconds())
        .containsExactly(0.0, 0.5, 1.0, 1.0, 1.0, 2.0, 3.0, 3.5);
  }

  @Test
  void the_same_seed_gives_the_same_requests() {
    Load load = new Load.Poisson(Mix.of(ROUTE).about(new Keys(100, 1)), DAY);
    assertThat(Offered.of(load, 20, 21)).isEqualTo(Offered.of(load, 20, 21));
    assertThat(Offered.of(load, 20, 21)).isNotEqualTo(Offered.of(load, 20, 22));
  }

  /** Two routes: at 0 s, twice at 1 s, at 3 s. */
  private static Trace trace() {
    return new Trace(
        "arrivals.csv",
        List.of(ROUTE, Offered.OTHER),
        new long[] {0, S, S, 3 * S},
        new short[] {0, 1, 0, 1},
        new long[0]);
  }
}
