package dev.ballast.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import dev.ballast.observation.RunRecord.RouteRecord;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.queue.CoDelConfig;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.queue.QueueConfig.Order;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service of 10 workers that take 10 ms each, so that it can serve 1,000 requests a second, is
 * asked twice as often by users who wait for 100 ms.
 */
final class OverloadTest {
  private static final long MS = Units.MILLISECOND;
  private static final double CAPACITY = 1_000;
  private static final double SECONDS = 10;
  private static final List<Priority> PRIORITIES =
      List.of(Priority.CRITICAL, Priority.NORMAL, Priority.SHEDDABLE);
  private static final CoDelConfig LATE = new CoDelConfig(CoDelConfig.Law.LATE, 5 * MS, 100 * MS);

  private static AdmissionPolicy admission(QueueConfig discipline) {
    return AdmissionPolicy.of(10, 1_000).withDiscipline(discipline);
  }

  /** A route of each priority to one service, with this load. */
  private static RunRecord run(AdmissionPolicy admission, double... perSecond) {
    return run(1, admission, perSecond);
  }

  private static RunRecord run(int replicas, AdmissionPolicy admission, double... perSecond) {
    SystemModel model = model(replicas, admission, perSecond.length);
    return Simulation.run(Plan.of(model), experiment(perSecond), 1).record();
  }

