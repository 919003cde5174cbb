package dev.ballast.live;

import static dev.ballast.live.EitherWorld.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.observation.Observation;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.limit.Aimd;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.policy.queue.CoDelConfig;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused, and what first, when more comes than can be done: limits, rates and queues. */
interface OverloadConformance extends EitherWorld {
  @Test
  default void what_finds_workers_and_queue_full_is_shed() {
    Played played = play(Systems.gateway().service("back", 1, 1, 1, Systems.work(95)));
    about(played.users().succeeded(), 12, 2);
    about(played.attempts(0, Result.SHED), 88, 2);
  }

  /** A limit that stays where it is. */
  private static Aimd fixed(int limit) {
    return new Aimd(limit, limit, limit, 0.9, Units.SECOND, 100 * MS);
  }

  @Test
  default void calls_beyond_an_adaptive_limit_are_refused_before_they_begin() {
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
  default void a_replica_sheds_beyond_its_adaptive_limit_though_workers_are_free() {
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
  default void an_adaptive_limit_falls_while_calls_time_out_and_says_so() {
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
  default void a_throttle_holds_back_what_exceeds_twice_what_is_accepted() {
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

  private static AdmissionPolicy limit(RateLimit limit) {
    return AdmissionPolicy.of(50, 0).withRateLimit(limit);
  }

  @Test
  default void what_comes_above_the_rate_is_refused_and_told_so() {
    RateLimit limit = RateLimit.of(new Rate(20, Units.SECOND)).withBurst(5);
    Played played = play(Systems.gateway().service("back", 1, limit(limit), Systems.work(1)));
    about(played.users().succeeded(), 5 + 19, 2);
    about(played.attempts(0, Result.RATE_LIMITED), REQUESTS - 24, 2);
    assertThat(played.all(Observation.SheddingBegan.class))
        .singleElement()
        .matches(began -> began.why() == Refusal.RATE_LIMIT && began.replica() == 0);
  }

  @Test
  default void a_limit_of_the_whole_service_is_shared_by_its_replicas() {
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

  private static AdmissionPolicy queue(int length, QueueConfig discipline) {
    return AdmissionPolicy.of(1, length).withDiscipline(discipline);
  }

  @Test
  default void the_newest_is_served_first_and_the_oldest_dropped() {
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
  default void what_has_waited_too_long_is_dropped_where_the_queue_does_not_run_empty() {
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
  default void what_matters_less_is_refused_first() {
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
}
