package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.kernel.Distribution.Exponential;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.RunRecord;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps for which it counts what a request is about: memories, and taking turns. */
class KeyedStepsTest {
  private static final long MS = Units.MILLISECOND;

  private static Step waits(Distribution time) {
    return new Step.Wait(time);
  }

  private static Plan plan(Step... steps) {
    return Plan.of(
        Systems.system(CallPolicy.DEFAULT, Systems.service("server", 1, 100_000, 0, steps)));
  }

  private static Load load(double perSecond, int keys, double skew) {
    return new Load.Poisson(Systems.ROUTE, perSecond).about(new Keys(keys, skew));
  }

  private static double meanMs(Plan plan, Load load, int repetition) {
    RunRecord record =
        Simulation.run(plan, Systems.experiment(100, load), RandomStream.seedOf(4, repetition))
            .record();
    return record.routes().getFirst().latencies().meanNanos() / MS;
  }

  /**
   * Between that of LRU, by Che's approximation (H. Che, Y. Tung, Z. Wang, "Hierarchical web
   * caching systems", IEEE JSAC 20, 2002), and that of holding the most wanted for ever.
   */
  @Test
  void a_memory_that_is_too_small_hits_more_often_than_least_recently_used_would() {
    int keys = 2000;
    int entries = 200;
    double[] wanted = zipf(keys, 1);
    double best = 0;
    for (int i = 0; i < entries; i++) {
      best += wanted[i];
    }
    Plan plan = plan(new Step.Memory(entries, List.of(waits(new Constant(10 * MS)))));
    double hits = 1 - meanMs(plan, load(1000, keys, 1), 0) / 10;
    assertThat(hits).isBetween(che(wanted, entries), best);
    assertThat(best - che(wanted, entries)).isLessThan(0.12);
  }

