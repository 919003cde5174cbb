package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static dev.ballast.live.EitherWorld.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Deadline;
import org.junit.jupiter.api.Test;

/** What callers see of crashes, partitions and zones that are down. */
interface FaultConformance extends EitherWorld {
  @Test
  default void a_crashed_replica_is_unreachable_until_it_is_back() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 8, Systems.work(1)),
            fault(300, 400, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.UNREACHABLE), 40, 2);
    about(played.users().succeeded(), 60, 2);
    assertThat(played.all(Observation.FaultBegan.class)).hasSize(1);
    assertThat(played.all(Observation.FaultEnded.class)).hasSize(1);
  }

  @Test
  default void work_in_a_crashing_replica_is_lost() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 100, 8, Systems.work(100)),
            fault(500, 10_000, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.LOST), 10, 2);
  }

  @Test
  default void messages_vanish_in_a_partition() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", timeout(50)),
            fault(300, 400, new Fault.Partition("edge", "back", false)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
    about(played.users().succeeded(), 60, 2);
  }

  @Test
  default void answers_vanish_in_a_partition_the_other_way() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", timeout(50)),
            fault(300, 400, new Fault.Partition("back", "edge", false)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
  }

  @Test
  default void a_zone_that_is_down_takes_its_replicas_along() {
    Played played =
        play(
            Systems.gateway()
                .zones("a", "b")
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 2, null, null)),
            fault(300, 400, new Fault.ZoneDown("b")));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.UNREACHABLE)
        .isNotEmpty()
        .allMatch(a -> a.replica() == 1);
  }
}
