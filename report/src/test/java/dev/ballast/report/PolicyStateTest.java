package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.model.Edge;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.AttemptKind;
import dev.ballast.observation.Buckets;
import dev.ballast.observation.Metrics;
import dev.ballast.observation.Observation;
import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.ReplicaState.PathState;
import dev.ballast.observation.Standing;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PolicyStateTest {
  private static final long SECOND = 1_000_000_000;
  private static final Subjects SUBJECTS =
      new Subjects(
          List.of(Given.PLAY), List.of("playback -> license"), List.of("playback", "license"));

  private final Standing standing = new Standing();

  private static SystemModel model() {
    CallPolicy guarded = CallPolicy.DEFAULT.withBreaker(BreakerConfig.ofConsecutive(5));
    return Given.streaming().withPolicy(new Edge("playback", "license"), guarded);
  }

  private PolicyState state(long repeatsLeft) {
    var path = new PathState(0, List.of(2, 0, 1), 12, 4, repeatsLeft);
    var replica = new ReplicaState(0, 0, 3, null, List.of(path));
    return new PolicyState(
        model(),
        SUBJECTS,
        List.of(replica),
        standing,
        20 * SECOND,
        Instant.parse("2026-11-23T12:00:20Z"));
  }

  private void trouble() {
    standing.on(
        new Observation.BreakerChanged(
            5 * SECOND, 0, 0, "", BreakerState.CLOSED, BreakerState.OPEN));
    standing.on(
        new Observation.ReplicaEjected(
            10 * SECOND, 0, 0, 1, EjectionReason.CONSECUTIVE_FAILURES, 30 * SECOND));
    standing.on(
        new Observation.AttemptEnded(
            4 * SECOND, 0, 2, AttemptKind.FIRST, Result.TIMED_OUT, SECOND));
    standing.on(new Observation.SheddingBegan(19 * SECOND, 0, 0, Refusal.QUEUE_FULL));
  }

  @Test
  void a_breaker_that_never_changed_is_closed_and_has_no_since() {
    assertThat(state(3).json()).contains("\"state\": \"closed\"").doesNotContain("since");
  }

  @Test
  void json_says_what_is_open_and_ejected_since_when_until_when_and_why() {
    trouble();
    assertThat(state(3).json())
        .contains("\"state\": \"open\"", "\"since\": \"2026-11-23T12:00:05Z\"")
        .contains("\"replica\": 2", "\"why\": \"consecutive-failures\"")
        .contains("\"until\": \"2026-11-23T12:00:40Z\"")
        .contains("\"result\": \"timed-out\"")
        .contains("\"why\": \"queue-full\"")
        .contains("\"limit\": 12", "\"waiting\": 4", "\"repeats_left\": 3");
  }

  @Test
  void who_fails_health_checks_is_out_without_an_end() {
    standing.on(
        new Observation.ReplicaEjected(10 * SECOND, 0, 0, 1, EjectionReason.HEALTH_CHECK, 0));
    assertThat(state(3).json()).contains("\"why\": \"health-check\"").doesNotContain("until");
    assertThat(state(3).html()).contains("license-2 for health-check<");
  }

  @Test
  void what_nothing_bounds_has_no_number() {
    assertThat(state(ReplicaState.UNLIMITED).json()).doesNotContain("repeats_left");
  }

  @Test
  void the_page_says_the_same_to_people() {
    trouble();
    assertThat(state(3).html())
        .contains("open, for 15 s")
        .contains("license-2 for consecutive-failures, 20 s more")
        .contains("timed-out by license-3, 16 s ago")
        .contains("refuses requests, queue-full, for 1 s")
        .contains("2 + 0 + 1")
        .doesNotContain("<script");
  }

  @Test
  void metrics_have_one_help_and_type_before_the_samples_of_each_family() {
    trouble();
    Metrics metrics = new Metrics(SUBJECTS);
    metrics.on(new Observation.CallEnded(1, 0, Result.OK, SECOND / 100));
    metrics.on(new Observation.CallEnded(1, 0, Result.BREAKER_OPEN, 0));
    Exposition out = new Exposition();
    MetricsText.calls(out, metrics, state(3));
    MetricsText.policies(out, state(3));
    List<String> lines = out.text().lines().toList();
    String family = "";
    for (String line : lines) {
      if (line.startsWith("# TYPE ")) {
        family = line.split(" ")[2];
      } else if (!line.startsWith("#")) {
        assertThat(line).startsWith(family);
        assertThat(line).matches("[a-z_:]+(\\{([a-z_]+=\"[^\"]*\",?)+})? [0-9.]+");
      }
    }
    assertThat(lines)
        .doesNotHaveDuplicates()
        .contains(
            "traces_service_graph_request_total{client=\"playback\",server=\"license\"} 2",
            "traces_service_graph_request_failed_total{client=\"playback\",server=\"license\"} 1",
            "ballast_calls_total{client=\"playback\",server=\"license\",result=\"breaker-open\"} 1",
            "ballast_breaker_state{client=\"playback\",client_replica=\"1\",server=\"license\",endpoint=\"\",state=\"open\"}"
                + " 1",
            "ballast_replica_ejected{client=\"playback\",client_replica=\"1\",server=\"license\",server_replica=\"2\"}"
                + " 1",
            "traces_service_graph_request_client_seconds_bucket{client=\"playback\",server=\"license\",le=\"0.01\"}"
                + " 2",
            "traces_service_graph_request_client_seconds_bucket{client=\"playback\",server=\"license\",le=\"+Inf\"}"
                + " 2",
            "traces_service_graph_request_client_seconds_sum{client=\"playback\",server=\"license\"}"
                + " 0.01");
  }

  @Test
  void labels_cannot_break_out_of_their_quotes() {
    Exposition out = new Exposition().counter("a_total", "with a\nbreak");
    out.value(1, "l", "x\"} 9\n\\");
    assertThat(out.text().lines().toList())
        .containsExactly(
            "# HELP a_total with a\\nbreak",
            "# TYPE a_total counter",
            "a_total{l=\"x\\\"} 9\\n\\\\\"} 1");
  }

  @Test
  void numbers_are_written_as_prometheus_reads_them() {
    Exposition out = new Exposition().gauge("g", "numbers");
    for (double value : new double[] {0, -2, 0.0005, 1e18, Double.NaN, Double.POSITIVE_INFINITY}) {
      out.value(value);
    }
    out.histogram("h", "nothing yet").values(new Buckets());
    assertThat(out.text())
        .contains("g 0\n", "g -2\n", "g 0.0005\n", "g 1000000000000000000\n", "g NaN", "g +Inf")
        .contains("h_bucket{le=\"0.0005\"} 0\n", "h_bucket{le=\"+Inf\"} 0\n", "h_count 0\n");
  }
}
