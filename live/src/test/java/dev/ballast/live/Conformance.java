package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fallback;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.balance.ReplicaSet;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.health.CandidateRules;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.policy.health.EjectionTerm;
import dev.ballast.policy.health.LatencyRule;
import dev.ballast.policy.health.SlowStart;
import dev.ballast.policy.health.SuccessRateRule;
import dev.ballast.policy.health.Tiers;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.policy.queue.CoDelConfig;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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

  private static TimedFault from(long millis, long forMillis, Fault fault) {
    return new TimedFault(millis * MS, forMillis * MS, fault);
  }

  private static Fault.Scope scope(int replicas) {
    return new Fault.Scope("back", replicas);
  }

  private static CallPolicy timeout(long millis) {
    return policy(millis * MS, 1, null, null);
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
        .filteredOn(a -> a.latencyNanos() > 46 * MS + slack(30 * MS)) // waiting is no part of it
        .hasSizeLessThanOrEqualTo((int) slack(30));
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
        .allMatch(
            c -> c.latencyNanos() >= 50 * MS && c.latencyNanos() <= 50 * MS + slack(300 * MS));
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

  @Test
  void a_hedge_wins_over_a_slow_replica_and_the_slow_one_is_forgotten() {
    BreakerConfig breaker = BreakerConfig.ofCalls(0.2, 10).withPause(200 * MS).withProbes(2);
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(40 * MS), 1, 1);
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, 100, 0, Systems.work(1))
                .policy("edge", "back", policy(Deadline.NONE, 1, breaker, null).withHedge(hedge)),
            from(0, 1_000, new Fault.Slow(scope(1), 1, new Distribution.Constant(400.0 * MS))));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.BreakerChanged.class)).isEmpty();
    List<Observation.AttemptEnded> hedges =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.kind() == AttemptKind.HEDGE)
            .toList();
    assertThat(hedges.size()).isBetween(40, 80);
    about(played.attempts(0, Result.CANCELLED), hedges.size(), 3);
    assertThat(hedges.stream().filter(a -> a.replica() == 1 && a.result() == Result.OK).count())
        .isGreaterThanOrEqualTo(hedges.size() - slack(3));
    assertThat(played.users().latencies().quantileNanos(0.95))
        .isBetween(41 * MS, 41 * MS + slack(60 * MS) + 41_000);
  }

  @Test
  void what_must_not_be_done_twice_is_not_hedged() {
    HedgeConfig hedge = new HedgeConfig(new HedgeConfig.After.Time(MS), 1, 1);
    Played played =
        play(
            Systems.gateway()
                .add(
                    new Service(
                        "back",
                        2,
                        100,
                        0,
                        false,
                        false,
                        List.of(new Endpoint("go", false, List.of(Systems.work(5)))),
                        null))
                .policy("edge", "back", policy(Deadline.NONE, 1, null, null).withHedge(hedge)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.record().edges().getFirst().attempts()).isEqualTo(REQUESTS);
  }

  private static Systems chainWhoseLastFails(int tree) {
    CallPolicy policy =
        policy(Deadline.NONE, 3, null, null)
            .withRetry(
                new RetryConfig(3, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE)
                    .withTree(tree));
    return Systems.gateway()
        .service("back", 1, 100, 100, Systems.call("middle"), Systems.call("last"))
        .service("middle", 1, 100, 100, Systems.call("deep"))
        .service("deep", 1, 100, 100)
        .service("last", 1, 100, 100, new Step.Fails(1))
        .policy("edge", "back", policy)
        .policy("back", "middle", policy)
        .policy("middle", "deep", policy)
        .policy("back", "last", policy);
  }

  @Test
  void repeats_of_layers_multiply() {
    Played played = play(chainWhoseLastFails(RepeatTree.UNBOUNDED));
    assertThat(attempts(played, "back -> last")).isEqualTo(9 * REQUESTS);
  }

  @Test
  void one_allowance_bounds_the_repeats_of_the_whole_tree() {
    Played played = play(chainWhoseLastFails(3));
    // 2 of 3 are lent to back, 1 of these to middle, which gives it back: 1 + 2 attempts; the
    // third repeat is the gateway's own
    assertThat(attempts(played, "back -> last")).isEqualTo(4 * REQUESTS);
    assertThat(attempts(played, "edge -> back")).isEqualTo(2 * REQUESTS);
    assertThat(played.record().edges().stream().mapToLong(e -> e.repeats()).sum())
        .isEqualTo(3 * REQUESTS);
  }

  private static long attempts(Played played, String edge) {
    int index = played.record().subjects().edges().indexOf(edge);
    return played.record().edges().get(index).attempts();
  }

  /** A limit that stays where it is. */
  private static Aimd fixed(int limit) {
    return new Aimd(limit, limit, limit, 0.9, Units.SECOND, 100 * MS);
  }

  @Test
  void calls_beyond_an_adaptive_limit_are_refused_before_they_begin() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 8, Systems.work(195))
                .policy("edge", "back", CallPolicy.DEFAULT.withLimit(fixed(5))));
    about(played.calls(0, Result.LIMIT_REACHED), 75, 6);
    assertThat(played.attempts(0, Result.OK))
        .isEqualTo(REQUESTS - played.calls(0, Result.LIMIT_REACHED));
  }

  @Test
  void a_replica_sheds_beyond_its_adaptive_limit_though_workers_are_free() {
    Service back =
        new Service(
            "back",
            1,
            AdmissionPolicy.of(100, 8).withLimit(fixed(5)),
            false,
            false,
            List.of(new Endpoint("go", true, List.of(Systems.work(195)))),
            null);
    Played played = play(Systems.gateway().add(back));
    about(played.attempts(0, Result.SHED), 75, 6);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS - played.attempts(0, Result.SHED));
  }

  @Test
  void an_adaptive_limit_falls_while_calls_time_out_and_says_so() {
    Aimd limit = new Aimd(20, 2, 200, 0.9, Units.SECOND, 50 * MS);
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 100, 8, Systems.work(300))
                .policy("edge", "back", timeout(50).withLimit(limit)));
    assertThat(played.all(Observation.LimitChanged.class))
        .singleElement()
        .matches(c -> c.from() == 20 && c.to() == 12 && c.edge() == 0); // 18, 16, 14, 12
    about(played.all(Observation.LimitChanged.class).getFirst().atNanos() / MS, 440, 200);
  }

  @Test
  void a_throttle_holds_back_what_exceeds_twice_what_is_accepted() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 3, 0, Systems.work(95))
                .policy("edge", "back", CallPolicy.DEFAULT.withThrottle(ThrottleConfig.DEFAULT)));
    long throttled = played.calls(0, Result.THROTTLED);
    long accepted = played.attempts(0, Result.OK);
    long shed = played.attempts(0, Result.SHED);
    assertThat(throttled + accepted + shed).isEqualTo(REQUESTS);
    about(accepted, 16, 8);
    about(throttled, 79, 12);
    assertThat(played.record().edges().getFirst().refused()).isEqualTo(throttled);
  }

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
  void a_cached_answer_costs_the_callee_nothing() {
    Played played = play(sharing(new Sharing(cache(10_000, 0, 0), true), 5));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 1, 0);
    about(answeredBy(played, 0, Observation.Source.CACHE), 99, 10);
    about(played.record().edges().getFirst().fromCache(), 99, 10);
  }

  @Test
  void different_keys_have_different_answers() {
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
  void while_a_stale_answer_is_given_one_call_fetches_a_new_one() {
    Played played = play(sharing(new Sharing(cache(300, 10_000, 0), true), 95));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 3, 1); // the first, and one when it was stale, twice
    about(answeredBy(played, 0, Observation.Source.STALE), 20, 8);
    about(played.record().edges().getFirst().calls(), REQUESTS, 10);
  }

  @Test
  void through_an_outage_the_last_answer_stands_in_for_a_new_one() {
    Played played =
        play(
            sharing(new Sharing(cache(100, 0, 10_000), false), 1),
            from(300, 400, new Fault.Crash(scope(1))));
    assertThat(played.users().failed()).isZero();
    about(played.users().degraded(), 37, 15);
    assertThat(played.record().edges().getFirst().failed()).as("stale is better").isZero();
    assertThat(played.attempts(0, Result.UNREACHABLE)).isEqualTo(played.users().degraded());
  }

  @Test
  void a_stale_answer_that_is_too_old_does_not_stand_in() {
    Played played =
        play(
            sharing(new Sharing(cache(50, 0, 100), false), 1),
            from(300, 400, new Fault.Crash(scope(1))));
    about(played.users().failed(), 30, 15);
  }

  @Test
  void equal_calls_at_the_same_time_become_one() {
    Played played = play(sharing(new Sharing(null, true), 95));
    about(played.users().succeeded(), REQUESTS, 5);
    about(played.attempts(0, Result.OK), 10, 2);
    about(played.record().edges().getFirst().shared(), 90, 15);
    about(played.record().edges().getFirst().calls(), REQUESTS, 10);
  }

  @Test
  void a_shared_call_goes_on_when_whoever_began_it_has_given_up() {
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
  void what_nobody_waits_for_any_more_is_given_up() {
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

  @Test
  void another_service_answers_in_the_place_of_one_that_fails() {
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
  void when_the_other_service_fails_too_the_next_fallback_answers_or_the_failure_goes_through() {
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
  void the_last_good_answer_is_a_fallback_where_nothing_else_is_cached() {
    Played played =
        play(
            Systems.gateway(new Fallback.Cached()).service("back", 1, 8, 8, Systems.work(1)),
            from(300, 400, new Fault.Crash(scope(1))));
    about(played.attempts(0, Result.OK), 60, 15);
    about(played.users().degraded(), 40, 15);
    assertThat(played.users().failed()).isZero();
  }

  @Test
  void a_replica_that_crashed_has_forgotten_its_answers() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 1, 8, 8, Systems.call("deep"))
                .service("deep", 1, 8, 8, Systems.work(1))
                .policy(
                    "back",
                    "deep",
                    CallPolicy.DEFAULT.withSharing(new Sharing(cache(10_000, 0, 0), true))),
            from(400, 200, new Fault.Crash(scope(1))));
    assertThat(played.attempts(1, Result.OK)).isEqualTo(2);
  }

  private static AdmissionPolicy queue(int length, QueueConfig discipline) {
    return AdmissionPolicy.of(1, length).withDiscipline(discipline);
  }

  private static AdmissionPolicy limit(RateLimit limit) {
    return AdmissionPolicy.of(50, 0).withRateLimit(limit);
  }

  @Test
  void what_comes_above_the_rate_is_refused_and_told_so() {
    RateLimit limit = RateLimit.of(new Rate(20, Units.SECOND)).withBurst(5);
    Played played = play(Systems.gateway().service("back", 1, limit(limit), Systems.work(1)));
    about(played.users().succeeded(), 5 + 19, 2);
    about(played.attempts(0, Result.RATE_LIMITED), REQUESTS - 24, 2);
    assertThat(played.all(Observation.SheddingBegan.class))
        .singleElement()
        .matches(began -> began.why() == Refusal.RATE_LIMIT && began.replica() == 0);
  }

  @Test
  void a_limit_of_the_whole_service_is_shared_by_its_replicas() {
    RateLimit limit =
        RateLimit.of(new Rate(20, Units.SECOND))
            .withBurst(4)
            .per(RateLimit.Scope.SERVICE)
            .withLease(200 * MS);
    Played played =
        play(
            Systems.gateway()
                .service("back", 2, limit(limit), Systems.work(1))
                .policy("edge", "back", timeout(1_000)));
    about(played.users().succeeded(), 22, 6);
  }

  @Test
  void the_newest_is_served_first_and_the_oldest_dropped() {
    QueueConfig newestFirst = QueueConfig.FIFO.withOrder(QueueConfig.Order.LIFO);
    Played played =
        play(Systems.gateway().service("back", 1, queue(5, newestFirst), Systems.work(45)));
    about(played.users().succeeded(), 28, 4); // 23 in time, the five that were left afterwards
    assertThat(played.users().latencies().quantileNanos(0.5))
        .isBetween(45 * MS, 60 * MS + slack(60 * MS));
    assertThat(played.all(Observation.SheddingBegan.class))
        .allMatch(began -> began.why() == Refusal.QUEUE_FULL)
        .isNotEmpty();
  }

  @Test
  void what_has_waited_too_long_is_dropped_where_the_queue_does_not_run_empty() {
    QueueConfig late =
        QueueConfig.FIFO.withCodel(new CoDelConfig(CoDelConfig.Law.LATE, 20 * MS, 100 * MS));
    Played played =
        play(Systems.gateway().service("back", 1, queue(1_000, late), Systems.work(19)));
    assertThat(played.users().succeeded()).isBetween(45L - slack(15), 55L);
    assertThat(played.users().latencies().quantileNanos(0.99))
        .isLessThan(100 * MS + 19 * MS + slack(80 * MS));
    assertThat(played.all(Observation.SheddingBegan.class))
        .extracting(Observation.SheddingBegan::why)
        .containsOnly(Refusal.WAITED_TOO_LONG);
  }

  @Test
  void what_matters_less_is_refused_first() {
    QueueConfig shares = QueueConfig.FIFO.withPriorities(new PriorityShares(1, 0));
    Systems system =
        Systems.gateway()
            .route("GET /critical", Priority.CRITICAL)
            .route("GET /prefetch", Priority.SHEDDABLE)
            .service("back", 1, queue(10, shares), Systems.work(19));
    Played played =
        play(
            system.model(),
            new Experiment(
                "test",
                9_500_000,
                Units.SECOND,
                List.of(
                    new Load.Constant("GET /critical", 25),
                    new Load.Constant("GET /prefetch", 100)),
                List.of(),
                List.of()));
    assertThat(played.record().routes().get(1).succeeded()).isEqualTo(25);
    assertThat(played.record().routes().get(2).failed()).isGreaterThan(50);
    assertThat(played.all(Observation.SheddingBegan.class))
        .isNotEmpty()
        .allMatch(began -> began.why() == Refusal.LESSER_PRIORITY);
  }

  private Played play(Systems system, double perSecond, TimedFault... faults) {
    return play(system, new Load.Constant(Systems.ROUTE, perSecond), faults);
  }

  private Played play(Systems system, Load load, TimedFault... faults) {
    return play(
        system.model(),
        new Experiment("test", 9_500_000, Units.SECOND, List.of(load), List.of(faults), List.of()));
  }

  private static CallPolicy policy(
      long timeoutNanos,
      int attempts,
      @Nullable BreakerConfig breaker,
      @Nullable EjectionConfig ejection) {
    return CallPolicy.DEFAULT
        .withTimeout(timeoutNanos)
        .withRetry(
            new RetryConfig(attempts, RetryBudget.Config.UNLIMITED, Backoff.NONE, Deadline.NONE))
        .withBreaker(breaker)
        .withBalance(new Balance.RoundRobin())
        .withEjection(ejection);
  }

  @Test
  void ejection_takes_the_bad_replica_out_and_puts_it_back() {
    EjectionConfig ejection = EjectionConfig.consecutive(3, 400 * MS, 400 * MS, 0.5);
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

  private static CallPolicy balanced(Balance balance) {
    return CallPolicy.DEFAULT.withBalance(balance);
  }

  @Test
  void a_key_stays_on_its_replica_when_balancers_hash() {
    for (Balance balance : List.of(Balance.RingHash.DEFAULT, Balance.Maglev.DEFAULT)) {
      Played played =
          play(
              Systems.gateway()
                  .service("back", 5, 8, 8, Systems.work(1))
                  .policy("edge", "back", balanced(balance)),
              new Load.Constant(Systems.ROUTE, REQUESTS, new Keys(1, 1)));
      assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
      assertThat(replicas(played)).as("%s", balance).hasSize(1);
    }
  }

  @Test
  void keys_are_spread_and_go_where_the_other_world_sends_them() {
    var set = ReplicaSet.ofEqual(Balance.Maglev.DEFAULT, 5);
    var own = new Balancer(set, 0, RandomStream.of(1, "conformance"));
    Set<Integer> expected = new TreeSet<>();
    for (int key = 0; key < 100_000; key++) {
      expected.add(own.choose(key, Balancer.NONE, 0));
    }
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 8, 8, Systems.work(1))
                .policy("edge", "back", balanced(Balance.Maglev.DEFAULT)),
            new Load.Constant(Systems.ROUTE, REQUESTS, new Keys(1_000, 0)));
    assertThat(replicas(played)).isEqualTo(expected);
  }

  @Test
  void the_least_loaded_replica_is_not_the_slow_one() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 50, 8, Systems.work(2))
                .policy("edge", "back", balanced(Balance.LeastLoaded.DEFAULT)),
            from(0, 3_000, new Fault.Slow(scope(1), 150, null)));
    // 300 ms there: a third of all would be 33, but what is in flight there keeps others away
    assertThat(attempts(played, 0)).isLessThan(15 + slack(8));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  void probes_tell_which_replica_is_slow() {
    Played played =
        play(
            Systems.gateway()
                .service("back", 3, 50, 8, Systems.work(2))
                .policy("edge", "back", balanced(Balance.Prequal.DEFAULT)),
            300,
            from(0, 3_000, new Fault.Slow(scope(1), 50, null)));
    // a third of all would be 100; it says what is in flight there, and soon what that takes
    assertThat(attempts(played, 0)).isLessThan(20 + slack(65));
    assertThat(played.users().succeeded()).isEqualTo(300);
  }

  private static Set<Integer> replicas(Played played) {
    Set<Integer> replicas = new TreeSet<>();
    played.all(Observation.AttemptEnded.class).forEach(a -> replicas.add(a.replica()));
    return replicas;
  }

  private static long attempts(Played played, int replica) {
    return played.all(Observation.AttemptEnded.class).stream()
        .filter(attempt -> attempt.replica() == replica)
        .count();
  }

  private static final long LONG = 10_000 * MS;

  private static CallPolicy guarded(EjectionConfig ejection, CandidateRules rules) {
    return CallPolicy.DEFAULT
        .withBalance(new Balance.RoundRobin())
        .withEjection(ejection)
        .withCandidates(rules);
  }

  /** Nothing but this ejects, in sweeps a fifth of a second apart. */
  private static EjectionConfig sweeping(UnaryOperator<EjectionConfig> rule) {
    return rule.apply(EjectionConfig.DEFAULT)
        .withConsecutiveFailures(EjectionConfig.NOT_IN_A_ROW)
        .withInterval(200 * MS)
        .withTerm(new EjectionTerm(LONG, LONG, 0));
  }

  /** The share of attempts that one replica gets from one moment to another. */
  private static double share(Played played, int replica, long fromMillis, long toMillis) {
    List<Observation.AttemptEnded> attempts =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.atNanos() >= fromMillis * MS && a.atNanos() < toMillis * MS)
            .toList();
    long its = attempts.stream().filter(a -> a.replica() == replica).count();
    return (double) its / attempts.size();
  }

  @Test
  void a_replica_much_slower_than_its_peers_is_ejected_for_its_latency() {
    EjectionConfig ejection = sweeping(e -> e.withLatency(new LatencyRule(3, 3, 10)));
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 200, 200, Systems.work(5))
                .policy("edge", "back", guarded(ejection, CandidateRules.DEFAULT)),
            500,
            from(0, 1_000, new Fault.Slow(scope(1), 12, null)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.reason() == EjectionReason.LATENCY);
    assertThat(share(played, 0, 700, 1_000)).isZero();
    assertThat(played.users().succeeded()).isEqualTo(5 * REQUESTS);
  }

  @Test
  void a_replica_that_fails_half_of_its_calls_is_ejected_for_its_success_rate() {
    EjectionConfig ejection = sweeping(e -> e.withSuccessRate(new SuccessRateRule(1.9, 5, 10)));
    Played played =
        play(
            Systems.gateway()
                .service("back", 5, 200, 200, Systems.work(1))
                .policy("edge", "back", guarded(ejection, CandidateRules.DEFAULT)),
            500,
            from(0, 1_000, new Fault.Fails(scope(1), 0.5)));
    assertThat(played.all(Observation.ReplicaEjected.class))
        .singleElement()
        .matches(e -> e.replica() == 0 && e.reason() == EjectionReason.SUCCESS_RATE);
    assertThat(share(played, 0, 700, 1_000)).isZero();
  }

  @Test
  void when_the_zone_of_the_first_tier_is_down_the_second_takes_over_until_it_is_back() {
    EjectionConfig ejection = EjectionConfig.consecutive(2, 400 * MS, 400 * MS, 0.5);
    CandidateRules rules =
        CandidateRules.DEFAULT.withTiers(new Tiers(List.of(List.of("b"), List.of("a"))));
    Played played =
        play(
            Systems.gateway()
                .zones("a", "b")
                .service("back", 4, 8, 8, Systems.work(1))
                .policy("edge", "back", guarded(ejection, rules)),
            from(200, 300, new Fault.ZoneDown("b")));
    assertThat(played.all(Observation.PoolChanged.class))
        .extracting(Observation.PoolChanged::change)
        .containsExactly(PoolChange.FAILOVER_BEGAN, PoolChange.FAILOVER_ENDED);
    assertThat(played.users().failed()).isEqualTo(4);
    assertThat(share(played, 1, 0, 200) + share(played, 3, 0, 200)).isEqualTo(1);
    assertThat(share(played, 0, 400, 550) + share(played, 2, 400, 550)).isEqualTo(1);
    assertThat(share(played, 1, 850, 1_000) + share(played, 3, 850, 1_000)).isEqualTo(1);
  }

  @Test
  void a_replica_that_was_down_gets_its_share_of_the_calls_back_slowly() {
    CandidateRules rules = CandidateRules.DEFAULT.withSlowStart(SlowStart.over(1_000 * MS));
    Systems system =
        Systems.gateway()
            .service("back", 2, 8, 8, Systems.work(1))
            .policy(
                "edge",
                "back",
                CallPolicy.DEFAULT.withBalance(new Balance.RoundRobin()).withCandidates(rules));
    Played played =
        play(
            system.model(),
            new Experiment(
                "test",
                9_500_000,
                2 * Units.SECOND,
                List.of(new Load.Constant(Systems.ROUTE, 300)),
                List.of(from(100, 100, new Fault.Crash(scope(1)))),
                List.of()));
    double first = share(played, 0, 250, 700);
    double second = share(played, 0, 700, 1_200);
    double third = share(played, 0, 1_400, 2_000);
    assertThat(first).isBetween(0.02, 0.3);
    assertThat(second).isBetween(first, 0.48);
    assertThat(third).isBetween(0.4, 0.6);
  }
}
