package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.spec.check.Checks;
import dev.ballast.spec.text.Positions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each check on both sides of its boundary, in a chain door -> a -> b -> c. */
final class ChecksTest {
  private String policies = "";
  private String bSteps = "[{work: 10ms}, {call: c.go}]";
  private String cSteps = "[{work: 10ms}]";
  private String objective = "success: 90%";
  private String load = "100/s";
  private String faults = "";
  private String zones = "[a]";

  private SpecResult read() {
    return Spec.read(
        "chain.yaml",
        """
        ballast: 1
        system: chain
        zones: ZONES
        services:
          door: {gateway: {routes: [GET /go -> a.go]}}
          a: {replicas: 2, endpoints: {go: [{call: b.go}]}}
          b: {replicas: 2, endpoints: {go: B}}
          c: {replicas: 3, workers: 1, endpoints: {go: C}}
        policies:
          "* -> *": {timeout: 10s}
        POLICIES
        objectives:
          fine: {route: GET /go, OBJECTIVE}
        experiments:
          e:
            load: {GET /go: LOAD}
            for: 60s
            at: {FAULTS}
        """
            .replace("POLICIES", policies.indent(2).stripTrailing())
            .replace("go: B", "go: " + bSteps)
            .replace("go: C", "go: " + cSteps)
            .replace("OBJECTIVE", objective)
            .replace("ZONES", zones)
            .replace("LOAD", load)
            .replace("FAULTS", faults));
  }

  private List<String> findings() {
    return read().diagnostics().stream().map(Diagnostic::code).toList();
  }

  private String problem(String code) {
    return read().diagnostics().stream()
        .filter(d -> d.code().equals(code))
        .map(Diagnostic::problem)
        .findFirst()
        .orElse("none");
  }

  @Test
  void a_sound_system_has_no_findings() {
    assertThat(findings()).isEmpty();
  }

  @Test
  void calls_that_lead_back_are_an_error_that_shows_the_path() {
    cSteps = "[{call: a.go}]";
    assertThat(problem("CHECK003"))
        .isEqualTo("these calls never end: a.go -> b.go -> c.go -> a.go");
  }

  @Test
  void calls_that_lead_back_by_chance_end_at_some_time() {
    cSteps = "[{call: a.go, chance: 50%}]";
    assertThat(findings()).doesNotContain("CHECK003");
    cSteps = "[{call: a.go, chance: 50%, times: 2}]";
    assertThat(findings()).as("one call becomes one on average").contains("CHECK003");
  }

  @Test
  void an_endpoint_that_calls_itself_never_ends() {
    cSteps = "[{call: c.go}]";
    assertThat(problem("CHECK003")).isEqualTo("these calls never end: c.go -> c.go");
  }

  @Test
  void a_timeout_longer_than_that_of_the_caller_is_a_warning() {
    policies = "a -> b: {timeout: 300ms}\nb -> c: {timeout: 300ms}";
    assertThat(findings()).isEmpty();
    policies = "a -> b: {timeout: 300ms}\nb -> c: {timeout: 301ms}";
    assertThat(problem("CHECK004"))
        .isEqualTo("calls of `b -> c` may take 301ms, but `a -> b` waits only 300ms");
    policies = "a -> b: {timeout: 300ms, deadline: propagates}\nb -> c: {timeout: 301ms}";
    assertThat(findings()).as("the callee knows the deadline").isEmpty();
  }

  @Test
  void attempts_and_their_waits_add_up_where_the_call_has_no_timeout() {
    policies =
        "a -> b: {timeout: 300ms}\n"
            + "b -> c: {timeout: none, retry: {attempts: 3, per-attempt: 80ms, backoff: 30ms}}";
    assertThat(findings()).isEmpty();
    policies = policies.replace("80ms", "81ms");
    assertThat(findings()).containsExactly("CHECK004");
  }

  @Test
  void retries_that_multiply_beyond_the_bound_are_a_warning_with_the_product() {
    policies = "* -> *: {retry: {attempts: 4, budget: none}}".replace("* -> *", "\"*->*\"");
    assertThat(problem("CHECK005"))
        .isEqualTo("retries multiply to 4×4×4=64 attempts: door.GET /go -> a.go -> b.go -> c.go");
    policies = "\"*->*\": {retry: {attempts: 2, budget: none}}";
    assertThat(findings()).as("8 is the bound").isEmpty();
    policies = "\"*->*\": {retry: {attempts: 4, budget: 20%}}";
    assertThat(findings()).as("a budget bounds each edge to 1.2").isEmpty();
  }

