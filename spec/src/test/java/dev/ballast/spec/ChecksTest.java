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

  private SpecResult read() {
    return Spec.read(
        "chain.yaml",
        """
        ballast: 1
        system: chain
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
  void a_rollback_needs_an_earlier_release_of_the_same_service() {
    faults = "1s: {release: c, version: v2}, 2s: {rollback: c}";
    assertThat(findings()).isEmpty();
    faults = "3s: {release: c, version: v2}, 2s: {rollback: c}";
    assertThat(findings()).containsExactly("CHECK014");
  }

  @Test
  void a_policy_for_calls_that_nobody_makes_is_a_warning() {
    policies = "a -> c: {timeout: 1s}";
    assertThat(findings()).containsExactly("CHECK015");
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
