package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String CLIENT = "span.kind=client";
  private static final String SERVER = "span.kind=server";

  private static Step.Call call(String target, double chance, int times) {
    int dot = target.indexOf('.');
    return new Step.Call(
        new EndpointRef(target.substring(0, dot), target.substring(dot + 1)), null, chance, times);
  }

  /** A caller a.x that calls b.y between the two times, in a trace of 100 ms. */
  private static TraceText call(TraceText text, int start, int length, String tags) {
    return text.span("r", null, "a", "x", 0, 100, SERVER)
        .span("c", "r", "a", "call y", start, length, CLIENT + tags)
        .span("s", "c", "b", "y", start + 1, length - 2, SERVER);
  }

  @Test
  void a_client_span_and_its_server_span_are_one_call() {
    Learned learned = Learned.from(call(new TraceText(), 10, 40, "").end("a", "b").text());
    assertThat(learned.stepsWithoutWork("a", "x")).containsExactly(call("b.y", 1, 1));
    assertThat(learned.workNanos("a", "x")).isCloseTo(60e6, within(1.0));
    assertThat(learned.workNanos("b", "y")).isCloseTo(38e6, within(1.0));
    assertThat(learned.model().services()).hasSize(3);
  }

  @Test
  void what_client_spans_last_longer_than_server_spans_is_the_network_both_ways() {
    Learned learned = Learned.from(call(new TraceText(), 10, 40, "").end("a", "b").text());
    assertThat(learned.model().network().withinZone()).isEqualTo(new Distribution.Constant(1e6));
  }

  @Test
  void calls_that_overlap_are_made_together_and_waited_for_once() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("1", "r", "b", "y", 10, 30, SERVER)
            .span("2", "r", "c", "z", 20, 40, SERVER)
            .span("3", "r", "d", "w", 70, 10, SERVER)
            .end("a", "b", "c", "d");
    Learned learned = Learned.from(text.text());
    assertThat(learned.workNanos("a", "x")).isCloseTo(40e6, within(1.0)); // 10-60 and 70-80
    assertThat(learned.stepsWithoutWork("a", "x"))
        .containsExactly(
            new Step.Together(List.of(List.of(call("b.y", 1, 1)), List.of(call("c.z", 1, 1)))),
            call("d.w", 1, 1));
  }

  @Test
  void what_does_not_overlap_within_parallel_calls_stays_in_one_branch() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("1", "r", "b", "y", 0, 40, SERVER)
            .span("2", "r", "c", "z", 10, 60, SERVER)
            .span("3", "r", "d", "w", 50, 30, SERVER)
            .end("a", "b", "c", "d");
    assertThat(Learned.from(text.text()).stepsWithoutWork("a", "x"))
        .containsExactly(
            new Step.Together(
                List.of(
                    List.of(call("b.y", 1, 1), call("d.w", 1, 1)), List.of(call("c.z", 1, 1)))));
  }

  @Test
  void a_fan_out_to_one_endpoint_is_parallel_and_a_loop_is_not() {
    TraceText text = new TraceText().span("r", null, "a", "x", 0, 1000, SERVER);
    for (int i = 0; i < 6; i++) {
      text.span("p" + i, "r", "b", "y", 10 + i, 50, SERVER);
      text.span("l" + i, "r", "c", "z", 100 + 20 * i, 10, SERVER);
    }
    List<Step> steps = Learned.from(text.end("a", "b", "c").text()).stepsWithoutWork("a", "x");
    assertThat(steps.getFirst())
        .isInstanceOfSatisfying(
            Step.Together.class,
            together ->
                assertThat(together.branches())
                    .hasSize(6)
                    .containsOnly(List.of(call("b.y", 1, 1))));
    assertThat(steps.get(1)).isEqualTo(call("c.z", 1, 6));
  }

  @Test
  void a_call_that_only_some_executions_make_has_a_chance() {
    TraceText text = new TraceText();
    for (int i = 0; i < 4; i++) {
      text.span("r", null, "a", "x", 0, 100, SERVER).span("1", "r", "b", "y", 10, 5, SERVER);
      if (i == 0) {
        text.span("2", "r", "c", "z", 20, 5, SERVER);
      }
      text.span("3", "r", "d", "w", 50, 5, SERVER).end("a", "b", "c", "d");
    }
    assertThat(Learned.from(text.text()).stepsWithoutWork("a", "x"))
        .containsExactly(call("b.y", 1, 1), call("c.z", 0.25, 1), call("d.w", 1, 1));
  }

  @Test
  void a_failure_belongs_to_the_service_where_it_starts() {
    TraceText text = new TraceText();
    for (int i = 0; i < 10; i++) {
      String error = i < 2 ? ", error=true" : "";
      text.span("r", null, "a", "x", 0, 100, SERVER + error)
          .span("c", "r", "a", "call", 10, 20, CLIENT + error)
          .span("s", "c", "b", "y", 11, 10, SERVER + (i < 2 ? ", http.status_code=503" : ""));
      if (i >= 2) { // a failed call ended the others
        text.span("d", "r", "d", "w", 50, 5, SERVER);
      }
      text.end("a", "b", "d");
    }
    Learned learned = Learned.from(text.text());
    assertThat(learned.stepsWithoutWork("b", "y")).containsExactly(new Step.Fails(0.2));
    assertThat(learned.stepsWithoutWork("a", "x"))
        .containsExactly(call("b.y", 1, 1), call("d.w", 1, 1)); // d always, of those who got there
  }

  @Test
  void a_failure_without_a_failed_call_is_its_own() {
    TraceText text = new TraceText();
    for (int i = 0; i < 4; i++) {
      String error = i == 0 ? ", http.response.status_code=500" : ", http.status_code=404";
      text.span("r", null, "a", "x", 0, 100, SERVER + error)
          .span("1", "r", "b", "y", 10, 5, SERVER)
          .end("a", "b");
    }
    assertThat(Learned.from(text.text()).stepsWithoutWork("a", "x"))
        .containsExactly(call("b.y", 1, 1), new Step.Fails(0.25));
  }

  @Test
  void a_failed_call_that_its_caller_survives_has_a_fallback() {
    TraceText text = call(new TraceText(), 10, 40, ", error=true").end("a", "b");
    assertThat(Learned.from(text.text()).stepsWithoutWork("a", "x"))
        .containsExactly(
            new Step.Call(new EndpointRef("b", "y"), new Fallback.Named("degraded"), 1, 1));
  }

  @Test
  void a_callee_that_writes_no_spans_takes_the_name_and_the_time_that_its_caller_saw() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("1", "r", "a", "charge", 10, 30, CLIENT + ", peer.service=bank")
            .span("2", "r", "a", "SELECT", 50, 20, CLIENT + ", db.system=mysql")
            .span("3", "r", "a", "GET", 80, 5, CLIENT + ", http.url=http://mail.example/send")
            .span("4", "r", "a", "GET", 90, 5, CLIENT + ", net.peer.name=10.0.0.7")
            .end("a");
    Learned learned = Learned.from(text.text());
    assertThat(learned.stepsWithoutWork("a", "x"))
        .containsExactly(
            call("bank.charge", 1, 1),
            call("a-mysql.SELECT", 1, 1),
            call("mail-example.GET", 1, 1),
            call("a-peer.GET", 1, 1));
    assertThat(learned.workNanos("bank", "charge")).isCloseTo(30e6, within(1.0));
    assertThat(learned.draft().yaml()).contains("external store (\"mysql\")");
  }

  @Test
  void spans_inside_a_service_are_its_own_work() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("i", "r", "a", "render", 10, 80, "")
            .span("c", "i", "a", "call", 20, 30, CLIENT)
            .span("s", "c", "b", "y", 21, 28, SERVER)
            .end("a", "b");
    Learned learned = Learned.from(text.text());
    assertThat(learned.workNanos("a", "x")).isCloseTo(70e6, within(1.0));
    assertThat(learned.callsPerSecond()).containsOnlyKeys("edge -> a", "a -> b");
  }

  @Test
  void nobody_waits_for_a_consumer() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("p", "r", "a", "send", 10, 5, "span.kind=producer")
            .span("c", "p", "b", "handle", 20, 500, "span.kind=consumer")
            .end("a", "b");
    Learned learned = Learned.from(text.text());
    assertThat(learned.callsPerSecond()).containsOnlyKeys("edge -> a", "edge -> b");
    assertThat(learned.workNanos("a", "x")).isCloseTo(100e6, within(1.0));
    assertThat(learned.codes()).contains(LearnCode.ASYNCHRONOUS.code());
  }

  @Test
  void a_server_whose_clock_is_wrong_is_moved_into_its_callers_time() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("s", "r", "b", "y", 5000, 40, SERVER)
            .end("a", "b");
    Learned learned = Learned.from(text.text());
    assertThat(learned.workNanos("a", "x")).isCloseTo(60e6, within(1.0));
    assertThat(learned.codes()).contains(LearnCode.SKEW.code());
  }

  @Test
  void client_and_server_spans_that_share_an_id_as_zipkins_do_are_one_call() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("c", "r", "a", "call", 10, 40, CLIENT)
            .span("c", "r", "b", "y", 11, 30, SERVER)
            .span("d", "c", "b", "SELECT", 12, 10, CLIENT + ", db.system=redis")
            .end("a", "b");
    Learned learned = Learned.from(text.text());
    assertThat(learned.stepsWithoutWork("a", "x")).containsExactly(call("b.y", 1, 1));
    assertThat(learned.stepsWithoutWork("b", "y")).containsExactly(call("b-redis.SELECT", 1, 1));
    assertThat(learned.workNanos("b", "y")).isCloseTo(20e6, within(1.0));
  }

  @Test
  void services_that_call_each_other_by_different_operations_are_no_cycle() {
    TraceText text =
        new TraceText()
            .span("r", null, "graph", "follow", 0, 100, SERVER)
            .span("1", "r", "user", "id", 10, 10, SERVER)
            .end("graph", "user")
            .span("r", null, "user", "register", 0, 100, SERVER)
            .span("1", "r", "graph", "insert", 10, 10, SERVER)
            .end("graph", "user");
    Learned learned = Learned.from(text.text());
    assertThat(learned.callsPerSecond())
        .containsEntry("graph -> user", 5.0)
        .containsEntry("user -> graph", 5.0);
    assertThat(learned.codes())
        .contains(LearnCode.CYCLE_RESOLVED.code())
        .doesNotContain(LearnCode.CYCLE_BROKEN.code());
  }

  @Test
  void an_operation_that_calls_itself_is_unrolled_and_loses_no_call() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "x", 0, 100, SERVER)
            .span("1", "r", "b", "y", 10, 80, SERVER)
            .span("2", "1", "a", "x", 20, 60, SERVER)
            .span("3", "2", "b", "y", 30, 40, SERVER)
            .end("a", "b")
            .span("r", null, "b", "y", 0, 100, SERVER)
            .end("b");
    Learned learned = Learned.from(text.text());
    assertThat(learned.callsPerSecond())
        .containsEntry("a -> b", 10.0) // two of four executions that enter five times a second
        .containsEntry("b -> a", 5.0);
    assertThat(learned.codes()).contains(LearnCode.CYCLE_RESOLVED.code());
  }

  @Test
  void requests_that_differ_by_their_ids_are_one_operation() {
    TraceText text =
        new TraceText()
            .span("r", null, "a", "GET /pets/17?full=1", 0, 10, SERVER)
            .end("a")
            .span("r", null, "a", "GET /pets/4c1e7d0a99b3445e8d1f", 0, 20, SERVER)
            .end("a");
    Learned learned = Learned.from(text.text());
    assertThat(learned.model().experiments().getFirst().loads())
        .extracting(load -> load.name())
        .containsExactly("GET /pets/{id}");
  }

  @Test
  void many_samples_become_an_empirical_distribution_and_a_measured_load() {
    TraceText text = new TraceText();
    for (int i = 0; i <= 20; i++) {
      text.span("r", null, "a", "x", 0, 10 + i, SERVER).end("a");
    }
    Learned learned = Learned.from(text.text());
    assertThat(learned.draft().yaml())
        .contains("empirical(0%: 10ms, 10%: 12ms, 25%: 15ms, 50%: 20ms, 75%: 25ms,")
        .contains("GET /a/x: 1.05/s  # measured"); // 21 requests in 20 s
    assertThat(learned.codes()).doesNotContain(LearnCode.FEW_SAMPLES.code());
  }

  @Test
  void a_span_of_no_length_is_no_work() {
    TraceText text = new TraceText().span("r", null, "a", "x", 0, 0, SERVER).end("a");
    assertThat(Learned.from(text.text()).steps("a", "x"))
        .containsExactly(new Step.Work(new Distribution.Constant(0)));
  }
}
