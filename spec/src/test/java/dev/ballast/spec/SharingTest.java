package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.cache.CacheConfig;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Caches, coalescing and fallbacks in a system file: door -> a, which calls b and can call c. */
final class SharingTest {
  private String step = "call: b.go";
  private String bIdempotent = "true";
  private String bSteps = "[{work: 10ms}]";
  private String policies = "";
  private String load = "100/s";

  private String text() {
    return """
    ballast: 1
    system: sharing
    services:
      door: {gateway: {routes: [GET /go -> a.go]}}
      a: {replicas: 2, endpoints: {go: [{STEP}]}}
      b: {workers: 2, endpoints: {go: {idempotent: IDEMPOTENT, steps: BSTEPS}}}
      c: {workers: 2, endpoints: {go: [{work: 10ms}], back: [{call: a.go}]}}
    policies:
      "* -> *": {timeout: 10s}
      "a -> b": {POLICIES}
    objectives:
      fine: {route: GET /go, success: 90%}
    experiments:
      e:
        load: {GET /go: LOAD}
        for: 60s
    """
        .replace("STEP}", step + "}")
        .replace("BSTEPS", bSteps)
        .replace("IDEMPOTENT", bIdempotent)
        .replace("POLICIES", policies)
        .replace("LOAD", load);
  }

  private SystemModel model() {
    SpecResult result = Spec.read("sharing.yaml", text());
    return Objects.requireNonNull(result.model(), () -> result.diagnostics().toString());
  }

  private Sharing sharing() {
    return model().policy(new Edge("a", "b")).sharing();
  }

  private Fallback fallback() {
    return Objects.requireNonNull(
        SystemModel.calls(model().service("a").endpoints().getFirst().steps())
            .getFirst()
            .fallback());
  }

  private List<Diagnostic> findings() {
    return Spec.read("sharing.yaml", text()).diagnostics();
  }

  /** Without the note that nothing reaches c. */
  private List<String> codes() {
    return findings().stream()
        .map(Diagnostic::code)
        .filter(code -> !code.equals("CHECK016"))
        .toList();
  }

  private Diagnostic only(String code) {
    return findings().stream().filter(d -> d.code().equals(code)).findFirst().orElseThrow();
  }

  private static long seconds(long seconds) {
    return seconds * Units.SECOND;
  }

  @Test
  void a_cache_is_read_with_its_defaults() {
    assertThat(sharing()).isEqualTo(Sharing.NONE);
    policies = "cache: {for: 10s}, coalesce: true";
    assertThat(sharing()).isEqualTo(new Sharing(new CacheConfig(seconds(10), 0, 0, 10_000), true));
    policies = "cache: {for: 10s, stale-while-revalidate: 30s, stale-if-error: 5min, entries: 7}";
    assertThat(sharing().cache())
        .isEqualTo(new CacheConfig(seconds(10), seconds(30), seconds(300), 7));
    policies = "cache: {stale-if-error: 5min}";
    assertThat(sharing().cache()).isEqualTo(new CacheConfig(0, 0, seconds(300), 10_000));
    policies = "cache: none, coalesce: false";
    assertThat(sharing()).isEqualTo(Sharing.NONE);
  }

  @Test
  void a_cache_that_keeps_nothing_is_refused() {
    policies = "cache: {}";
    assertThat(only("SPEC022").problem()).isEqualTo("a `cache` that keeps answers for no time");
    policies = "cache: {for: none, entries: 5}";
    assertThat(only("SPEC022").fix()).isEqualTo("add `for: 10s`, or write `cache: none`");
    policies = "cache: {for: 10000h}";
    assertThat(codes()).contains("SPEC017");
    policies = "cache: {for: 10s, entries: 0}";
    assertThat(codes()).contains("SPEC017");
    policies = "cache: {fro: 10s}";
    assertThat(only("SPEC010").fix()).isEqualTo("write `for`");
  }

  @Test
  void a_fallback_is_a_name_the_last_good_answer_or_another_call() {
    step = "call: b.go, else: most-watched";
    assertThat(fallback()).isEqualTo(new Fallback.Named("most-watched"));
    step = "call: b.go, else: cached";
    assertThat(fallback()).isEqualTo(new Fallback.Cached());
    step = "call: b.go, else: {call: c.go}";
    assertThat(fallback()).isEqualTo(new Fallback.Other(new EndpointRef("c", "go"), null));
    step = "call: b.go, else: {call: c.go, else: most-watched}";
    assertThat(fallback())
        .isEqualTo(
            new Fallback.Other(new EndpointRef("c", "go"), new Fallback.Named("most-watched")));
    assertThat(model().edges()).contains(new Edge("a", "c"));
  }

