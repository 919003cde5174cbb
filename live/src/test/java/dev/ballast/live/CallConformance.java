package dev.ballast.live;

import static dev.ballast.live.EitherWorld.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a call comes to, and what becomes of work that nobody waits for any more. */
interface CallConformance extends EitherWorld {
  @Test
  default void a_plain_call_is_answered_and_a_constant_load_is_exact() {
    Played played = play(Systems.gateway().service("back", 2, 8, 8, Systems.work(5)));
    assertThat(played.users().offered()).isEqualTo(REQUESTS);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.users().latencies().quantileNanos(0.5))
        .isBetween(5 * MS, 5 * MS + slack(30 * MS) + 4_000);
  }

  @Test
  default void calls_at_the_same_time_wait_for_the_slowest() {
    Step both =
        new Step.Together(List.of(List.of(Systems.call("slow")), List.of(Systems.call("quick"))));
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 50, 8, both)
                .service("slow", 1, 50, 8, Systems.work(60))
                .service("quick", 1, 50, 8, Systems.work(50)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.users().latencies().quantileNanos(0.5))
        .isBetween(60 * MS, 60 * MS + slack(30 * MS) + 60_000);
  }

  @Test
  default void without_a_fallback_a_failed_call_fails_its_caller() {
    Played played = play(Systems.gateway().service("back", 1, 8, 8, new Step.Fails(1)));
    assertThat(played.users().failed()).isEqualTo(REQUESTS);
  }

  @Test
  default void an_answer_that_comes_too_late_is_a_timeout() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 8, Systems.work(300))
                .policy("edge", "back", timeout(50)));
    assertThat(played.users().failed()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.TIMED_OUT)).isEqualTo(REQUESTS);
  }

  @Test
  default void abandoned_work_goes_on_and_keeps_its_worker() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 1, 0, Systems.work(190))
                .policy("edge", "back", timeout(50)),
            15);
    about(played.attempts(0, Result.TIMED_OUT), 5, 1);
    about(played.attempts(0, Result.SHED), 10, 1);
  }

  @Test
  default void a_service_that_propagates_cancellation_drops_abandoned_work() {
    Systems system =
        Systems.gateway()
            .service("back", 1, 1, 0, Systems.work(190))
            .cancelling("back")
            .policy("edge", "back", timeout(50));
    Played played = play(system, 15);
    about(played.attempts(0, Result.TIMED_OUT), 15, 1);
    about(played.attempts(0, Result.SHED), 0, 1);
  }
}
