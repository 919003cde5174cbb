package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Deadline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas that leave in good order, and come back. */
interface DepartureConformance extends EitherWorld {
  @Test
  default void a_replica_that_leaves_in_good_order_loses_no_request() {
    Played played = play(two(), fault(300, 400, leave(1, 150, 50)));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  default void it_gets_nothing_while_it_is_away_and_its_share_when_it_is_back() {
    Played played = play(two(), fault(300, 300, leave(1, 150, 50)));
    // known 50 ms later, both ways: away from 350 to 650 ms
    assertThat(asked(played, 0, 370, 640)).isZero();
    about(asked(played, 0, 660, 1_000), 17, 2);
    about(asked(played, 1, 350, 650), 30, 3);
  }

  @Test
  default void what_is_sent_after_it_ended_and_before_callers_know_is_not_received() {
    Played played = play(two(), fault(300, 400, leave(1, 100, 200)));
    // it ended at 400 ms, and callers get to know at 500 ms; it gets every other request
    about(played.attempts(0, Result.UNREACHABLE), 5, 1);
  }

  @Test
  default void work_that_is_not_done_when_it_has_drained_is_lost() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 100, 8, Systems.work(150))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, null)),
            fault(300, 10_000, leave(1, 100, 0)));
    // began from 250 ms to 300 ms at one of two replicas
    about(played.attempts(0, Result.LOST), 2, 2);
    about(played.attempts(0, Result.OK), REQUESTS - 2, 2);
  }

  @Test
  default void an_edge_with_nobody_there_answers_unreachable_at_once() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 8, Systems.work(1)),
            fault(300, 400, leave(1, 200, 100)));
    // known at 400 ms, and that it is back at 800 ms
    about(played.users().failed(), 40, 2);
    assertThat(played.attempts(0, Result.OK)).isEqualTo(played.users().succeeded());
    assertThat(played.attempts(0, Result.UNREACHABLE)).isZero();
  }

  @Test
  default void a_rolling_restart_that_drains_each_replica_loses_no_request() {
    Played played = play(two(), fault(200, 600, new Fault.Restart(scope(2), departure(150, 50))));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(asked(played, 0, 270, 530)).isZero();
    assertThat(asked(played, 1, 570, 830)).isZero();
  }

  @Test
  default void replicas_leave_one_after_the_other_over_an_onset() {
    Played played = play(two(), new TimedFault(0, 2_000 * MS, 1_000 * MS, 0, leave(2, 100, 0)));
    // the first leaves in the middle
    about(asked(played, 0, 0, 500), 25, 2);
    assertThat(asked(played, 0, 520, 1_000)).isZero();
    assertThat(played.users().failed()).isZero();
  }

  @Test
  default void users_reach_the_gateways_that_are_there() {
    Played played =
        play(
            Systems.gateways(2).service("back", 1, 8, 8, Systems.work(1)),
            fault(300, 400, new Fault.Leave(new Fault.Scope("edge", 1), departure(150, 50))));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  /** Two replicas that are asked in turn, without repeats. */
  private static Systems two() {
    return Systems.gateway()
        .service("back", 2, 8, 8, Systems.work(1))
        .policy("edge", "back", policy(Deadline.NONE, 1, null, null));
  }

  private static Fault leave(int replicas, long drainMillis, long knownAfterMillis) {
    return new Fault.Leave(scope(replicas), departure(drainMillis, knownAfterMillis));
  }

  private static Fault.Departure departure(long drainMillis, long knownAfterMillis) {
    return new Fault.Departure(drainMillis * MS, knownAfterMillis * MS);
  }

  /** Attempts that a replica ended in a span of time. */
  private static long asked(Played played, int replica, long fromMillis, long toMillis) {
    List<Observation.AttemptEnded> all = played.all(Observation.AttemptEnded.class);
    return all.stream()
        .filter(a -> a.replica() == replica)
        .filter(a -> a.atNanos() >= fromMillis * MS && a.atNanos() < toMillis * MS)
        .count();
  }
}