  @Test
  void all_of_it_is_written_so_that_it_reads_back_the_same() {
    step = "call: b.go, else: {call: c.go, else: cached}";
    policies = "cache: {for: 10s, stale-if-error: 5min, entries: 7}, coalesce: true";
    SystemModel model = model();
    SpecResult again = Spec.read("again.yaml", Effective.yaml(model));
    assertThat(again.model()).isEqualTo(model);
  }

  @Test
  void without_protection_nothing_is_shared_and_nobody_falls_back() {
    step = "call: b.go, else: {call: c.go}";
    policies = "cache: {for: 10s}, coalesce: true";
    SystemModel bare = model().withoutProtection();
    assertThat(bare.policy(new Edge("a", "b")).sharing()).isEqualTo(Sharing.NONE);
    assertThat(bare.edges()).doesNotContain(new Edge("a", "c"));
  }

  @Test
  void a_fallback_to_an_unknown_endpoint_is_an_error() {
    step = "call: b.go, else: {call: c.og}";
    assertThat(only("CHECK001").problem()).contains("og");
    step = "call: b.go, else: {cal: c.go}";
    assertThat(only("SPEC010").fix()).isEqualTo("write `call`");
  }

  @Test
  void calls_that_lead_back_through_a_fallback_never_end() {
    step = "call: b.go, else: {call: c.back}";
    assertThat(only("CHECK003").problem())
        .isEqualTo("these calls never end: a.go -> c.back -> a.go");
  }

  @Test
  void retries_of_a_fallback_multiply_too() {
    step = "call: b.go, else: {call: c.go}";
    assertThat(codes()).isEmpty();
    policies = "}\n  \"a -> c\": {retry: {attempts: 9, budget: none}";
    assertThat(codes()).contains("CHECK005");
  }

  @Test
  void a_fallback_can_keep_a_promise_that_a_failing_step_cannot() {
    bSteps = "[{fails: 20%}]";
    assertThat(codes()).containsExactly("CHECK010");
    step = "call: b.go, else: {call: c.go}";
    assertThat(codes()).isEmpty();
    step = "call: b.go, else: cached";
    assertThat(codes()).isEmpty();
  }

  @Test
  void sharing_what_is_not_idempotent_is_an_error() {
    bIdempotent = "false";
    load = "{requests: 100/s, keys: 10}";
    policies = "cache: {for: 10s}";
    assertThat(only("CHECK051").problem())
        .isEqualTo("`cache` on `a -> b`, but `b.go` is not idempotent");
    policies = "coalesce: true";
    assertThat(only("CHECK051").fix())
        .isEqualTo("write `coalesce: false` for `\"a -> b\"`, or make it idempotent");
    bIdempotent = "true";
    assertThat(codes()).isEmpty();
  }

  @Test
  void the_last_good_answer_needs_one_that_is_kept() {
    step = "call: b.go, else: cached";
    assertThat(codes()).isEmpty();
    load = "{requests: 100/s, keys: 10}";
    policies = "cache: {for: 10s}";
    assertThat(only("CHECK052").problem())
        .isEqualTo("`else: cached`, but the `cache` of `a -> b` keeps nothing for failures");
    policies = "cache: {for: 10s, stale-if-error: 1min}";
    assertThat(codes()).isEmpty();
    policies = "";
    bIdempotent = "false";
    assertThat(only("CHECK052").problem())
        .isEqualTo("`else: cached`, but `b.go` is not idempotent");
  }

  @Test
  void a_fallback_that_calls_what_has_just_failed_is_a_warning() {
    step = "call: b.go, else: {call: b.go}";
    assertThat(only("CHECK053").problem()).isEqualTo("`else` calls `b.go`, which has just failed");
  }

  @Test
  void a_cache_whose_requests_are_all_about_the_same_is_worth_a_note() {
    policies = "cache: {for: 10s}";
    assertThat(codes()).containsExactly("CHECK054");
    load = "{requests: 100/s, keys: 10}";
    assertThat(codes()).isEmpty();
  }

  @Test
  void a_cache_may_keep_more_load_away_than_a_service_can_serve() {
    load = "{requests: 1000/s, keys: 10}";
    assertThat(codes()).containsExactly("CHECK008");
    policies = "cache: {for: 10s}";
    assertThat(codes()).isEmpty();
    policies = "coalesce: true";
    assertThat(codes()).isEmpty();
  }
}
