package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Fault;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Breakers and bulkheads: a failing or slow callee is kept apart. */
interface IsolationConformance extends EitherWorld {
  @Test
  default void a_breaker_opens_probes_and_closes_when_the_callee_is_well() {
    BreakerConfig breaker = BreakerConfig.ofCalls(0.5, 10).withPause(200 * MS).withProbes(2);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null)),
            fault(200, 300, new Fault.Fails(scope(1), 1)));
    List<BreakerState> states =
        played.all(Observation.BreakerChanged.class).stream()
            .map(Observation.BreakerChanged::to)
            .toList();
    assertThat(states)
        .startsWith(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.OPEN)
        .endsWith(BreakerState.HALF_OPEN, BreakerState.CLOSED);
    about(played.all(Observation.BreakerChanged.class).getFirst().atNanos() / MS, 240, 30);
    assertThat(played.calls(0, Result.BREAKER_OPEN))
        .isEqualTo(played.record().edges().getFirst().refused());
    assertThat(played.calls(0, Result.BREAKER_OPEN)).isBetween(20L, 50L);
  }

  @Test
  default void a_breaker_that_counts_failures_in_a_row_probes_ramps_up_and_closes() {
    BreakerConfig breaker =
        BreakerConfig.ofConsecutive(5).withPause(100 * MS).withProbes(2).withRamp(400 * MS);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null)),
            fault(200, 100, new Fault.Fails(scope(1), 1)));
    List<Observation.BreakerChanged> changes = played.all(Observation.BreakerChanged.class);
    assertThat(changes)
        .extracting(Observation.BreakerChanged::to)
        .containsExactly(
            BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.RAMPING, BreakerState.CLOSED);
    assertThat(changes).allMatch(c -> c.endpoint().isEmpty());
    about(changes.get(0).atNanos() / MS, 240, 30);
    about(changes.get(1).atNanos() / MS, 340, 40);
    assertThat(changes.get(3).atNanos() - changes.get(2).atNanos())
        .isBetween(400 * MS, 410 * MS + slack(40 * MS));
    about(played.attempts(0, Result.ERROR), 5, 1);
    about(played.calls(0, Result.BREAKER_OPEN), 28, 6); // nine while open, the rest by the ramp
  }

  @Test
  default void a_breaker_per_endpoint_cuts_off_the_bad_endpoint_alone() {
    Step.Call bad =
        new Step.Call(new EndpointRef("end", "bad"), new Fallback.Named("without"), 1, 1);
    Step.Call good = new Step.Call(new EndpointRef("end", "good"), null, 1, 1);
    List<Endpoint> endpoints =
        List.of(
            new Endpoint("good", true, List.of(Systems.work(1))),
            new Endpoint("bad", true, List.of(new Step.Fails(1))));
    BreakerConfig breaker =
        BreakerConfig.ofConsecutive(5).withPause(10_000 * MS).withPerEndpoint(true);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, good, bad)
                .add(new Service("end", 1, AdmissionPolicy.of(8, 8), false, false, endpoints, null))
                .policy("back", "end", policy(Deadline.NONE, 1, breaker, null)));
    assertThat(played.all(Observation.BreakerChanged.class))
        .singleElement()
        .matches(c -> c.endpoint().equals("bad") && c.to() == BreakerState.OPEN);
    long failed = played.attempts(1, Result.ERROR);
    about(failed, 5, 15); // and what was under way when it opened
    assertThat(played.calls(1, Result.BREAKER_OPEN)).isEqualTo(REQUESTS - failed);
    assertThat(played.attempts(1, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.users().degraded()).isEqualTo(REQUESTS);
  }

  private static CallPolicy bulkhead(Bulkhead.Config bulkhead) {
    return policy(Deadline.NONE, 1, null, null).withBulkhead(bulkhead);
  }

  @Test
  default void what_finds_the_bulkhead_full_waits_for_a_place_in_its_queue() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 0, Systems.work(45))
                .policy("edge", "back", bulkhead(Bulkhead.Config.of(4).withQueue(100, 900 * MS))));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.CallEnded.class))
        .filteredOn(c -> c.latencyNanos() > 90 * MS)
        .hasSizeGreaterThan(20);
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.latencyNanos() > 46 * MS + slack(30 * MS)) // waiting is no part of it
        .hasSizeLessThanOrEqualTo((int) slack(30));
  }

  @Test
  default void what_has_waited_too_long_for_a_place_is_refused() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 0, Systems.work(95))
                .policy("edge", "back", bulkhead(Bulkhead.Config.of(1).withQueue(1, 50 * MS))));
    about(played.users().succeeded(), 11, 3);
    List<Observation.CallEnded> refused =
        played.all(Observation.CallEnded.class).stream()
            .filter(c -> c.result() == Result.BULKHEAD_FULL)
            .toList();
    assertThat(refused).hasSize((int) (REQUESTS - played.users().succeeded()));
    assertThat(refused).filteredOn(c -> c.latencyNanos() == 0).hasSizeGreaterThan(50);
    assertThat(refused)
        .filteredOn(c -> c.latencyNanos() > 0)
        .hasSizeGreaterThan(5)
        .allMatch(
            c -> c.latencyNanos() >= 50 * MS && c.latencyNanos() <= 50 * MS + slack(300 * MS));
  }
}