  @Test
  void one_allowance_for_the_tree_bounds_the_product() {
    policies = "\"*->*\": {retry: {attempts: 4, budget: none, tree: 7}}";
    assertThat(findings()).isEmpty();
    policies = "\"*->*\": {retry: {attempts: 4, budget: none, tree: 8}}";
    assertThat(findings()).containsExactly("CHECK005");
    policies = "\"*->*\": {retry: {attempts: 4, budget: {share: 20%, per-second: 1}}}";
    assertThat(findings()).as("a token bucket bounds each edge to 1.2").isEmpty();
  }

  @Test
  void an_attempt_that_may_take_longer_than_its_call_is_an_error() {
    policies = "b -> c: {timeout: 100ms, retry: {attempts: 2, per-attempt: 100ms}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {timeout: 100ms, retry: {attempts: 2, per-attempt: 101ms}}";
    assertThat(problem("SPEC022"))
        .isEqualTo("one attempt of `b -> c` may take 101ms, all together only 100ms");
  }

  @Test
  void a_wait_that_the_call_does_not_live_to_see_is_an_error_if_somebody_asked_for_it() {
    policies = "b -> c: {timeout: 5s, retry: {attempts: 2, retry-after-at-most: 5s}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {timeout: 5s, retry: {attempts: 2, retry-after-at-most: 6s}}";
    assertThat(problem("SPEC022"))
        .isEqualTo("a call of `b -> c` may stay away for 6s, but is over after 5s");
    policies = "b -> c: {timeout: 5s, retry: {attempts: 2}}";
    assertThat(findings()).as("the default is 30s").isEmpty();
  }

  @Test
  void a_hedge_that_comes_when_attempts_are_given_up_is_an_error() {
    policies = "b -> c: {timeout: 100ms, hedge: {after: 99ms}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {timeout: 100ms, hedge: {after: 100ms}}";
    assertThat(problem("SPEC022"))
        .isEqualTo("a hedge of `b -> c` comes when its attempts are given up");
    policies =
        "b -> c: {timeout: 1s, retry: {attempts: 2, per-attempt: 50ms}, hedge: {after: 50ms}}";
    assertThat(findings()).containsExactly("SPEC022");
  }

  @Test
  void a_hedge_needs_a_replica_that_is_not_asked_yet() {
    policies = "b -> c: {hedge: {at-most: 2}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {hedge: {at-most: 3}}";
    assertThat(problem("SPEC022")).isEqualTo("`c` has only 3 replicas to ask beside the others");
    SpecResult alone =
        Spec.read(
            "alone.yaml",
            """
            ballast: 1
            system: alone
            services:
              door: {gateway: {routes: [GET /go -> a.go]}}
              a: {endpoints: {go: []}}
            policies:
              "* -> *": {timeout: 1s, hedge: {after: p95}}
            """);
    assertThat(alone.rendered(false))
        .isEqualTo(
            """
            error[SPEC022]: `a` has no second replica to ask beside the first
             --> alone.yaml:7:27
              |
            7 |   "* -> *": {timeout: 1s, hedge: {after: p95}}
              |                           ^^^^^ expected at least 2 replicas
            fix: raise the replicas of `a`, or write `hedge: none` for `door -> a`
            """);
  }

  @Test
  void a_breaker_that_sees_too_few_calls_is_a_warning_with_the_numbers() {
    policies = "b -> c: {breaker: {opens-at: 50% of 50 calls in 1s}}";
    assertThat(findings()).as("100/s over 2 replicas").isEmpty();
    policies = "b -> c: {breaker: {opens-at: 50% of 51 calls in 1s}}";
    assertThat(problem("CHECK006"))
        .isEqualTo(
            "the breaker of `b -> c` hardly ever opens: each of 2 replicas of `b` sees about 50"
                + " attempts in 1s and needs 51");
  }

  @Test
  void a_breaker_that_counts_calls_has_the_whole_experiment_to_see_them() {
    load = "1/s";
    policies = "b -> c: {breaker: {opens-at: 50% of 32 calls}}";
    assertThat(findings()).as("65 s with the warm-up, 2 replicas").isEmpty();
    policies = "b -> c: {breaker: {opens-at: 50% of 33 calls}}";
    assertThat(findings()).containsExactly("CHECK006");
  }

  @Test
  void calls_without_a_timeout_are_noted() {
    policies = "a -> b: {timeout: none}";
    assertThat(problem("CHECK007")).isEqualTo("calls without a timeout: `a -> b`");
  }

  @Test
  void more_load_than_workers_is_a_warning_with_the_numbers() {
    load = "300/s";
    assertThat(findings()).as("3 of 3 workers are busy").isEmpty();
    load = "330/s";
    assertThat(problem("CHECK008"))
        .isEqualTo("`c` is overloaded in `e`: 330/s × 10ms keep 3.3 of 3 workers busy");
    load = "330 users";
    assertThat(findings()).as("users who wait slow down by themselves").isEmpty();
  }

