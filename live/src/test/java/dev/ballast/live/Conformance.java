package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Balance;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Ejection;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What both worlds must do alike. Where a number depends on the time that things take, the
 * simulated world is held to it exactly and the live one within bounds.
 */
abstract class Conformance {
  private static final long MS = Units.MILLISECOND;
  private static final long REQUESTS = 100;

  abstract Played play(SystemModel model, Experiment experiment);

  /** How far a count may be off in this world. */
  abstract long slack(long inTheLiveWorld);

  private void about(long actual, long expected, long slack) {
    assertThat(actual).isCloseTo(expected, Offset.offset(slack(slack)));
  }

  /** A hundred requests, evenly over one second, the first after half a millisecond. */
  private Played play(Systems system, TimedFault... faults) {
    return play(system, REQUESTS, faults);
  }

  private Played play(Systems system, double perSecond, TimedFault... faults) {
    return play(
        system.model(),
        new Experiment(
            "test",
            9_500_000,
            Units.SECOND,
            List.of(new Load.Constant(Systems.ROUTE, perSecond)),
            List.of(faults),
            List.of()));
  }

  private static TimedFault from(long millis, long forMillis, Fault fault) {
    return new TimedFault(millis * MS, forMillis * MS, fault);
  }

  private static Fault.Scope scope(int replicas) {
    return new Fault.Scope("back", replicas);
  }

  private static CallPolicy timeout(long millis) {
    return policy(millis * MS, 1, null, null);
  }

  @SuppressWarnings("NullAway") // it does not see the @Nullable of a nested type in a class file
  private static CallPolicy policy(
      long timeoutNanos,
      int attempts,
      @Nullable BreakerConfig breaker,
      Ejection.@Nullable Config ejection) {
    return CallPolicy.DEFAULT
        .withTimeout(timeoutNanos)
        .withRetry(
            new RetryConfig(attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE))
        .withBreaker(breaker)
        .withBalance(Balance.ROUND_ROBIN)
        .withEjection(ejection);
  }

