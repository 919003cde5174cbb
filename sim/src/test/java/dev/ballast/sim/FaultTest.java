package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Link;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Faults against the numbers that follow from what they say. */
final class FaultTest {
  private static final long MS = Units.MILLISECOND;
  private static final Link THERE = Link.ofServices("edge", "back", false);
  private static final SystemModel SYSTEM =
      Systems.system(
          CallPolicy.DEFAULT,
          Systems.service("back", 1, 100_000, 0, Systems.work(new Distribution.Constant(MS))));

  private static List<Observation.RequestEnded> run(
      double perSecond, double seconds, TimedFault... faults) {
    return run(1, perSecond, seconds, faults);
  }

  private static List<Observation.RequestEnded> run(
      long seed, double perSecond, double seconds, TimedFault... faults) {
    return run(SYSTEM, seed, new Load.Poisson(Systems.ROUTE, perSecond), seconds, faults);
  }

  private static List<Observation.RequestEnded> run(
      SystemModel system, long seed, Load load, double seconds, TimedFault... faults) {
    List<Observation.RequestEnded> ended = new ArrayList<>();
    Simulation.observe(
        Plan.of(system),
        new Experiment(
            "test", 0, (long) (seconds * Units.SECOND), List.of(load), List.of(faults), List.of()),
        seed,
        observation -> {
          if (observation instanceof Observation.RequestEnded end) {
            ended.add(end);
          }
        });
    return ended;
  }

  /** The mean latency in milliseconds. */
  private static double mean(List<Observation.RequestEnded> ended) {
    return ended.stream().mapToLong(e -> e.latencyNanos()).average().orElse(0) / MS;
  }

  private static TimedFault always(Fault fault) {
    return new TimedFault(0, Experiment.UNTIL_THE_END, fault);
  }

  @Test
  void loss_shows_as_the_mean_wait_for_timeouts_that_double() {
    // 100,000 requests. A message lost k times in a row comes 200 ms (2^k - 1) late, which is
    // 200 ms p / (1 - 2p) on average: 11.11 ms at 5 %, with a standard deviation of 54 ms, so that
    // the mean of so many lies within 0.56 ms of it in 99.9 % of runs.
    List<Observation.RequestEnded> ended = run(10_000, 10, always(new Fault.Loss(THERE, 0.05)));
    assertThat(mean(ended)).isCloseTo(1 + 200 * 0.05 / 0.9, Offset.offset(0.56));
    assertThat(ended).hasSizeGreaterThan(99_000);
  }

  @Test
  void loss_both_ways_costs_twice_and_no_message() {
    Link both = Link.ofServices("edge", "back", true);
    List<Observation.RequestEnded> ended = run(10_000, 10, always(new Fault.Loss(both, 0.05)));
    assertThat(mean(ended)).isCloseTo(1 + 2 * 200 * 0.05 / 0.9, Offset.offset(0.8));
  }

  @Test
  void a_message_that_is_always_lost_never_arrives() {
    assertThat(run(10, 10, always(new Fault.Loss(THERE, 1)))).isEmpty();
  }

  @Test
  void a_line_is_a_queue_with_a_constant_service_time() {
    // 1 KB takes 1 ms at 8 Mbit/s: an M/D/1 queue at a load of 0.8, in which a message waits
    // 0.8 / (2 * 0.2) = 2 ms and then is sent. The means of 20 runs of 20 s give the interval.
    double[] means = new double[20];
    for (int seed = 0; seed < means.length; seed++) {
      means[seed] = mean(run(seed, 800, 20, always(new Fault.Bandwidth(THERE, 8e6))));
    }
    double mean = Arrays.stream(means).average().orElse(0);
    double variance = Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / 19;
    double halfWidth = 2.861 * Math.sqrt(variance / 20); // Student's t, 99 %, 19 degrees
    assertThat(mean).isCloseTo(1 + 2 + 1, Offset.offset(halfWidth));
    assertThat(halfWidth).isLessThan(0.1);
  }

