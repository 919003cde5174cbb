package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Ingress;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.balance.Balance;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How long a replica that is gone gets calls, where health checks are all that notices. */
final class HealthCheckTest {
  private static final long S = Units.SECOND;

  /** Every second, out after 3 failures, in after 2 successes. */
  private static final HealthCheck CHECK =
      new HealthCheck(new HealthCheck.Probe.Http("/healthz"), S, S / 2, 3, 2);

  private static SystemModel system(HealthCheck check) {
    Service back =
        Systems.service(
            "back", 2, 100, 0, Systems.work(new Distribution.Constant(Units.MILLISECOND)));
    Upstream upstream =
        new Upstream(List.of(), null, Upstream.Protocol.HTTP_1_1, check, null, false);
    SystemModel model = Systems.system(CallPolicy.DEFAULT, back.reached(Ingress.DEFAULT, upstream));
    var edge = model.edges().getFirst();
    return model.withPolicy(edge, CallPolicy.DEFAULT.withBalance(new Balance.RoundRobin()));
  }

  /** Attempts of which this is so, when the fault strikes from 10 s to 20 s. */
  private static long count(
      HealthCheck check, Fault fault, long seed, Predicate<Observation.AttemptEnded> isSo) {
    AtomicLong count = new AtomicLong();
    Simulation.observe(
        Plan.of(system(check)),
        new Experiment(
            "test",
            0,
            30 * S,
            List.of(new Load.Constant(Systems.ROUTE, 100)),
            List.of(new TimedFault(10 * S, 10 * S, fault)),
            List.of()),
        seed,
        observation -> {
          if (observation instanceof Observation.AttemptEnded end && isSo.test(end)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  @Test
  void a_dead_replica_gets_calls_until_the_last_of_its_failures_in_a_row() {
    // The first failed check comes evenly within the first second, the third 2 s later: 2.5 s on
    // average, in which one replica of two gets 50 calls a second, so 125 calls with a standard
    // deviation of 50 / sqrt(12) = 14.4. Of 100 repetitions the mean lies within 2.58 * 1.44 = 3.8
    // of it in 99 % of cases.
    Fault crash = new Fault.Crash(new Fault.Scope("back", 1));
    double sum = 0;
    for (long seed = 0; seed < 100; seed++) {
      long lost = count(CHECK, crash, seed, end -> end.result() == Result.UNREACHABLE);
      assertThat(lost).isBetween(99L, 151L);
      sum += lost;
    }
    assertThat(sum / 100).isCloseTo(125, Offset.offset(3.8));
  }

  @Test
  void a_bad_release_is_not_seen_by_health_checks() {
    Fault release = new Fault.Release(new Fault.Scope("back", 1), "v2", 1, 1);
    assertThat(count(CHECK, release, 1, end -> end.result() == Result.ERROR)).isEqualTo(500);
  }

  @Test
  void a_paused_replica_is_silent_and_so_unwell() {
    Fault pause = new Fault.Pause(new Fault.Scope("back", 1));
    // 10 s of 50 calls each would wait; with checks those of at most 3.5 s
    HealthCheck rare = new HealthCheck(CHECK.probe(), 100 * S, S, 3, 2);
    assertThat(late(CHECK, pause)).isBetween(120L, 180L);
    assertThat(late(rare, pause)).isEqualTo(500);
  }

  private static long late(HealthCheck check, Fault fault) {
    return count(check, fault, 1, end -> end.latencyNanos() > 2 * Units.MILLISECOND);
  }
}
