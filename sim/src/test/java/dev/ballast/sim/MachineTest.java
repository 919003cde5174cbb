package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Background;
import dev.ballast.model.Machine.Backlog;
import dev.ballast.model.Machine.Cpu;
import dev.ballast.model.Machine.Pauses;
import dev.ballast.model.Machine.WarmUp;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a replica's pauses, backlog, starts and background work do to its requests. */
class MachineTest {
  private static final long MS = Units.MILLISECOND;
  private static final Load USER = users(1);

  private static Load users(int count) {
    return new Load.Closed(Systems.ROUTE, count, new Constant(0));
  }

  private static Distribution ms(double millis) {
    return new Constant(millis * MS);
  }

  private static SystemModel server(int workers, double workMs, Machine machine) {
    return server(1, workers, workMs, machine);
  }

  private static SystemModel server(int replicas, int workers, double workMs, Machine machine) {
    return Systems.system(
        CallPolicy.DEFAULT,
        Systems.service("server", replicas, workers, 1000, Systems.work(ms(workMs))).on(machine));
  }

  private static double perSecond(SystemModel model, Load load) {
    var record = Simulation.run(Plan.of(model), Systems.experiment(20, load), 3).record();
    return record.routes().getFirst().succeeded() / 20.0;
  }

  private static List<AttemptEnded> attempts(SystemModel model, Load load, TimedFault... faults) {
    List<AttemptEnded> attempts = new ArrayList<>();
    Experiment experiment = Systems.experiment(10, load, faults);
    Simulation.observe(
        Plan.of(model),
        experiment,
        3,
        (Observation observation) -> {
          if (observation instanceof AttemptEnded attempt && attempt.atNanos() >= 0) {
            attempts.add(attempt);
          }
        });
    return attempts;
  }

