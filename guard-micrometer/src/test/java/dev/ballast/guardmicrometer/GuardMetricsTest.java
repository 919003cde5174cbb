package dev.ballast.guardmicrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.guard.Guard;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a dashboard gets to see. */
class GuardMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Guard guard =
      Guard.recommended("stock")
          .bulkhead(2, 5, Duration.ofSeconds(1))
          .retry(2)
          .breaker(1, 2)
          .idempotent()
          .build();

  GuardMetricsTest() {
    GuardMetrics.bind(guard, registry);
  }

  @Test
  void calls_are_timed_by_their_result() {
    guard.get(() -> "here");
    var timer = registry.get("ballast.guard.calls").tags("guard", "stock", "result", "ok").timer();
    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
  }

  @Test
  void failures_repeats_refusals_fallbacks_and_the_breakers_state_are_counted() {
    assertThatThrownBy(
            () ->
                guard.run(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
    assertThat(guard.get(() -> "fresh", _ -> "stale")).isEqualTo("stale");

    assertThat(count("calls", "result", "error")).isEqualTo(1);
    assertThat(count("calls", "result", "degraded")).isEqualTo(1);
    assertThat(count("repeats", "because", "error")).isEqualTo(1);
    assertThat(count("refused", "policy", "breaker")).isEqualTo(1);
    assertThat(count("degraded", "because", "breaker-open")).isEqualTo(1);
    assertThat(count("breaker.changes", "to", "open")).isEqualTo(1);
    assertThat(gauge("breaker", "open")).isEqualTo(1);
    assertThat(gauge("breaker", "closed")).isZero();
    assertThat(gauge("bulkhead", "waiting")).isZero();
    assertThat(gauge("retry", "repeats")).isEqualTo(1);
  }

  @Test
  void every_meter_names_its_guard() {
    guard.get(() -> "here");
    assertThat(registry.getMeters())
        .isNotEmpty()
        .allSatisfy(meter -> assertThat(meter.getId().getTag("guard")).isEqualTo("stock"))
        .extracting(Meter::getId)
        .allSatisfy(id -> assertThat(id.getName()).startsWith("ballast.guard."));
  }

  private double count(String meter, String tag, String value) {
    return Stream.concat(
            registry.find("ballast.guard." + meter).tag(tag, value).counters().stream()
                .map(counter -> counter.count()),
            registry.find("ballast.guard." + meter).tag(tag, value).timers().stream()
                .map(timer -> (double) timer.count()))
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private double gauge(String policy, String measure) {
    return registry
        .get("ballast.guard.state")
        .tags("policy", policy, "measure", measure)
        .gauge()
        .value();
  }
}
