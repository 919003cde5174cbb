package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Severity;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.BreakerConfig.Pause;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the file says about breakers and bulkheads. */
final class IsolationTest {
  private static final long S = Units.SECOND;

  private static String file(String policy) {
    return """
    ballast: 1
    system: two
    services:
      edge: {gateway: {routes: [GET /x -> one.go]}}
      one: {endpoints: {go: [{work: 5ms}]}}
    policies:
      edge -> one:
        %s
    """
        .formatted(policy);
  }

  private static CallPolicy policy(String text) {
    return SpecTest.model(file(text)).policy(new Edge("edge", "one"));
  }

  @Test
  void a_breaker_has_all_it_says() {
    assertThat(
            policy(
                    "breaker: {opens-at: 40% of 20 calls in 10s, consecutive-failures: 7,"
                        + " stays-open: 1s..60s jitter 50%, probes: 2, slow: 200ms, slow-share:"
                        + " 80%, ramp: 30s, per: endpoint}")
                .breaker())
        .isEqualTo(
            BreakerConfig.ofTime(0.4, 20, 10 * S)
                .withConsecutive(7)
                .withPause(new Pause(S, 60 * S, 0.5))
                .withProbes(2)
                .withSlow(200 * Units.MILLISECOND, 0.8)
                .withRamp(30 * S)
                .withPerEndpoint(true));
    assertThat(policy("breaker: {consecutive-failures: 5}").breaker())
        .isEqualTo(BreakerConfig.ofConsecutive(5));
    assertThat(policy("breaker: {opens-at: 100% of 2 calls}").breaker())
        .isEqualTo(BreakerConfig.ofCalls(1, 2));
    assertThat(policy("breaker: {forced: open}").breaker())
        .isEqualTo(BreakerConfig.forcedTo(Forced.OPEN));
  }

  @Test
  void a_bulkhead_is_a_number_or_has_a_queue() {
    assertThat(policy("bulkhead: 10").bulkhead()).isEqualTo(Bulkhead.Config.of(10));
    assertThat(policy("bulkhead: {calls: 10}").bulkhead()).isEqualTo(Bulkhead.Config.of(10));
    assertThat(policy("bulkhead: none").bulkhead()).isEqualTo(Bulkhead.Config.UNLIMITED);
    assertThat(policy("bulkhead: {calls: 10, queue: 20, wait: 200ms}").bulkhead())
        .isEqualTo(Bulkhead.Config.of(10).withQueue(20, 200 * Units.MILLISECOND));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "breaker: {consecutive-failures: 5}",
        "breaker: {opens-at: 12.5% of 30 calls, consecutive-failures: 3, per: endpoint}",
        "breaker: {opens-at: 50% of 2 calls in 1.5s, slow: 0.5s, slow-share: 33.3%, ramp: 1min}",
        "breaker: {consecutive-failures: 5, stays-open: 1.5s..60s}",
        "breaker: {consecutive-failures: 5, stays-open: 250ms..1.5min jitter 12.5%}",
        "breaker: {forced: closed}",
        "breaker: {forced: open}",
        "bulkhead: 7",
        "bulkhead: {calls: 7, queue: 3, wait: 1.5s}",
      })
  void what_is_printed_reads_back_as_the_same(String text) {
    String effective = Effective.yaml(SpecTest.model(file(text)));
    assertThat(SpecTest.model(effective)).as(effective).isEqualTo(SpecTest.model(file(text)));
    assertThat(Effective.yaml(SpecTest.model(effective))).isEqualTo(effective);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          breaker: {stays-open: 5s}                                    | SPEC011 | has nothing that opens it
          breaker: {opens-at: 50% of 5 calls, probes: 6}               | SPEC022 | more `probes` than calls
          breaker: {opens-at: 50% of 5 calls, slow-share: 50%}         | SPEC022 | `slow-share` without `slow`
          breaker: {consecutive-failures: 3, slow: 1s, slow-share: 5%} | SPEC022 | `slow-share` without `opens-at`
          breaker: {opens-at: 1% of 5 calls, slow: 1s, slow-share: 0%} | SPEC022 | opens at 0% of slow calls
          breaker: {forced: open, ramp: 5s}                            | SPEC022 | does not look at `ramp`
          breaker: {forced: open, opens-at: 50% of 5 calls}            | SPEC022 | does not look at `opens-at`
          breaker: {forced: shut}                                      | SPEC018 | unknown word `shut`
          breaker: {consecutive-failures: 0}                           | SPEC017 | `0`
          breaker: {consecutive-failures: 3, stays-open: 5s..1s}       | SPEC022 | longest pause is below
          breaker: {consecutive-failures: 3, stays-open: 5s..5s jitter 5%} | SPEC022 | the jitter has no room
          breaker: {consecutive-failures: 3, stays-open: 5s jitter 5%} | SPEC015 | cannot read
          breaker: {consecutive-failures: 3, stays-open: 5s..9}        | SPEC016 | no time unit after `9`
          breaker: {consecutive-failures: 3, per: replica}             | SPEC018 | unknown word `replica`
          bulkhead: {calls: 5, queue: 5}                               | SPEC022 | a `queue` without `wait`
          bulkhead: {calls: 5, wait: 5s}                               | SPEC022 | a `wait` without a `queue`
          bulkhead: {queue: 5, wait: 5s}                               | SPEC011 | has no `calls`
          bulkhead: {calls: 0}                                         | SPEC017 | `0`
          """)
  void a_mistake_is_one_problem_with_its_code_and_a_fix(String policy, String code, String says) {
    SpecResult result = Spec.read("two.yaml", file(policy));
    List<Diagnostic> errors =
        result.diagnostics().stream().filter(d -> d.severity() == Severity.ERROR).toList();
    assertThat(errors).as(result.rendered(false)).hasSize(1);
    assertThat(errors.getFirst().code()).isEqualTo(code);
    assertThat(errors.getFirst().problem()).contains(says);
  }
}