  /**
   * With gaps G between pauses of length L, who arrives at random during a pause waits L/2 in the
   * mean, and who arrives within the time w of its work before one is held up for all of it.
   */
  @Test
  void a_pause_holds_up_whoever_is_there_and_whoever_comes() {
    Machine machine = Machine.IDEAL.withPauses(new Pauses(ms(90), ms(10), 0));
    Plan plan = Plan.of(server(1000, 1, machine));
    Experiment experiment = Systems.experiment(60, new Load.Poisson(Systems.ROUTE, 200));
    double expectedMs = 1 + 10.0 / 100 * 5 + 1.0 / 100 * 10;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 10; i++) {
      var record = Simulation.run(plan, experiment, RandomStream.seedOf(2, i)).record();
      double mean = record.routes().getFirst().latencies().meanNanos() / MS;
      sum += mean;
      squares += mean * mean;
    }
    double mean = sum / 10;
    double half = 3.250 * Math.sqrt((squares / 10 - mean * mean) / 9); // 99 %, 9 degrees of freedom
    assertThat(expectedMs).isBetween(mean - half, mean + half);
    assertThat(half).isLessThan(0.05);
  }

  @Test
  void a_pause_is_longer_with_more_requests_in_the_replica() {
    Machine machine = Machine.IDEAL.withPauses(new Pauses(ms(90), ms(0), MS));
    assertThat(perSecond(server(100, 10, machine), users(10))).isBetween(895.0, 905.0);
    assertThat(perSecond(server(100, 10, machine), users(30))).isBetween(2240.0, 2260.0);
  }

  @Test
  void a_crash_ends_a_pause_and_what_waited_for_it() {
    Machine machine = Machine.IDEAL.withPauses(new Pauses(ms(50), ms(950), 0));
    TimedFault crash = crash(500, 1);
    List<AttemptEnded> attempts =
        attempts(server(100, 1, machine), new Load.Constant(Systems.ROUTE, 100), crash);
    assertThat(attempts)
        .filteredOn(a -> a.result() == Result.LOST)
        .isNotEmpty()
        .allMatch(a -> a.atNanos() == 500 * MS);
    assertThat(attempts).last().matches(a -> a.atNanos() > 9000 * MS);
  }

  @Test
  void work_takes_longer_the_more_is_there() {
    Machine machine = Machine.IDEAL.withBacklog(new Backlog(10, 0.1, 5));
    assertThat(perSecond(server(100, 10, machine), users(10))).isBetween(998.0, 1001.0);
    assertThat(perSecond(server(100, 10, machine), users(20))).isBetween(998.0, 1001.0);
    assertThat(perSecond(server(100, 10, machine), users(100))).isBetween(1998.0, 2001.0);
  }

  @Test
  void work_takes_longer_after_a_crash_and_less_so_as_time_goes_on() {
    WarmUp warmUp = new WarmUp(4_000 * MS, 3, false);
    List<AttemptEnded> attempts =
        attempts(
            server(1, 10, Machine.IDEAL.withWarmUp(warmUp)),
            new Load.Constant(Systems.ROUTE, 10),
            crash(1_000, 1_000));
    for (AttemptEnded attempt : attempts) {
      long age = attempt.atNanos() - attempt.latencyNanos() - 2_000 * MS;
      if (attempt.result() == Result.OK) {
        double times = age < 0 ? 1 : Math.max(1, 3 - 2 * age / 4e9);
        assertThat(attempt.latencyNanos()).isEqualTo(Math.round(10 * MS * times));
      }
    }
    assertThat(attempts).filteredOn(a -> a.latencyNanos() > 29 * MS).isNotEmpty();
  }

  @Test
  void a_release_is_cold_too_and_so_is_the_start_where_the_file_says_so() {
    TimedFault release =
        new TimedFault(
            5_000 * MS,
            Experiment.UNTIL_THE_END,
            new Fault.Release(new Fault.Scope("server", 1), "v2", 0, 1));
    WarmUp atFirst = new WarmUp(1_000 * MS, 3, true);
    List<AttemptEnded> attempts =
        attempts(server(1, 10, Machine.IDEAL.withWarmUp(atFirst)), USER, release);
    assertThat(attempts).filteredOn(a -> a.latencyNanos() > 10 * MS).isNotEmpty();
    assertThat(attempts)
        .filteredOn(a -> a.latencyNanos() > 10 * MS)
        .allMatch(
            a -> a.atNanos() > 5_000 * MS && a.atNanos() < 6_030 * MS); // after 2 s of warm-up
    assertThat(perSecondAtFirst(atFirst)).isLessThan(perSecondAtFirst(new WarmUp(1, 3, true)));
  }

  private static double perSecondAtFirst(WarmUp warmUp) {
    Plan plan = Plan.of(server(1, 10, Machine.IDEAL.withWarmUp(warmUp)));
    Experiment experiment =
        new Experiment("test", 0, 1_000 * MS, List.of(USER), List.of(), List.of());
    return Simulation.run(plan, experiment, 3).record().routes().getFirst().succeeded();
  }

  @Test
  void background_work_takes_workers_from_requests() {
    Machine machine =
        Machine.IDEAL.withBackground(List.of(new Background(ms(1000), ms(100), 1, false)));
    assertThat(perSecond(server(1, 1, machine), USER)).isBetween(899.0, 901.0);
    assertThat(perSecond(server(2, 1, machine), USER)).isBetween(999.0, 1001.0);
  }

  @Test
  void background_work_takes_its_share_of_the_cores() {
    Background compaction = new Background(ms(1000), ms(100), 0, false);
    Machine machine = Machine.IDEAL.withCpu(Cpu.of(1)).withBackground(List.of(compaction));
    assertThat(perSecond(server(10, 1, machine), USER)).isBetween(899.0, 901.0);
    Machine two = machine.withCpu(Cpu.of(2));
    assertThat(perSecond(server(10, 1, two), USER)).isBetween(999.0, 1001.0);
  }

  @Test
  void background_work_that_is_always_late_lets_through_what_waits_when_a_piece_ends() {
    Machine machine =
        Machine.IDEAL.withBackground(List.of(new Background(ms(100), ms(150), 1, false)));
    assertThat(perSecond(server(1, 1, machine), USER)).isBetween(6.5, 6.8); // each 150 ms
  }

  @Test
  void replicas_do_background_work_at_the_same_moments_only_when_told_to() {
    assertThat(apartMs(true)).isLessThan(2);
    assertThat(apartMs(false)).isGreaterThan(20);
  }

  /** How far the first requests that background work holds up on two replicas are apart. */
  private static double apartMs(boolean together) {
    Background backup =
        new Background(new Distribution.Exponential(2_000 * MS), ms(50), 1, together);
    SystemModel model = server(2, 1, 0.1, Machine.IDEAL.withBackground(List.of(backup)));
    List<AttemptEnded> heldUp =
        attempts(model, new Load.Constant(Systems.ROUTE, 1000)).stream()
            .filter(a -> a.edge() == 0 && a.latencyNanos() > 40 * MS)
            .toList();
    long first = begin(heldUp, 0);
    return Math.abs(first - begin(heldUp, 1)) / (double) MS;
  }

  private static long begin(List<AttemptEnded> heldUp, int replica) {
    AttemptEnded first =
        heldUp.stream().filter(a -> a.replica() == replica).findFirst().orElseThrow();
    return first.atNanos() - first.latencyNanos();
  }

  @Test
  void a_crash_ends_background_work_and_gives_its_workers_back() {
    Background backup = new Background(ms(3_000), ms(2_000), 1, true);
    SystemModel model = server(1, 0.5, Machine.IDEAL.withBackground(List.of(backup)));
    Load everyMillisecond = new Load.Constant(Systems.ROUTE, 1000);
    // from 1 s on (2 s of warm-up before 0) until the crash; the next 3 s after its end
    List<Long> served =
        attempts(model, everyMillisecond, crash(1_500, 100)).stream()
            .filter(a -> a.result() == Result.OK)
            .map(a -> a.atNanos() / MS)
            .toList();
    assertThat(served).noneMatch(at -> at > 1_001 && at < 1_600);
    assertThat(served).filteredOn(at -> at > 1_600 && at <= 4_600).hasSizeBetween(2_990, 3_001);
    assertThat(served).noneMatch(at -> at > 4_601 && at < 6_600);
  }

  @Test
  void work_that_is_cancelled_leaves_the_core_to_others() {
    long kept = inTime(false);
    long cancelled = inTime(true);
    assertThat(cancelled).isGreaterThan(2 * kept);
  }

  /** Requests answered within 400 ms while half more than a core can do is asked of it. */
  private static long inTime(boolean cancels) {
    Service work =
        Systems.service("back", 1, 1000, 0, Systems.work(new Distribution.Exponential(100 * MS)));
    Service back =
        new Service("back", 1, work.admission(), cancels, false, work.endpoints(), null)
            .on(Machine.IDEAL.withCpu(Cpu.of(1)));
    SystemModel model =
        Systems.system(
            CallPolicy.DEFAULT.withTimeout(400 * MS),
            Systems.service("front", 1, 1000, 0, Systems.call("back")),
            back);
    Load load = new Load.Poisson(Systems.ROUTE, 15);
    return Simulation.run(Plan.of(model), Systems.experiment(60, load), 3)
        .record()
        .routes()
        .getFirst()
        .succeeded();
  }

  private static TimedFault crash(long atMs, long forMs) {
    return new TimedFault(atMs * MS, forMs * MS, new Fault.Crash(new Fault.Scope("server", 1)));
  }
}
