package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Distribution.Lognormal;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Fault;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.EjectionConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpecTest {
  static final long MS = 1_000_000L;
  static final long S = 1_000 * MS;

  /** The sketch that opens the design, completed by the services it calls. */
  static final String SKETCH =
      """
      ballast: 1
      system: streaming
      services:
        edge:
          gateway:
            routes:
              - GET /play/{title} -> playback.start
        playback:
          replicas: 3
          workers: 64            # served at once, per replica
          queue: 256             # waiting, per replica; more are shed
          endpoints:
            start:
              - work: lognormal(p50=6ms, p99=30ms)
              - together:
                  - call: catalog.title
                  - call: recommendations.next
                    else: most-watched          # degrade, do not fail
                  - [{work: uniform(1ms, 5ms)}, {call: catalog.title, chance: 30%, times: 2}]
              - call: license.issue
        catalog: {endpoints: {title: [{work: 5ms}]}}
        recommendations: {endpoints: {next: [{work: 5ms}]}}
        license: {replicas: 3, endpoints: {issue: [{work: 5ms}]}}
      policies:
        "* -> license":
          timeout: 250ms
          retry: {attempts: 2, budget: 20%, backoff: 25ms..250ms full-jitter}
          breaker: {opens-at: 50% of 20 calls in 10s, stays-open: 5s, probes: 3}
          balance: least-loaded
          eject: {consecutive-failures: 5}
      objectives:
        viewers-can-play: {route: GET /play/{title}, success: 99.9%, p99: 400ms}
      experiments:
        bad-release:
          load: {GET /play/{title}: 300/s}
          for: 90s
          at:
            30s: {release: license, version: v2, to: 1 of 3 replicas, fails: 100%}
          expect: [viewers-can-play]
      """;

  static SystemModel model(String text) {
    SpecResult result = Spec.read("system.yaml", text, Examples.TABLES);
    SystemModel model = result.model();
    if (model == null) {
      throw new AssertionError(result.rendered(false));
    }
    return model;
  }

  /** The sketch with something else in one place. */
  static String changed(String right, String wrong) {
    assertThat(SKETCH).contains(right);
    int at = SKETCH.indexOf(right);
    return SKETCH.substring(0, at) + wrong + SKETCH.substring(at + right.length());
  }

  @Test
  void the_sketch_of_the_design_is_read_as_it_stands() {
    SystemModel model = model(SKETCH);
    assertThat(model.name()).isEqualTo("streaming");
    assertThat(model.service("edge").isGateway()).isTrue();
    assertThat(model.service("edge").endpoints().getFirst().name()).isEqualTo("GET /play/{title}");
    assertThat(model.service("edge").endpoints().getFirst().steps())
        .containsExactly(new Step.Call(new EndpointRef("playback", "start"), null, 1, 1));
    assertThat(model.service("playback").endpoints().getFirst().steps())
        .containsExactly(
            new Step.Work(Lognormal.ofPercentiles(6e6, 30e6)),
            new Step.Together(
                List.of(
                    List.of(new Step.Call(new EndpointRef("catalog", "title"), null, 1, 1)),
                    List.of(
                        new Step.Call(
                            new EndpointRef("recommendations", "next"),
                            new Fallback.Named("most-watched"),
                            1,
                            1)),
                    List.of(
                        new Step.Work(new Distribution.Uniform(1e6, 5e6)),
                        new Step.Call(new EndpointRef("catalog", "title"), null, 0.3, 2)))),
            new Step.Call(new EndpointRef("license", "issue"), null, 1, 1));
    assertThat(model.policy(new Edge("playback", "license")))
        .isEqualTo(
            CallPolicy.DEFAULT
                .withTimeout(250 * MS)
                .withRetry(
                    new RetryConfig(
                        2,
                        new RetryBudget.Share(0.2, 3),
                        new Backoff(25 * MS, 250 * MS, Backoff.Jitter.FULL),
                        Deadline.NONE))
                .withBreaker(BreakerConfig.ofTime(0.5, 20, 10 * S))
                .withEjection(EjectionConfig.consecutive(5, 30 * S, 300 * S, 0.5)));
    assertThat(model.policy(new Edge("edge", "playback"))).isEqualTo(CallPolicy.DEFAULT);
    assertThat(model.experiments().getFirst().loads())
        .containsExactly(new Load.Poisson("GET /play/{title}", 300));
    assertThat(model.experiments().getFirst().faults().getFirst().fault())
        .isEqualTo(new Fault.Release(new Fault.Scope("license", 1), "v2", 1, 1));
    assertThat(model.experiments().getFirst().expect()).containsExactly("viewers-can-play");
  }

  @Test
  void what_is_left_out_has_its_documented_default() {
    SystemModel model =
        model(
            """
            ballast: 1
            system: small
            services:
              door: {gateway: {routes: [GET /x -> shop.buy]}}
              shop: {endpoints: {buy: [{work: 5ms}]}}
            policies:
              door -> shop: {retry: {attempts: 3}, breaker: {opens-at: 50% of 20 calls}, eject: {}}
            """);
    assertThat(model.network().zones()).containsExactly("a");
    assertThat(model.network().betweenZones()).isEqualTo(new Distribution.Constant(0));
    assertThat(model.service("door").admission().workers()).isEqualTo(65536);
    assertThat(model.service("door").admission().queue()).isEqualTo(0);
    assertThat(model.service("shop").replicas()).isEqualTo(1);
    assertThat(model.service("shop").admission().workers()).isEqualTo(64);
    assertThat(model.service("shop").admission().queue()).isEqualTo(1024);
    assertThat(model.service("shop").cancellationPropagates()).isFalse();
    CallPolicy policy = model.policy(new Edge("door", "shop"));
    assertThat(policy.retry().budget()).isEqualTo(new RetryBudget.Share(0.2, 3));
    assertThat(policy.retry().on()).isEqualTo(RetryConfig.REPEATABLE);
    assertThat(policy.retry().tree()).isEqualTo(RepeatTree.UNBOUNDED);
    assertThat(policy.retry().retryAfterMaxNanos()).isEqualTo(30 * S);
    assertThat(policy.hedge()).isNull();
    assertThat(policy.retry().backoff())
        .isEqualTo(new Backoff(25 * MS, 250 * MS, Backoff.Jitter.FULL));
    assertThat(policy.breaker()).isEqualTo(BreakerConfig.ofCalls(0.5, 20));
    assertThat(policy.ejection()).isEqualTo(EjectionConfig.consecutive(5, 30 * S, 300 * S, 0.5));
  }

  private static CallPolicy shopping(String policy) {
    return model(
            """
            ballast: 1
            system: small
            services:
              door: {gateway: {routes: [GET /x -> shop.buy]}}
              shop: {replicas: 3, endpoints: {buy: [{work: 5ms}]}}
            policies:
              door -> shop: {%s}
            """
                .formatted(policy))
        .policy(new Edge("door", "shop"));
  }

  @Test
  void a_budget_is_a_share_a_share_with_a_floor_a_token_bucket_or_none() {
    String[] texts = {
      "20%",
      "{share: 10%, at-least: 0}",
      "{share: 10%, per-second: 2.5, window: 5s}",
      "{window: 20s}",
      "none"
    };
    assertThat(texts)
        .extracting(b -> shopping("retry: {attempts: 2, budget: " + b + "}").retry().budget())
        .containsExactly(
            new RetryBudget.Share(0.2, 3),
            new RetryBudget.Share(0.1, 0),
            new RetryBudget.Bucket(0.1, 2.5, 5 * S),
            new RetryBudget.Bucket(0.2, 10, 20 * S),
            RetryBudget.Config.UNLIMITED);
  }

  @Test
  void a_hedge_waits_for_a_percentile_or_a_time() {
    assertThat(shopping("hedge: {}").hedge())
        .isEqualTo(new HedgeConfig(new HedgeConfig.After.Quantile(0.95), 1, 0.05));
    assertThat(shopping("hedge: {after: p999, at-most: 2, budget: 1%}").hedge())
        .isEqualTo(new HedgeConfig(new HedgeConfig.After.Quantile(0.999), 2, 0.01));
    assertThat(shopping("hedge: {after: 30ms}").hedge())
        .isEqualTo(new HedgeConfig(new HedgeConfig.After.Time(30 * MS), 1, 0.05));
    assertThat(shopping("hedge: none").hedge()).isNull();
  }

  @Test
  void results_to_repeat_are_named_as_in_headers() {
    assertThat(shopping("retry: {attempts: 2, on: [shed, timed-out]}").retry().on())
        .containsExactlyInAnyOrder(Result.SHED, Result.TIMED_OUT);
    assertThat(shopping("retry: {attempts: 2, on: all}").retry().on())
        .isEqualTo(RetryConfig.REPEATABLE);
  }

  @Test
  void the_most_specific_pattern_wins_for_each_kind_of_policy() {
    SystemModel model =
        model(
            """
            ballast: 1
            system: small
            services:
              door: {gateway: {routes: [GET /x -> shop.buy]}}
              shop: {endpoints: {buy: [{call: bank.pay}]}}
              bank: {endpoints: {pay: []}}
            policies:
              shop -> bank: {timeout: 1ms}
              shop -> *: {timeout: 2ms, bulkhead: 2}
              "* -> bank": {timeout: 3ms, bulkhead: 3, balance: random}
              * -> *: {timeout: 4ms, bulkhead: 4, balance: round-robin, deadline: propagates}
              "*->*": {deadline: ignored}
            """);
    CallPolicy policy = model.policy(new Edge("shop", "bank"));
    assertThat(policy.timeoutNanos()).as("both named").isEqualTo(1 * MS);
    assertThat(policy.bulkhead().calls()).as("a named callee before a named caller").isEqualTo(3);
    assertThat(policy.balance()).isEqualTo(new Balance.Random());
    assertThat(policy.propagatesDeadline()).as("the later one on a tie").isFalse();
    assertThat(model.policy(new Edge("door", "shop")).timeoutNanos()).isEqualTo(4 * MS);
  }

  @Test
  void a_load_may_say_what_its_requests_are_about_and_a_route_how_much_they_matter() {
    SystemModel model =
        model(
            """
            ballast: 1
            system: small
            services:
              door:
                gateway:
                  routes:
                    - {route: GET /x/{id}, to: shop.buy, priority: critical}
                    - GET /y -> shop.buy
              shop: {endpoints: {buy: []}}
            experiments:
              calm:
                load:
                  GET /x/{id}: {requests: 20/s constant, keys: 1000, skew: 0.9}
                  GET /y: 5/s
                for: 1s
            """);
    assertThat(model.service("door").endpoints())
        .extracting(Endpoint::priority)
        .containsExactly(Priority.CRITICAL, Priority.NORMAL);
    assertThat(model.experiments().getFirst().loads())
        .containsExactly(
            new Load.Constant("GET /x/{id}", 20, new Keys(1000, 0.9)),
            new Load.Poisson("GET /y", 5, Keys.NONE));
    assertThat(model(Effective.yaml(model))).isEqualTo(model);
  }

  @Test
  void a_command_is_split_at_spaces_outside_quotes() {
    var program =
        model(
                """
                ballast: 1
                system: s
                services:
                  a: {command: 'python3 "my app.py" --x=1', port: 9000, endpoints: {b: []}}
                """)
            .service("a")
            .program();
    assertThat(program)
        .isEqualTo(new Service.Program(List.of("python3", "my app.py", "--x=1"), 9000));
  }
}