  @Test
  void waiting_for_a_callee_keeps_workers_busy_too() {
    bSteps = "[{call: c.go, times: 2}]";
    load = "160/s";
    assertThat(problem("CHECK008")).contains("`c`", "320/s × 10ms");
  }

  @Test
  void an_objective_that_failing_steps_make_impossible_is_a_warning() {
    cSteps = "[{fails: 10%}]";
    assertThat(findings()).isEmpty();
    objective = "success: 90.1%";
    assertThat(problem("CHECK010")).contains("at most 90%");
    policies = "b -> c: {retry: {attempts: 2, budget: none}}";
    assertThat(findings()).as("a second attempt makes it 99 %").isEmpty();
    policies = "";
    bSteps = "[{call: c.go, else: nothing}]";
    assertThat(findings()).as("degraded answers are answers").isEmpty();
    objective = "undegraded: 90.1%";
    assertThat(findings()).containsExactly("CHECK010");
  }

  @Test
  void what_happens_after_the_end_is_an_error() {
    faults = "59s: {crash: c, for: 10s}";
    assertThat(findings()).isEmpty();
    faults = "60s: {crash: c, for: 10s}";
    assertThat(findings()).containsExactly("CHECK012");
  }

  @Test
  void replicas_that_do_not_exist_are_an_error() {
    faults = "1s: {crash: c, replicas: 3}";
    assertThat(findings()).isEmpty();
    faults = "1s: {crash: c, replicas: 4}";
    assertThat(problem("CHECK013")).isEqualTo("`c` has 3 replicas, not 4");
    faults = "1s: {crash: c, replicas: 1 of 5}";
    assertThat(problem("CHECK013")).isEqualTo("`c` has 3 replicas, not 5");
  }

  @Test
  void an_objective_about_recovery_needs_time_after_the_faults() {
    objective = "p99: 2s, recovers-within: 10s";
    faults = "1s: {crash: c, for: 48s}";
    assertThat(findings()).isEmpty();
    faults = "1s: {crash: c, for: 49s}";
    assertThat(problem("CHECK020"))
        .isEqualTo(
            "`fine` is about the time from 10s after the faults, and this experiment has no such"
                + " time");
    faults = "1s: {crash: c}";
    assertThat(findings()).containsExactly("CHECK020");
  }

  @Test
  void a_rollback_needs_an_earlier_release_of_the_same_service() {
    faults = "1s: {release: c, version: v2}, 2s: {rollback: c}";
    assertThat(findings()).isEmpty();
    faults = "3s: {release: c, version: v2}, 2s: {rollback: c}";
    assertThat(findings()).containsExactly("CHECK014");
  }

  @Test
  void a_surge_needs_a_load_to_multiply() {
    faults = "1s: {surge: GET /go, times: 3}, 2s: {surge: all routes, times: 0.5}";
    assertThat(findings()).isEmpty();
    faults = "1s: {surge: GET /other, times: 3}";
    assertThat(findings()).containsExactly("CHECK001");
    faults = "1s: {surge: all routes, times: 1001}";
    assertThat(findings()).containsExactly("SPEC017");
    faults = "1s: {surge: GET /go}";
    assertThat(findings()).containsExactly("SPEC011");
  }

  @Test
  void a_surge_on_a_route_without_load_is_an_error() {
    SpecResult read =
        Spec.read(
            "a.yaml",
            """
            ballast: 1
            system: a
            services:
              edge: {gateway: {routes: [GET /a -> s.go, GET /b -> s.go]}}
              s: {endpoints: {go: [work: 1ms]}}
            experiments:
              e: {load: {GET /a: 1/s}, for: 9s, at: {1s: {surge: GET /b, times: 2}}}
            """);
    assertThat(read.diagnostics())
        .extracting(Diagnostic::problem)
        .containsExactly("a surge on `GET /b`, which this experiment does not load");
  }

  @Test
  void a_policy_for_calls_that_nobody_makes_is_a_warning() {
    policies = "a -> c: {timeout: 1s}";
    assertThat(findings()).containsExactly("CHECK015");
  }

