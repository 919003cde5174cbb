package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.queue.CoDelConfig;
import dev.ballast.policy.queue.CoDelConfig.Law;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.queue.QueueConfig.Order;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import dev.ballast.policy.rate.RateLimit.Algorithm;
import dev.ballast.policy.rate.RateLimit.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service lets in, as the file says it. */
final class AdmissionTextTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  private static AdmissionPolicy read(String line) {
    return model(line).service("playback").admission();
  }

  private static SystemModel model(String line) {
    return SpecTest.model(text(line));
  }

  private static String text(String line) {
    return SpecTest.changed("queue: 256             # waiting, per replica; more are shed", line);
  }

  @Test
  void a_plain_queue_is_first_come_first_served() {
    assertThat(read("queue: 256")).isEqualTo(AdmissionPolicy.of(64, 256));
    assertThat(read("queue: {}")).isEqualTo(AdmissionPolicy.of(64, 1024));
  }

  @Test
  void codel_and_priorities_have_defaults() {
    assertThat(read("queue: {length: 7, order: adaptive-lifo, codel: {}, priorities: {}}"))
        .isEqualTo(
            AdmissionPolicy.of(64, 7)
                .withDiscipline(
                    new QueueConfig(
                        Order.ADAPTIVE_LIFO,
                        new CoDelConfig(Law.LATE, 5 * MS, 100 * MS),
                        new PriorityShares(0.9, 0.5))));
    assertThat(read("queue: {codel: {law: square-root, target: 2ms}}").discipline().codel())
        .isEqualTo(new CoDelConfig(Law.SQUARE_ROOT, 2 * MS, 100 * MS));
    assertThat(read("queue: {priorities: {normal: 30%}}").discipline().priorities())
        .isEqualTo(new PriorityShares(0.3, 0.3));
  }

  @Test
  void a_plain_rate_limit_is_a_full_token_bucket_at_each_replica() {
    assertThat(read("rate-limit: 100/s").rateLimit())
        .isEqualTo(
            new RateLimit(
                new Rate(100, SECOND), 100, Algorithm.TOKEN_BUCKET, Scope.REPLICA, 10_000, SECOND));
    assertThat(read("rate-limit: 100 in 10s").rateLimit())
        .isEqualTo(RateLimit.of(new Rate(100, 10 * SECOND)));
    assertThat(read("rate-limit: none").rateLimit()).isNull();
  }

  @Test
  void a_rate_limit_says_how_and_for_whom_it_counts() {
    assertThat(read("rate-limit: {allow: 6000/min, burst: 20, by: gcra}").rateLimit())
        .isEqualTo(RateLimit.of(new Rate(6_000, 60 * SECOND)).withBurst(20));
    assertThat(read("rate-limit: {allow: 5/h, by: sliding-window}").rateLimit())
        .isEqualTo(RateLimit.of(new Rate(5, 3_600 * SECOND)).countedBy(Algorithm.SLIDING_WINDOW));
    assertThat(read("rate-limit: {allow: 5/s, per: key, keys: 99}").rateLimit())
        .isEqualTo(RateLimit.of(new Rate(5, SECOND)).per(Scope.KEY).withKeys(99));
    assertThat(read("rate-limit: {allow: 5/s, per: service, lease: 300ms}").rateLimit())
        .isEqualTo(RateLimit.of(new Rate(5, SECOND)).per(Scope.SERVICE).withLease(300 * MS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "queue: {order: lifo}",
        "queue: {length: 0, order: adaptive-lifo, codel: {target: 1.5ms, interval: 1s}}",
        "queue: {codel: {law: square-root}}",
        "queue: {priorities: {normal: 75%, sheddable: 12.5%}}",
        "rate-limit: 100/s",
        "rate-limit: 7 in 1.5s",
        "rate-limit: {allow: 30/min, by: sliding-window}",
        "rate-limit: {allow: 5/s, burst: 1, per: key, keys: 64}",
        "rate-limit: {allow: 5/h, per: service, lease: 1.5s}",
      })
  void what_is_said_reads_back_from_its_effective_text(String line) {
    SystemModel model = model(line);
    String effective = Effective.yaml(model);
    assertThat(SpecTest.model(effective)).as(effective).isEqualTo(model);
    assertThat(JsonSchemaTest.validate(text(line))).isEmpty();
    assertThat(JsonSchemaTest.validate(effective)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "queue: {order: newest}; SPEC018; write one of these words",
        "queue: {order: fivo}; SPEC018; write `order: fifo`",
        "queue: {size: 5}; SPEC010; leave it out",
        "queue: -1; SPEC017; write `queue: 0`",
        "queue: {codel: {target: 200ms}}; SPEC022; lower `target`, or raise `interval`",
        "queue: {codel: {interval: 5ms}}; SPEC022; lower `target`, or raise `interval`",
        "queue: {codel: {interval: 2h}}; SPEC017; shorten it",
        "queue: {order: lifo, codel: {law: square-root}}; SPEC022; write `law: late`, or leave"
            + " `order` out",
        "queue: {codel: {law: square-root}, priorities: {}}; SPEC022; write `law: late`, or leave"
            + " `priorities` out",
        "queue: {priorities: {normal: 0%}}; SPEC017; raise it",
        "queue: {priorities: {normal: 40%, sheddable: 50%}}; SPEC022; lower `sheddable`, or raise"
            + " `normal`",
        "rate-limit: 100; SPEC016; write `rate-limit: 100/s`",
        "rate-limit: many/s; SPEC015; ''",
        "rate-limit: 100/sec; SPEC014; write `rate-limit: 100/s`",
        "rate-limit: 0/s; SPEC017; write `rate-limit: 1/s`",
        "rate-limit: 5 in 25h; SPEC017; ''",
        "rate-limit: {burst: 5}; SPEC011; add `allow: ` with a rate such as 100/s, or 100 in 10s",
        "rate-limit: {allow: 5/s, by: sliding-window, burst: 5}; SPEC022; leave `burst` out, or"
            + " write `by: token-bucket`",
        "rate-limit: {allow: 5/s, by: sliding-window, per: key}; SPEC022; leave `per` out, or write"
            + " `by: token-bucket`",
        "rate-limit: {allow: 5/s, keys: 100}; SPEC022; leave `keys` out, or write `per: key`",
        "rate-limit: {allow: 5/s, lease: 1s}; SPEC022; leave `lease` out, or write `per: service`",
        "rate-limit: {allow: 1/h, burst: 1000000}; SPEC022; change one of the numbers",
      })
  void a_mistake_has_its_code_and_its_fix(String line, String code, String fix) {
    SpecResult result = Spec.read("system.yaml", text(line));
    assertThat(result.diagnostics()).as(line).isNotEmpty();
    Diagnostic first = result.diagnostics().getFirst();
    assertThat(first.code() + "; " + first.fix())
        .as(result.rendered(false))
        .isEqualTo(code + "; " + fix);
    assertThat(result.model()).isNull();
  }

  @Test
  void a_service_that_lets_in_no_more_than_it_can_serve_is_not_overloaded() {
    String overloaded = "workers: 1\n    queue: 5";
    String text = SpecTest.changed("workers: 64            # served at once, per replica", "");
    String before =
        text.replace("queue: 256             # waiting, per replica; more are shed", overloaded);
    assertThat(codes(before)).contains("CHECK008");
    assertThat(codes(before.replace(overloaded, overloaded + "\n    rate-limit: 10/s")))
        .doesNotContain("CHECK008");
    assertThat(
            codes(
                before.replace(
                    overloaded, overloaded + "\n    rate-limit: {allow: 10/s, per: key}")))
        .contains("CHECK008");
  }

  private static List<String> codes(String text) {
    return Spec.read("system.yaml", text).diagnostics().stream().map(Diagnostic::code).toList();
  }
}
