package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Fault;
import dev.ballast.model.Step;
import org.junit.jupiter.api.Test;

/** What is answered in the place of a call that failed. */
interface FallbackConformance extends EitherWorld {
  @Test
  default void a_fallback_degrades_what_fails() {
    Played played = play(Systems.gatewayWithFallback().service("back", 1, 8, 8, new Step.Fails(1)));
    assertThat(played.users().degraded()).isEqualTo(REQUESTS);
    assertThat(played.users().failed()).isZero();
    assertThat(played.attempts(0, Result.ERROR)).isEqualTo(REQUESTS);
  }

  @Test
  default void another_service_answers_in_the_place_of_one_that_fails() {
    EndpointRef spare = new EndpointRef("spare", "go");
    Played played =
        play(
            Systems.gateway(new Fallback.Other(spare, null))
                .service("back", 1, 8, 8, new Step.Fails(1))
                .service("spare", 1, 8, 8, Systems.work(1)));
    assertThat(played.users().degraded()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.ERROR)).isEqualTo(REQUESTS);
    assertThat(played.attempts(1, Result.OK)).isEqualTo(REQUESTS);
  }

  @Test
  default void
      when_the_other_service_fails_too_the_next_fallback_answers_or_the_failure_goes_through() {
    EndpointRef spare = new EndpointRef("spare", "go");
    for (boolean hasNext : new boolean[] {true, false}) {
      Fallback next = hasNext ? new Fallback.Named("most-watched") : null;
      Played played =
          play(
              Systems.gateway(new Fallback.Other(spare, next))
                  .service("back", 1, 8, 8, new Step.Fails(1))
                  .service("spare", 1, 8, 8, new Step.Fails(1)));
      assertThat(played.attempts(1, Result.ERROR)).isEqualTo(REQUESTS);
      assertThat(played.users().degraded()).isEqualTo(hasNext ? REQUESTS : 0);
      assertThat(played.users().failed()).isEqualTo(hasNext ? 0 : REQUESTS);
    }
  }

  @Test
  default void the_last_good_answer_is_a_fallback_where_nothing_else_is_cached() {
    Played played =
        play(
            Systems.gateway(new Fallback.Cached()).service("back", 1, 8, 8, Systems.work(1)),
            fault(300, 400, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.OK), 60, 15);
    about(played.users().degraded(), 40, 15);
    assertThat(played.users().failed()).isZero();
  }
}