  @Test
  void a_plain_call_is_answered_and_a_constant_load_is_exact() {
    Played played = play(Systems.gateway().service("back", 2, 8, 8, Systems.work(5)));
    assertThat(played.users().offered()).isEqualTo(REQUESTS);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.users().latencies().quantileNanos(0.5))
        .isBetween(5 * MS, 5 * MS + slack(30 * MS) + 4_000);
  }

  @Test
  void calls_at_the_same_time_wait_for_the_slowest() {
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
  void a_fallback_degrades_what_fails() {
    Played played = play(Systems.gatewayWithFallback().service("back", 1, 8, 8, new Step.Fails(1)));
    assertThat(played.users().degraded()).isEqualTo(REQUESTS);
    assertThat(played.users().failed()).isZero();
    assertThat(played.attempts(0, Result.ERROR)).isEqualTo(REQUESTS);
  }

  @Test
  void without_a_fallback_a_failed_call_fails_its_caller() {
    Played played = play(Systems.gateway().service("back", 1, 8, 8, new Step.Fails(1)));
    assertThat(played.users().failed()).isEqualTo(REQUESTS);
  }

  @Test
  void a_retry_succeeds_on_another_replica() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 2, null, null)),
            from(0, 1_000, new Fault.Fails(scope(1), 1)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.ERROR)).isPositive();
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.ERROR)
        .allMatch(a -> a.replica() == 0);
  }

  @Test
  void a_breaker_opens_probes_and_closes_when_the_callee_is_well() {
    BreakerConfig breaker = BreakerConfig.ofCalls(0.5, 10).withPause(200 * MS).withProbes(2);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null)),
            from(200, 300, new Fault.Fails(scope(1), 1)));
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
  void a_breaker_that_counts_failures_in_a_row_probes_ramps_up_and_closes() {
    BreakerConfig breaker =
        BreakerConfig.ofConsecutive(5).withPause(100 * MS).withProbes(2).withRamp(400 * MS);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null)),
            from(200, 100, new Fault.Fails(scope(1), 1)));
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
  void a_breaker_per_endpoint_cuts_off_the_bad_endpoint_alone() {
    Step.Call bad = new Step.Call(new EndpointRef("end", "bad"), "without", 1, 1);
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
    assertThat(played.attempts(1, Result.ERROR)).isEqualTo(5);
    assertThat(played.calls(1, Result.BREAKER_OPEN)).isEqualTo(REQUESTS - 5);
    assertThat(played.attempts(1, Result.OK)).isEqualTo(REQUESTS);
    assertThat(played.users().degraded()).isEqualTo(REQUESTS);
  }

  private static CallPolicy bulkhead(Bulkhead.Config bulkhead) {
    return policy(Deadline.NONE, 1, null, null).withBulkhead(bulkhead);
  }

  @Test
  void what_finds_the_bulkhead_full_waits_for_a_place_in_its_queue() {
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
        .allMatch(a -> a.latencyNanos() < 45 * MS + slack(40 * MS) + 1_000);
  }

  @Test
  void what_has_waited_too_long_for_a_place_is_refused() {
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
        .allMatch(c -> c.latencyNanos() >= 50 * MS && c.latencyNanos() <= 50 * MS + slack(30 * MS));
  }

  @Test
  void ejection_takes_the_bad_replica_out_and_puts_it_back() {
    Ejection.Config ejection = new Ejection.Config(3, 400 * MS, 400 * MS, 0.5);
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, ejection)),
            from(0, 300, new Fault.Fails(scope(1), 1)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.forNanos() == 400 * MS);
    assertThat(played.all(Observation.ReplicaReturned.class))
        .singleElement()
        .matches(r -> r.replica() == 0);
    assertThat(played.users().failed()).isEqualTo(3);
  }

  @Test
  void what_finds_workers_and_queue_full_is_shed() {
    Played played = play(Systems.gateway().service("back", 1, 1, 1, Systems.work(95)));
    about(played.users().succeeded(), 12, 2);
    about(played.attempts(0, Result.SHED), 88, 2);
  }

  @Test
  void an_answer_that_comes_too_late_is_a_timeout() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 8, Systems.work(300))
                .policy("edge", "back", timeout(50)));
    assertThat(played.users().failed()).isEqualTo(REQUESTS);
    assertThat(played.attempts(0, Result.TIMED_OUT)).isEqualTo(REQUESTS);
  }

  @Test
  void a_crashed_replica_is_unreachable_until_it_is_back() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 8, 8, Systems.work(1)),
            from(300, 400, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.UNREACHABLE), 40, 2);
    about(played.users().succeeded(), 60, 2);
    assertThat(played.all(Observation.FaultBegan.class)).hasSize(1);
    assertThat(played.all(Observation.FaultEnded.class)).hasSize(1);
  }

  @Test
  void work_in_a_crashing_replica_is_lost() {
    Played played =
        play(
            Systems.gateway().service("back", 1, 100, 8, Systems.work(100)),
            from(500, 10_000, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.LOST), 10, 2);
  }

  @Test
  void messages_vanish_in_a_partition() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", timeout(50)),
            from(300, 400, new Fault.Partition("edge", "back", false)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
    about(played.users().succeeded(), 60, 2);
  }

  @Test
  void answers_vanish_in_a_partition_the_other_way() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.work(1))
                .policy("edge", "back", timeout(50)),
            from(300, 400, new Fault.Partition("back", "edge", false)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
  }

  @Test
  void a_zone_that_is_down_takes_its_replicas_along() {
    Played played =
        play(
            Systems.gateway()
                .zones("a", "b")
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 2, null, null)),
            from(300, 400, new Fault.ZoneDown("b")));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.UNREACHABLE)
        .isNotEmpty()
        .allMatch(a -> a.replica() == 1);
  }

  @Test
  void abandoned_work_goes_on_and_keeps_its_worker() {
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
  void a_service_that_propagates_cancellation_drops_abandoned_work() {
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
