package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Observation;
import org.junit.jupiter.api.Test;

/** Health checks: every 100 ms, out after two failures in a row, back after one success. */
interface CheckConformance extends EitherWorld {
  HealthCheck.Probe PATH = new HealthCheck.Probe.Http("/healthz");

  @Test
  default void a_dead_replica_gets_no_calls_when_it_has_failed_its_checks_until_it_passes_them() {
    Played played = play(checked(PATH), fault(300, 400, new Fault.Crash(scope(1))));
    // the second failed check comes 100 to 200 ms after the crash, and it gets 50 calls a second
    assertThat(played.attempts(0, Result.UNREACHABLE)).isBetween(4L, 11L);
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.reason() == EjectionReason.HEALTH_CHECK);
    assertThat(played.all(Observation.ReplicaReturned.class))
        .singleElement()
        .matches(e -> e.atNanos() > 700 * MS && e.atNanos() < (800 + slack(30)) * MS);
  }

  @Test
  default void a_connection_that_is_accepted_is_enough_where_no_more_is_asked() {
    Played played =
        play(checked(new HealthCheck.Probe.Connect()), fault(300, 400, new Fault.Crash(scope(1))));
    assertThat(played.attempts(0, Result.UNREACHABLE)).isBetween(4L, 11L);
    assertThat(played.all(Observation.ReplicaReturned.class)).hasSize(1);
  }

  @Test
  default void a_replica_that_hangs_is_silent_and_so_unwell() {
    Played played = play(checked(PATH), fault(300, 400, new Fault.Hang(scope(1), 1)));
    // found out 50 ms later than one that is dead: the time that an answer may take
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.atNanos() > 450 * MS && e.atNanos() < (550 + slack(30)) * MS);
  }

  @Test
  default void checks_of_replicas_that_are_well_change_nothing() {
    Played played = play(checked(PATH));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.ReplicaEjected.class)).isEmpty();
  }

  private static Systems checked(HealthCheck.Probe probe) {
    return Systems.gateway()
        .service("back", 2, 8, 8, Systems.work(1))
        .policy("edge", "back", policy(100 * MS, 1, null, null))
        .checked("back", new HealthCheck(probe, 100 * MS, 50 * MS, 2, 1));
  }
}
