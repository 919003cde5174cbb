package dev.ballast.live;

import static dev.ballast.live.EitherWorld.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Load;
import dev.ballast.model.Payload;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.RequestMatch.Test.Exact;
import dev.ballast.model.RequestMatch.Test.Prefix;
import dev.ballast.model.RequestMatch.Test.Present;
import dev.ballast.model.Route;
import dev.ballast.model.Route.Redirect;
import dev.ballast.model.Step;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a gateway does with the requests of its routes. */
interface RoutingConformance extends EitherWorld {
  private static Step.Call call(String service, @Nullable Fallback fallback) {
    return new Step.Call(new EndpointRef(service, "go"), fallback, 1, 1);
  }

  private static Endpoint route(String name, Route route, Step... steps) {
    return new Endpoint(name, true, Priority.NORMAL, Payload.SMALL, route, List.of(steps));
  }

  private static Route limited(long timeoutNanos, @Nullable RateLimit limit) {
    RequestMatch match = RequestMatch.of(Systems.ROUTE);
    return new Route(match, null, null, timeoutNanos, Route.BODY_OF_GATEWAY, limit, false);
  }

  @Test
  default void a_split_sends_each_request_to_one_of_its_endpoints_by_their_shares() {
    Step split =
        new Step.Split(
            List.of(
                new Step.Split.Part(0.8, call("back", null)),
                new Step.Split.Part(0.2, call("next", null)),
                new Step.Split.Part(0, call("never", null))));
    Played played =
        play(
            Systems.routes(route(Systems.ROUTE, Route.of(RequestMatch.of(Systems.ROUTE)), split))
                .service("back", 1, 50, 50, Systems.work(1))
                .service("next", 1, 50, 50, Systems.work(1))
                .service("never", 1, 50, 50, Systems.work(1)),
            500);
    assertThat(played.users().succeeded()).isEqualTo(500);
    long next = played.attempts(1, Result.OK);
    assertThat(played.attempts(0, Result.OK) + next).isBetween(500L, 505L); // with the warm-up
    assertThat(next).isBetween(64L, 136L); // 100, ± 4 standard deviations of 8.9
    assertThat(played.record().edges().get(2).attempts()).isZero();
  }

  @Test
  default void a_mirrored_call_is_made_once_and_users_see_nothing_of_it() {
    Step mirror = new Step.Mirror(call("shadow", null));
    Played played =
        play(
            Systems.routes(
                    route(
                        Systems.ROUTE,
                        Route.of(RequestMatch.of(Systems.ROUTE)),
                        mirror,
                        call("back", null)))
                .service("back", 1, 50, 50, Systems.work(1))
                .service("shadow", 1, 200, 50, Systems.work(150), new Step.Fails(1))
                .policy("edge", "shadow", policy(Deadline.NONE, 3, null, null)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.users().latencies().quantileNanos(0.5)).isLessThan(2 * MS + slack(60 * MS));
    assertThat(played.record().edges().get(0).attempts()).isBetween(80L, REQUESTS);
    assertThat(played.record().edges().get(0).repeats()).isZero();
    assertThat(played.attempts(1, Result.OK)).isEqualTo(REQUESTS);
  }

  @Test
  default void a_route_has_a_rate_limit_of_its_own() {
    RateLimit ten = RateLimit.of(new Rate(10, Units.SECOND));
    Played played =
        play(
            Systems.routes(route(Systems.ROUTE, limited(Deadline.NONE, ten), call("back", null)))
                .route("GET /other", Priority.NORMAL)
                .service("back", 1, 50, 50, Systems.work(1)));
    // ten at once, then one each 100 ms
    about(played.users().succeeded(), 19, 1);
    about(played.users().failed(), REQUESTS - 19, 1);
  }

  @Test
  default void a_request_is_over_when_the_timeout_of_its_route_is() {
    Played failing =
        play(
            Systems.routes(route(Systems.ROUTE, limited(40 * MS, null), call("back", null)))
                .service("back", 1, 200, 50, Systems.work(200)));
    assertThat(failing.users().failed()).isEqualTo(REQUESTS);
    assertThat(failing.users().succeeded()).isZero();
    assertThat(failing.attempts(0, Result.TIMED_OUT)).isEqualTo(REQUESTS);
    Step degrading = call("back", new Fallback.Named("most-watched"));
    Played degraded =
        play(
            Systems.routes(route(Systems.ROUTE, limited(40 * MS, null), degrading))
                .service("back", 1, 200, 50, Systems.work(200)));
    assertThat(degraded.users().degraded()).isEqualTo(REQUESTS);
    assertThat(degraded.users().latencies().quantileNanos(0.5))
        .isBetween(40 * MS, 41 * MS + slack(60 * MS));
  }

  @Test
  default void a_redirect_is_answered_without_a_call() {
    RequestMatch match = RequestMatch.of(Systems.ROUTE);
    Redirect https = new Redirect("https", null, null, 308);
    Route route = new Route(match, null, https, Deadline.NONE, Route.BODY_OF_GATEWAY, null, false);
    Played played =
        play(
            Systems.routes(route(Systems.ROUTE, route))
                .route("GET /other", Priority.NORMAL)
                .service("back", 1, 50, 50, Systems.work(1)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.record().edges().getFirst().attempts()).isZero();
  }

  @Test
  default void users_of_a_route_meet_its_conditions() {
    RequestMatch plain = RequestMatch.of(Systems.ROUTE);
    RequestMatch narrow =
        new RequestMatch(
            plain.method(),
            plain.path(),
            "*.example.org",
            List.of(
                new Condition("x-canary", new Exact("1")),
                new Condition("x-tenant", new Prefix("acme-"))),
            List.of(new Condition("q", new Present()), new Condition("v", new Exact("a b&c"))));
    Played played =
        play(
            Systems.routes(
                    route("canary", Route.of(narrow), call("next", null)),
                    route(Systems.ROUTE, Route.of(plain), call("back", null)))
                .service("back", 1, 50, 50, Systems.work(1))
                .service("next", 1, 50, 50, Systems.work(1)),
            new Load.Constant("canary", REQUESTS));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.record().edges().get(1).attempts()).isZero();
  }
}
