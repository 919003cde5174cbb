package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.cache.CacheConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One answer for many calls: caches, fresh and stale, and equal calls that become one. */
interface SharingConformance extends EitherWorld {
  private static Systems sharing(Sharing sharing, double workMillis) {
    return Systems.gateway()
        .service("back", 1, 200, 8, Systems.work(workMillis))
        .policy("edge", "back", CallPolicy.DEFAULT.withSharing(sharing));
  }

  private static CacheConfig cache(long freshMs, long revalidateMs, long errorMs) {
    return new CacheConfig(freshMs * MS, revalidateMs * MS, errorMs * MS, 100);
  }

  private static long answeredBy(Played played, int edge, Observation.Source source) {
    return played.all(Observation.CallEnded.class).stream()
        .filter(c -> c.edge() == edge && c.source() == source)
        .count();
  }

  @Test
  default void a_cached_answer_costs_the_callee_nothing() {
    Played played = play(sharing(new Sharing(cache(10_000, 0, 0), true), 5));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 1, 0);
    about(answeredBy(played, 0, Observation.Source.CACHE), 99, 10);
    about(played.record().edges().getFirst().fromCache(), 99, 10);
  }

  @Test
  default void different_keys_have_different_answers() {
    Played played =
        play(
            sharing(new Sharing(cache(10_000, 0, 0), true), 5).model(),
            new Experiment(
                "test",
                9_500_000,
                Units.SECOND,
                List.of(new Load.Constant(Systems.ROUTE, 100, new Keys(3, 0))),
                List.of(),
                List.of()));
    about(played.users().succeeded(), REQUESTS, 5);
    assertThat(played.attempts(0, Result.OK)).isEqualTo(3);
  }

  @Test
  default void while_a_stale_answer_is_given_one_call_fetches_a_new_one() {
    Played played = play(sharing(new Sharing(cache(300, 10_000, 0), true), 95));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 3, 1); // the first, and one when it was stale, twice
    about(answeredBy(played, 0, Observation.Source.STALE), 20, 8);
    about(played.record().edges().getFirst().calls(), REQUESTS, 10);
  }

  @Test
  default void through_an_outage_the_last_answer_stands_in_for_a_new_one() {
    Played played =
        play(
            sharing(new Sharing(cache(100, 0, 10_000), false), 1),
            fault(300, 400, new Fault.Crash(scope(1))));
    assertThat(played.users().failed()).isZero();
    about(played.users().degraded(), 37, 15);
    assertThat(played.record().edges().getFirst().failed()).as("stale is better").isZero();
    assertThat(played.attempts(0, Result.UNREACHABLE)).isEqualTo(played.users().degraded());
  }

  @Test
  default void a_stale_answer_that_is_too_old_does_not_stand_in() {
    Played played =
        play(
            sharing(new Sharing(cache(50, 0, 100), false), 1),
            fault(300, 400, new Fault.Crash(scope(1))));
    about(played.users().failed(), 30, 15);
  }

  @Test
  default void a_replica_that_crashed_has_forgotten_its_answers() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.call("deep"))
                .service("deep", 1, 8, 8, Systems.work(1))
                .policy(
                    "back",
                    "deep",
                    CallPolicy.DEFAULT.withSharing(new Sharing(cache(10_000, 0, 0), true))),
            fault(400, 200, new Fault.Crash(scope(1))));
    assertThat(played.attempts(1, Result.OK)).isEqualTo(2);
  }

  @Test
  default void equal_calls_at_the_same_time_become_one() {
    Played played = play(sharing(new Sharing(null, true), 95));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 10, 2);
    about(played.record().edges().getFirst().shared(), 90, 15);
    about(played.record().edges().getFirst().calls(), REQUESTS, 10);
  }

  @Test
  default void a_shared_call_goes_on_when_whoever_began_it_has_given_up() {
    CallPolicy impatient = CallPolicy.DEFAULT.withTimeout(55 * MS).withDeadline(true);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 200, 8, Systems.call("deep"))
                .service("deep", 1, 200, 8, Systems.work(195))
                .policy("edge", "back", impatient)
                .policy("back", "deep", CallPolicy.DEFAULT.withSharing(new Sharing(null, true))));
    about(played.attempts(1, Result.OK), 5, 1);
    about(played.users().succeeded(), 25, 12); // those who joined in the last 55 of 195 ms
    about(played.users().failed(), 75, 12);
  }

  @Test
  default void what_nobody_waits_for_any_more_is_given_up() {
    CallPolicy impatient = CallPolicy.DEFAULT.withTimeout(5 * MS).withDeadline(true);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 200, 8, Systems.call("deep"))
                .service("deep", 1, 200, 8, Systems.work(195))
                .policy("edge", "back", impatient)
                .policy("back", "deep", CallPolicy.DEFAULT.withSharing(new Sharing(null, true))));
    about(played.attempts(1, Result.CANCELLED), REQUESTS, 15);
  }
}
