package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static dev.ballast.live.EitherWorld.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
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

  @Test
  default void a_replica_that_hangs_is_noticed_by_a_timeout_alone_and_has_done_nothing() {
    Played played = play(chain(timeout(200)), fault(300, 400, new Fault.Hang(scope(1), 1)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
    about(played.attempts(1, Result.OK), 60, 2);
    about(played.users().succeeded(), 60, 2);
  }

  @Test
  default void a_connection_reset_on_arrival_is_lost_before_any_work() {
    Played played =
        play(
            chain(timeout(500)),
            fault(300, 400, new Fault.Reset(scope(1), 1, Fault.Reset.When.ARRIVAL)));
    about(played.attempts(0, Result.LOST), 40, 2);
    about(played.attempts(1, Result.OK), 60, 2);
  }

  @Test
  default void a_connection_reset_in_the_place_of_the_answer_is_lost_after_all_work() {
    Played played =
        play(
            chain(timeout(500)),
            fault(300, 400, new Fault.Reset(scope(1), 1, Fault.Reset.When.ANSWER)));
    about(played.attempts(0, Result.LOST), 40, 2);
    about(played.attempts(1, Result.OK), REQUESTS, 2);
  }

  @Test
  default void a_truncated_answer_is_lost_after_all_work() {
    Played played =
        play(
            chain(timeout(500)),
            fault(300, 400, new Fault.Reset(scope(1), 1, Fault.Reset.When.MID_ANSWER)));
    about(played.attempts(0, Result.LOST), 40, 2);
    about(played.attempts(1, Result.OK), REQUESTS, 2);
  }

  @Test
  default void a_corrupt_answer_is_an_error_after_all_work() {
    Played played = play(chain(timeout(500)), fault(300, 400, new Fault.Corrupt(scope(1), 1)));
    about(played.attempts(0, Result.ERROR), 40, 2);
    about(played.attempts(1, Result.OK), REQUESTS, 2);
  }

  @Test
  default void a_rate_limited_service_asks_its_callers_to_stay_away() {
    Played played =
        play(
            chain(policy(500 * MS, 2, null, null)),
            fault(300, 400, new Fault.RateLimited(scope(1), 1, 100 * MS)));
    // each asks again after 100 ms, so that those of the last 100 ms come through
    about(played.attempts(0, Result.RATE_LIMITED), 40 + 30, 4);
    about(played.users().succeeded(), 70, 2);
  }

  @Test
  default void stress_leaves_a_share_of_the_workers() {
    // 8 workers of 40 ms serve 200 a second, 1 of them 25
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 0, Systems.work(40)),
            fault(0, 10_000, new Fault.Stress(scope(1), 0.9)));
    about(played.attempts(0, Result.OK), 25, 15);
    about(played.attempts(0, Result.SHED), 75, 15);
  }

  @Test
  default void a_fault_grows_over_its_onset() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 8, Systems.work(1)),
            new TimedFault(0, 2_000 * MS, 1_000 * MS, 0, new Fault.Fails(scope(1), 1)));
    // the share that fails rises from 0 to 1 within the second of the load: half of all fail
    assertThat(played.attempts(0, Result.ERROR)).isBetween(35L, 65L);
  }

  @Test
  default void replicas_crash_one_after_the_other_over_an_onset() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, null)),
            new TimedFault(0, 2_000 * MS, 1_000 * MS, 0, new Fault.Crash(scope(2))));
    // the first goes down in the middle; every other request goes to it
    about(played.attempts(0, Result.UNREACHABLE), 25, 2);
  }

  @Test
  default void a_fault_comes_again_and_again() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 8, Systems.work(1)),
            new TimedFault(100 * MS, 100 * MS, 0, 300 * MS, new Fault.Crash(scope(1))));
    assertThat(played.all(Observation.FaultBegan.class)).hasSize(3);
    assertThat(played.all(Observation.FaultEnded.class)).hasSize(3);
    about(played.attempts(0, Result.UNREACHABLE), 30, 4);
  }

  @Test
  default void what_comes_to_a_paused_replica_waits_until_it_goes_on() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 100, Systems.work(1)),
            fault(300, 300, new Fault.Pause(scope(1))));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    long late =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.latencyNanos() > 100 * MS)
            .count();
    about(late, 21, 3); // one was in work
  }

  @Test
  default void replicas_are_restarted_one_by_one() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, null)),
            fault(300, 400, new Fault.Restart(scope(2))));
    // one of the two is down at any time, and gets every other request
    about(played.attempts(0, Result.UNREACHABLE), 20, 3);
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.UNREACHABLE)
        .extracting(Observation.AttemptEnded::replica)
        .contains(0, 1);
  }

  /** A service {@code back} that calls another one before it answers. */
  private static Systems chain(CallPolicy policy) {
    return Systems.gateway()
        .service("back", 1, 8, 8, Systems.call("leaf"), Systems.work(1))
        .service("leaf", 1, 8, 8, Systems.work(1))
        .policy("edge", "back", policy);
  }
}