  @Test
  void a_line_that_is_asked_for_too_much_drops_what_would_wait_longer_than_10_s() {
    // 1 KB takes 1 ms: of 2,000 a second one half piles up until 10 s of work wait after 10 s.
    List<Observation.RequestEnded> ended = run(2_000, 20, always(new Fault.Bandwidth(THERE, 8e6)));
    assertThat(ended.stream().mapToLong(e -> e.latencyNanos()).max().orElse(0))
        .isBetween(9_990 * MS, 10_010 * MS);
    assertThat(ended).hasSizeBetween(29_000, 31_000);
  }

  @Test
  void a_share_that_grows_is_at_each_moment_in_proportion_to_the_time() {
    TimedFault growing =
        new TimedFault(0, 20 * Units.SECOND, 10 * Units.SECOND, 0, new Fault.Fails(scope(1), 0.8));
    List<Observation.RequestEnded> ended = run(2_000, 15, growing);
    // Of about 10,000 requests each: 0.2 in the first half of the onset, 0.6 in the second, 0.8
    // afterwards; each within 4 standard deviations.
    assertThat(failed(ended, 0, 5)).isCloseTo(0.2, Offset.offset(0.016));
    assertThat(failed(ended, 5, 10)).isCloseTo(0.6, Offset.offset(0.02));
    assertThat(failed(ended, 10, 15)).isCloseTo(0.8, Offset.offset(0.016));
  }

  @Test
  void a_surge_grows_from_the_load_as_it_is() {
    TimedFault growing =
        new TimedFault(
            0, 20 * Units.SECOND, 10 * Units.SECOND, 0, new Fault.Surge(Systems.ROUTE, 3));
    List<Observation.RequestEnded> ended = run(1_000, 15, growing);
    // The factor is 1.5 and 2.5 on average in the halves of the onset, and 3 afterwards; 4 sigma.
    assertThat(count(ended, 0, 5)).isCloseTo(7_500, Offset.offset(350L));
    assertThat(count(ended, 5, 10)).isCloseTo(12_500, Offset.offset(450L));
    assertThat(count(ended, 10, 15)).isCloseTo(15_000, Offset.offset(490L));
  }

  @Test
  void work_stands_still_in_a_pause_and_goes_on_where_it_was() {
    SystemModel slow =
        Systems.system(
            CallPolicy.DEFAULT,
            Systems.service("back", 1, 10, 0, Systems.work(new Distribution.Constant(100 * MS))));
    // a request every 40 ms; at the pause, from 50 ms on, the first has worked for 10 ms
    List<Observation.RequestEnded> ended =
        run(
            slow,
            1,
            new Load.Constant(Systems.ROUTE, 25),
            0.2,
            new TimedFault(50 * MS, 1_000 * MS, new Fault.Pause(scope(1))));
    assertThat(ended.stream().map(e -> e.atNanos() / MS))
        .containsExactly(1_140L, 1_150L, 1_150L, 1_150L);
    assertThat(ended).allMatch(e -> e.result().isSuccess());
  }

  @Test
  void faults_that_overlap_combine_as_independent_and_leave_nothing_behind() {
    List<Observation.RequestEnded> ended =
        run(
            2_000,
            15,
            new TimedFault(0, 10 * Units.SECOND, new Fault.Fails(scope(1), 0.5)),
            new TimedFault(5 * Units.SECOND, 5 * Units.SECOND, new Fault.Fails(scope(1), 0.5)));
    assertThat(failed(ended, 0, 5)).isCloseTo(0.5, Offset.offset(0.02));
    assertThat(failed(ended, 5, 10)).isCloseTo(0.75, Offset.offset(0.018));
    assertThat(failed(ended, 10, 15)).isLessThan(0.001);
  }

  private static Fault.Scope scope(int replicas) {
    return new Fault.Scope("back", replicas);
  }

  private static long count(List<Observation.RequestEnded> ended, long from, long to) {
    return within(ended, from, to).size();
  }

  private static double failed(List<Observation.RequestEnded> ended, long from, long to) {
    List<Observation.RequestEnded> within = within(ended, from, to);
    return (double) within.stream().filter(e -> !e.result().isSuccess()).count() / within.size();
  }

  private static List<Observation.RequestEnded> within(
      List<Observation.RequestEnded> ended, long from, long to) {
    return ended.stream()
        .filter(e -> e.atNanos() >= from * Units.SECOND && e.atNanos() < to * Units.SECOND)
        .toList();
  }
}