  private static double[] zipf(int keys, double skew) {
    double[] wanted = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      wanted[i] = StrictMath.pow(i + 1, -skew);
      sum += wanted[i];
    }
    for (int i = 0; i < keys; i++) {
      wanted[i] /= sum;
    }
    return wanted;
  }

  /** The hit ratio of LRU: entries stay for a time t with Σ(1 − e^(−pt)) = entries. */
  private static double che(double[] wanted, int entries) {
    double low = 0;
    double high = 1e9;
    for (int i = 0; i < 200; i++) {
      double t = (low + high) / 2;
      double held = 0;
      for (double p : wanted) {
        held += 1 - Math.exp(-p * t);
      }
      if (held < entries) {
        low = t;
      } else {
        high = t;
      }
    }
    double hits = 0;
    for (double p : wanted) {
      hits += p * (1 - Math.exp(-p * low));
    }
    return hits;
  }

  @Test
  void a_memory_warms_with_traffic_and_is_empty_after_a_crash_or_a_release() {
    Plan plan = plan(new Step.Memory(1000, List.of(waits(new Constant(10 * MS)))));
    Fault.Scope server = new Fault.Scope("server", 1);
    TimedFault crash = new TimedFault(20_000 * MS, MS, new Fault.Crash(server));
    TimedFault release =
        new TimedFault(40_000 * MS, 1_000 * MS, new Fault.Release(server, "v2", 0, 1));
    long[] misses = new long[6]; // in each ten seconds
    Simulation.observe(
        plan,
        Systems.experiment(60, load(1000, 100, 0), crash, release),
        9,
        (Observation observation) -> {
          if (observation instanceof AttemptEnded ended
              && ended.atNanos() >= 0
              && ended.latencyNanos() >= 10 * MS
              && ended.result() == Result.OK) {
            misses[(int) Math.min(5, ended.atNanos() / (10_000 * MS))]++;
          }
        });
    assertThat(misses[0]).isZero(); // there are 12 seconds of warm-up
    assertThat(misses[1]).isZero();
    assertThat(misses[2]).isBetween(100L, 120L); // a few miss while the first one fetches
    assertThat(misses[3]).isZero();
    assertThat(misses[4]).isBetween(200L, 240L); // the new version, and the old one again
    assertThat(misses[5]).isZero();
  }

  @Test
  void a_failed_miss_is_not_kept_and_requests_without_a_key_always_miss() {
    Plan failing = plan(new Step.Memory(1000, List.of(waits(new Constant(MS)), new Step.Fails(1))));
    RunRecord record =
        Simulation.run(failing, Systems.experiment(10, load(100, 10, 0)), 1).record();
    assertThat(record.routes().getFirst().succeeded()).isZero();
    Plan plan = plan(new Step.Memory(1000, List.of(waits(new Constant(10 * MS)))));
    assertThat(meanMs(plan, new Load.Poisson(Systems.ROUTE, 100), 0)).isCloseTo(10, offset(0.001));
  }

  /** Each key is an M/M/1 queue of its own, though there are workers enough. */
  @Test
  void requests_about_one_key_wait_for_each_other_as_in_a_queue_of_their_own() {
    Plan plan = plan(new Step.OneAtATime(List.of(waits(new Exponential(10 * MS)))));
    contains(plan, load(160, 2, 0), 10 / (1 - 0.8));
    contains(plan, load(50, 100, 0), 10 / (1 - 0.005));
    contains(plan, new Load.Poisson(Systems.ROUTE, 50), 10 / (1 - 0.5)); // without keys
  }

  private static void contains(Plan plan, Load load, double expectedMs) {
    int repetitions = 10;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < repetitions; i++) {
      double mean = meanMs(plan, load, i);
      sum += mean;
      squares += mean * mean;
    }
    double mean = sum / repetitions;
    double variance = (squares / repetitions - mean * mean) / (repetitions - 1);
    double half = 3.250 * Math.sqrt(variance); // 99 %, 9 degrees of freedom
    assertThat(expectedMs).isBetween(mean - half, mean + half);
    assertThat(half).isLessThan(0.15 * expectedMs);
  }

  @Test
  void a_hot_key_saturates_though_most_workers_are_free() {
    Plan plan = plan(new Step.OneAtATime(List.of(waits(new Constant(10 * MS)))));
    Experiment skewed = Systems.experiment(60, load(400, 10_000, 1.2)); // 75/s are about the first
    Experiment more = Systems.experiment(60, load(700, 10_000, 1.2)); // 131/s, and 100/s get done
    assertThat(p99Ms(plan, skewed)).isLessThan(200);
    assertThat(p99Ms(plan, more)).isGreaterThan(5_000);
  }

  private static double p99Ms(Plan plan, Experiment experiment) {
    RunRecord record = Simulation.run(plan, experiment, 3).record();
    return record.routes().getFirst().latencies().quantileNanos(0.99) / (double) MS;
  }

  @Test
  void who_gives_up_waiting_gives_up_his_turn() {
    assertThat(inTime(true)).isGreaterThan(2 * inTime(false));
  }

  /** Answers within 50 ms, where two requests come for every one that is done in turn. */
  private static long inTime(boolean cancels) {
    Service work =
        Systems.service(
            "back", 1, 100_000, 0, new Step.OneAtATime(List.of(waits(new Exponential(10 * MS)))));
    Service back = new Service("back", 1, work.admission(), cancels, false, work.endpoints(), null);
    SystemModel model =
        Systems.system(
            CallPolicy.DEFAULT.withTimeout(50 * MS),
            Systems.service("front", 1, 100_000, 0, Systems.call("back")),
            back);
    Experiment experiment = Systems.experiment(20, new Load.Poisson(Systems.ROUTE, 200));
    return Simulation.run(Plan.of(model), experiment, 3).record().routes().getFirst().succeeded();
  }

  @Test
  void a_crash_forgets_who_waited_and_all_go_on_after_it() {
    Plan plan = plan(new Step.OneAtATime(List.of(waits(new Constant(20 * MS)))));
    TimedFault crash =
        new TimedFault(5_000 * MS, 100 * MS, new Fault.Crash(new Fault.Scope("server", 1)));
    List<AttemptEnded> ended = new ArrayList<>();
    Simulation.observe(
        plan,
        Systems.experiment(10, load(100, 3, 0), crash),
        9,
        (Observation observation) -> {
          if (observation instanceof AttemptEnded attempt) {
            ended.add(attempt);
          }
        });
    assertThat(ended)
        .filteredOn(a -> a.result() == Result.LOST)
        .isNotEmpty()
        .allMatch(a -> a.atNanos() == 5_000 * MS);
    assertThat(ended)
        .filteredOn(a -> a.atNanos() > 5_100 * MS && a.result() == Result.OK)
        .hasSizeGreaterThan(400);
  }
}