  private static Experiment experiment(double... perSecond) {
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < perSecond.length; i++) {
      loads.add(new Load.Poisson(route(i), perSecond[i]));
    }
    return new Experiment(
        "test", 2 * Units.SECOND, (long) (SECONDS * Units.SECOND), loads, List.of(), List.of());
  }

  private static String route(int priority) {
    return "GET /" + priority;
  }

  private static SystemModel model(int replicas, AdmissionPolicy admission, int routes) {
    Step call = new Step.Call(new EndpointRef("back", "run"), null, 1, 1);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      endpoints.add(new Endpoint(route(i), true, PRIORITIES.get(i), List.of(call)));
    }
    Step work = new Step.Work(new Distribution.Exponential(10 * MS));
    List<Service> services =
        List.of(
            new Service("edge", 1, 65_536, 0, false, true, endpoints, null),
            new Service(
                "back",
                replicas,
                admission,
                false,
                false,
                List.of(new Endpoint("run", true, List.of(work))),
                null));
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    policies.put(new Edge("edge", "back"), CallPolicy.DEFAULT.withTimeout(100 * MS));
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "test", new Network(List.of("a"), none, none), services, policies, List.of(), List.of());
  }

  private static double perSecond(RouteRecord route) {
    return route.succeeded() / SECONDS;
  }

  private static double p99Millis(RouteRecord route) {
    return route.latencies().quantileNanos(0.99) / (double) MS;
  }

  @Test
  void first_come_first_served_works_for_callers_who_have_left() {
    RouteRecord users = run(admission(QueueConfig.FIFO), 2 * CAPACITY).routes().getFirst();
    assertThat(perSecond(users)).isLessThan(0.02 * CAPACITY);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void with_codel_nearly_all_work_is_in_time_and_nobody_served_waits_long(Order order) {
    QueueConfig discipline = QueueConfig.FIFO.withOrder(order).withCodel(LATE);
    RouteRecord users = run(admission(discipline), 2 * CAPACITY).routes().getFirst();
    assertThat(perSecond(users)).isGreaterThan(0.9 * CAPACITY);
    // callers wait for 100 ms; the exponential work alone takes 46 ms in one of a hundred cases
    assertThat(p99Millis(users)).isLessThan(90);
  }

  @ParameterizedTest
  @EnumSource(names = {"LIFO", "ADAPTIVE_LIFO"})
  void serving_the_newest_first_is_in_time_even_without_codel(Order order) {
    RouteRecord users =
        run(admission(QueueConfig.FIFO.withOrder(order)), 2 * CAPACITY).routes().getFirst();
    assertThat(perSecond(users)).isGreaterThan(0.9 * CAPACITY);
  }

  @Test
  void without_an_overload_no_order_drops_anything() {
    for (Order order : Order.values()) {
      QueueConfig discipline = QueueConfig.FIFO.withOrder(order).withCodel(LATE);
      RouteRecord users = run(admission(discipline), 0.5 * CAPACITY).routes().getFirst();
      assertThat(users.success()).as("%s", order).isGreaterThan(0.999);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void critical_requests_are_served_and_sheddable_ones_refused(boolean withCodel) {
    QueueConfig discipline =
        QueueConfig.FIFO
            .withPriorities(new PriorityShares(0.9, 0.5))
            .withCodel(withCodel ? LATE : null);
    RunRecord run =
        run(
            AdmissionPolicy.of(10, 60).withDiscipline(discipline),
            0.4 * CAPACITY,
            0.4 * CAPACITY,
            1.2 * CAPACITY);
    assertThat(run.routes().get(0).success()).isGreaterThan(0.99);
    assertThat(run.routes().get(1).success()).isGreaterThan(0.8);
    assertThat(run.routes().get(2).success()).isLessThan(0.25);
    double all = run.routes().stream().mapToDouble(OverloadTest::perSecond).sum();
    // without CoDel the least important wait so long that their callers have left
    assertThat(all).isGreaterThan((withCodel ? 0.95 : 0.8) * CAPACITY);
  }

  @Test
  void without_priorities_critical_requests_fare_like_all_others() {
    RunRecord run = run(AdmissionPolicy.of(10, 60), 0.4 * CAPACITY, 0.4 * CAPACITY, 1.2 * CAPACITY);
    assertThat(run.routes().get(0).success()).isBetween(0.4, 0.6);
  }

  @Test
  void a_rate_limit_of_each_replica_lets_in_as_many_times_more_as_there_are_replicas() {
    RateLimit limit = RateLimit.of(new Rate(100, Units.SECOND)).withBurst(5);
    AdmissionPolicy admission = admission(QueueConfig.FIFO).withRateLimit(limit);
    RouteRecord users = run(3, admission, CAPACITY).routes().getFirst();
    assertThat(perSecond(users)).isBetween(295.0, 302.0);
  }

  @Test
  void a_rate_limit_of_the_service_lets_in_as_many_whatever_its_replicas() {
    RateLimit limit =
        RateLimit.of(new Rate(100, Units.SECOND)).withBurst(10).per(RateLimit.Scope.SERVICE);
    AdmissionPolicy admission = admission(QueueConfig.FIFO).withRateLimit(limit);
    for (int replicas : new int[] {1, 3, 10}) {
      RouteRecord users = run(replicas, admission, CAPACITY).routes().getFirst();
      assertThat(perSecond(users)).as("%s replicas", replicas).isBetween(90.0, 102.0);
    }
  }

  @Test
  void the_limit_of_the_service_holds_while_the_replica_that_divides_it_is_down() {
    RateLimit limit =
        RateLimit.of(new Rate(100, Units.SECOND)).withBurst(10).per(RateLimit.Scope.SERVICE);
    AdmissionPolicy admission = admission(QueueConfig.FIFO).withRateLimit(limit);
    Fault crash = new Fault.Crash(new Fault.Scope("back", 1));
    Experiment plain = experiment(CAPACITY);
    Experiment crashing =
        new Experiment(
            plain.name(),
            plain.warmUpNanos(),
            plain.lengthNanos(),
            plain.loads(),
            List.of(new Experiment.TimedFault(2 * Units.SECOND, 4 * Units.SECOND, crash)),
            List.of());
    RouteRecord users =
        Simulation.run(Plan.of(model(4, admission, 1)), crashing, 1).record().routes().getFirst();
    // three of four even shares for the 4 s, and for the leases before and after
    assertThat(perSecond(users)).isBetween(100 - 0.6 * 25 - 5, 102.0);
    assertThat(perSecond(users)).isLessThan(94);
  }

  @Test
  void the_timeline_says_why_requests_are_refused_and_when_that_is_over() {
    List<Observation> changes = new ArrayList<>();
    RateLimit limit = RateLimit.of(new Rate(100, Units.SECOND));
    AdmissionPolicy admission = admission(QueueConfig.FIFO).withRateLimit(limit);
    Simulation.observe(
        Plan.of(model(1, admission, 1)),
        experiment(CAPACITY),
        1,
        observation -> {
          if (observation instanceof Observation.Change change) {
            changes.add(change);
          }
        });
    assertThat(changes)
        .singleElement()
        .matches(
            change ->
                change instanceof Observation.SheddingBegan began
                    && began.why() == Refusal.RATE_LIMIT);
  }
}
