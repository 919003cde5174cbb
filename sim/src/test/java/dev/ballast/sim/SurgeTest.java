package dev.ballast.sim;

import static dev.ballast.sim.Systems.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More load for a while. Ten seconds are measured, the surge lasts from 2 s to 6 s. */
class SurgeTest {
  private static final long SEED = 7;

  @Test
  void a_metronome_beats_faster_by_the_factor_and_keeps_its_beat() {
    Load load = new Load.Constant(ROUTE, 100);

    // 4 s of warm-up and calm, the surge, 4 s of calm; the beat at the very end is after the load
    assertThat(arrivals(load, surge(4))).hasSize(400 + 1_600 + 400 - 1);
    assertThat(arrivals(load, surge(0.5))).hasSize(400 + 200 + 400 - 1);
  }

  @Test
  void overlapping_surges_multiply_and_the_end_of_one_leaves_the_other() {
    Load load = new Load.Constant(ROUTE, 100);
    TimedFault longer = new TimedFault(seconds(4), seconds(4), new Fault.Surge(null, 2));

    // 4 s at 1, 2 s at 4, 2 s at 8, 2 s at 2, 2 s at 1
    assertThat(arrivals(load, surge(4), longer)).hasSize(400 + 800 + 1_600 + 400 + 200 - 1);
  }

  @Test
  void independent_users_come_so_many_times_as_often() {
    List<Long> arrivals = arrivals(new Load.Poisson(ROUTE, 2_000), surge(3));

    // the 99.9 % interval of a Poisson count of 24,000 and of 12,000
    assertThat((double) count(arrivals, 2, 6)).isCloseTo(24_000, within(3.29 * Math.sqrt(24_000)));
    assertThat((double) count(arrivals, 6, 10) + count(arrivals, 0, 2))
        .isCloseTo(12_000, within(3.29 * Math.sqrt(12_000)));
  }

  @Test
  void a_surge_only_compresses_time_so_both_designs_see_the_same_luck() {
    Load load = new Load.Poisson(ROUTE, 50);
    List<Long> calm = arrivals(load);
    List<Long> busy = arrivals(load, surge(3));

    for (int i = 0; i < calm.size(); i++) {
      long operational = busy.get(i);
      if (operational > seconds(6)) {
        operational += seconds(8);
      } else if (operational > seconds(2)) {
        operational = seconds(2) + 3 * (operational - seconds(2));
      }
      assertThat(calm.get(i)).isCloseTo(operational, within(10L));
    }
  }

  @Test
  void more_users_come_into_the_loop_and_leave_it_again() {
    // without work and network a user asks once per think time
    Load load = new Load.Closed(ROUTE, 100, new Distribution.Constant(Units.SECOND / 10.0));
    List<Long> arrivals = arrivals(load, surge(3));

    assertThat(count(arrivals, 0, 2)).isEqualTo(2_000);
    assertThat(count(arrivals, 2, 6)).isBetween(11_800L, 12_000L);
    assertThat(count(arrivals, 7, 10)).isEqualTo(3_000);
  }

  @Test
  void a_lull_sends_users_away_and_lets_them_come_back() {
    Load load = new Load.Closed(ROUTE, 100, new Distribution.Constant(Units.SECOND / 10.0));
    List<Long> arrivals = arrivals(load, surge(0.25));

    assertThat(count(arrivals, 3, 6)).isEqualTo(750);
    assertThat(count(arrivals, 7, 10)).isEqualTo(3_000);
  }

  private static TimedFault surge(double times) {
    return new TimedFault(seconds(2), seconds(4), new Fault.Surge(ROUTE, times));
  }

  private static long seconds(long count) {
    return count * Units.SECOND;
  }

  private static long count(List<Long> arrivals, long fromSeconds, long toSeconds) {
    return arrivals.stream()
        .filter(t -> t >= seconds(fromSeconds) && t < seconds(toSeconds))
        .count();
  }

  /** When requests came, warm-up included. */
  private static List<Long> arrivals(Load load, TimedFault... faults) {
    Plan plan =
        Plan.of(Systems.system(CallPolicy.DEFAULT, Systems.service("only", 1, 1_000_000, 0)));
    Experiment experiment = Systems.experiment(10, load, faults);
    List<Long> arrivals = new ArrayList<>();
    Simulation.observe(
        plan,
        experiment,
        SEED,
        observation -> {
          if (observation instanceof Observation.RequestOffered offered) {
            arrivals.add(offered.atNanos());
          }
        });
    return arrivals;
  }
}