  @Test
  void an_ejection_that_can_never_eject_is_a_warning() {
    policies = "b -> c: {eject: {}}";
    assertThat(findings()).as("one of three is within 50 %").isEmpty();
    policies = "b -> c: {eject: {ceiling: 33%}}";
    assertThat(problem("CHECK041"))
        .isEqualTo(
            "`eject` never ejects: `c` has 3 replicas, of which the ceiling lets none be out");
    policies = "b -> c: {eject: {ceiling: 33%, at-least-one: true}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {eject: {success-rate: {replicas: 3}}}";
    assertThat(problem("CHECK041"))
        .isEqualTo(
            "`success-rate` never ejects: `c` has 3 replicas, of which one alone cannot be that"
                + " many deviations below the mean");
    policies = "b -> c: {eject: {success-rate: {replicas: 3, deviations: 1.4}}}";
    assertThat(findings()).as("of three one is up to 1.41 below").isEmpty();
    policies = "b -> c: {eject: {failure-percentage: {}}}";
    assertThat(problem("CHECK041"))
        .isEqualTo("`failure-percentage` never ejects: `c` has 3 replicas");
    policies = "b -> c: {eject: {failure-percentage: {replicas: 3}, latency: {}}}";
    assertThat(findings()).isEmpty();
    policies = "a -> b: {eject: {latency: {}, at-least-one: true}}";
    assertThat(problem("CHECK041")).isEqualTo("`latency` never ejects: `b` has 2 replicas");
  }

  @Test
  void an_ejection_given_to_several_edges_is_no_mistake_if_it_is_of_use_on_one() {
    policies = "\"*->*\": {eject: {latency: {}}}";
    assertThat(findings()).as("a and b have two replicas, c has three").isEmpty();
    policies = "\"*->*\": {eject: {failure-percentage: {}}}";
    assertThat(findings()).containsExactly("CHECK041");
  }

  @Test
  void a_rule_that_sees_too_few_requests_in_a_sweep_is_a_warning() {
    policies = "b -> c: {eject: {latency: {requests: 166}}}"; // 100/s, 2 callers, 3 replicas, 10 s
    assertThat(findings()).isEmpty();
    policies = "b -> c: {eject: {latency: {requests: 167}}}";
    assertThat(problem("CHECK044"))
        .isEqualTo(
            "`latency` hardly ever ejects: each of 2 replicas of `b` sends about 166 requests to"
                + " one of `c` in 10s and needs 167");
    policies = "b -> c: {eject: {latency: {requests: 167}, interval: 11s}}";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {eject: {failure-percentage: {replicas: 3, requests: 200}}}";
    assertThat(findings()).containsExactly("CHECK044");
    policies = "b -> c: {eject: {success-rate: {replicas: 3, deviations: 1.4, requests: 200}}}";
    assertThat(findings()).containsExactly("CHECK044");
  }

  @Test
  void zones_and_tiers_that_never_matter_are_a_warning() {
    policies = "b -> c: {zones: {at-least: 3}}";
    assertThat(problem("CHECK042")).isEqualTo("`zones` never matters: the system has one zone");
    zones = "[x, y]";
    assertThat(findings()).isEmpty();
    policies = "b -> c: {zones: prefer-local}";
    assertThat(problem("CHECK042")).isEqualTo("`zones` never matters: `c` has 3 replicas");
    policies = "door -> a: {zones: {at-least: 2}}";
    assertThat(problem("CHECK042"))
        .isEqualTo("`zones` never matters: `door` has one replica, which stands in one zone");
    policies = "b -> c: {tiers: [[x], [y]]}";
    assertThat(problem("CHECK042"))
        .isEqualTo("`tiers` never fail over: without `eject` no replica of `c` is ever out");
    policies = "b -> c: {tiers: [[x], [y]], eject: {}}";
    assertThat(findings()).isEmpty();
  }

  @Test
  void tiers_have_every_zone_of_the_system_and_no_other() {
    zones = "[x, y, z]";
    policies = "b -> c: {tiers: [[x], [y]], eject: {}}";
    assertThat(problem("CHECK043")).isEqualTo("the zone `z` is in no tier");
    policies = "b -> c: {tiers: [[x], [y, z, w]], eject: {}}";
    assertThat(findings()).containsExactly("CHECK001");
  }

  @Test
  void an_unknown_zone_is_an_error() {
    faults = "1s: {zone-down: a}";
    assertThat(findings()).isEmpty();
    faults = "1s: {zone-down: b}";
    assertThat(findings()).containsExactly("CHECK001");
  }

  @Test
  void a_model_from_code_is_checked_without_positions() {
    cSteps = "[{fails: 10%}]";
    objective = "success: 99%";
    var model = Objects.requireNonNull(read().model());
    List<Diagnostic> findings = Checks.of(model, new Positions("a model"));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().at().toString()).isEqualTo("a model");
  }

  @Test
  void long_chains_of_calls_do_no_harm() {
    StringBuilder text = new StringBuilder("ballast: 1\nsystem: long\nservices:\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("  s" + i + ": {endpoints: {go: [{call: s" + (i + 1) + ".go}]}}\n");
    }
    text.append("  s20000: {endpoints: {go: []}}\n");
    assertThat(Spec.read("long.yaml", text.toString()).model()).isNotNull();
  }
}
