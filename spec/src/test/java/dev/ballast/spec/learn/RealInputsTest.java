package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Severity;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Step;
import dev.ballast.spec.Spec;
import dev.ballast.spec.SpecResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every number here was computed by hand from the files, which others made. */
class RealInputsTest {
  /** Calls in the export; 56858 of them enter at nginx and become 100 requests a second. */
  @ParameterizedTest
  @CsvSource({
    "nginx-web-server -> social-graph-service, 37624",
    "nginx-web-server -> home-timeline-service, 5305",
    "nginx-web-server -> user-service, 962",
    "nginx-web-server -> user-timeline-service, 2683",
    "nginx-web-server -> compose-post-service, 10284",
    "text-service -> url-shorten-service, 10284",
    "text-service -> user-mention-service, 10284",
    "compose-post-service -> unique-id-service, 10284",
    "compose-post-service -> user-timeline-service, 10284",
    "compose-post-service -> text-service, 10284",
    "compose-post-service -> media-service, 10284",
    "compose-post-service -> home-timeline-service, 10284",
    "compose-post-service -> user-service, 10284",
    "compose-post-service -> post-storage-service, 10284",
    "home-timeline-service -> post-storage-service, 5305",
    "home-timeline-service -> social-graph-service, 10284",
    "user-timeline-service -> post-storage-service, 2683",
    "social-graph-service -> user-service, 75248",
    "user-service -> social-graph-service, 962",
  })
  void a_draft_from_dependencies_makes_the_calls_that_the_export_counted(String edge, long calls) {
    Learned learned = Learned.fromShared("jaeger/socialnetwork-dependencies.json");
    assertThat(learned.callsPerSecond().get(edge))
        .isCloseTo(calls * 100.0 / 56858, within(calls * 100.0 / 56858 * 0.003 + 0.006));
  }

  @Test
  void a_draft_from_dependencies_has_all_edges_and_no_other() {
    Learned learned = Learned.fromShared("jaeger/socialnetwork-dependencies.json");
    assertThat(learned.callsPerSecond()).hasSize(19 + 1); // and the gateway's
    assertThat(learned.model().services()).hasSize(12 + 1);
  }

  @Test
  void the_cycle_of_the_social_network_is_broken_at_its_rarest_edge_and_reported() {
    Learned learned = Learned.fromShared("jaeger/socialnetwork-dependencies.json");
    assertThat(learned.steps("social-graph-service", "answer"))
        .singleElement()
        .isInstanceOf(Step.Work.class);
    assertThat(learned.draft().notes())
        .filteredOn(note -> note.code().equals(LearnCode.CYCLE_BROKEN.code()))
        .singleElement()
        .satisfies(
            note ->
                assertThat(note.problem())
                    .contains("user-service -> social-graph-service (962 calls)"));
  }

  @Test
  void self_time_leaves_out_what_is_spent_waiting_in_a_real_trace() {
    Learned learned = Learned.fromShared("jaeger/trace-normal.json");
    // 4902 us, of which the client span takes 2499
    assertThat(learned.workNanos("api-gateway", "GET-api-customer-owners-id-pets-id"))
        .isCloseTo(2_403_000, within(1.0));
    // 1739 us, of which two queries take 52 and 21
    assertThat(learned.workNanos("customers-service", "GET-owners-id-pets-id"))
        .isCloseTo(1_666_000, within(1.0));
    assertThat(learned.stepsWithoutWork("customers-service", "GET-owners-id-pets-id"))
        .containsExactly(
            new Step.Call(
                new EndpointRef(
                    "customers-service-hsqldb", "HikariProxyPreparedStatement-executeQuery"),
                null,
                1,
                2));
    assertThat(learned.draft().yaml()).contains("760us both ways (median of 1 call)");
  }

  @Test
  void overlaps_failures_and_messages_of_a_real_trace_are_told_apart() {
    Learned learned = Learned.fromShared("jaeger/trace-small.json");
    // 390 ms less 33, 66 and 37 of three calls that do not overlap
    assertThat(learned.workNanos("service1", "op1")).isCloseTo(254_000_000, within(1.0));
    // 20 ms less 18 of the database
    assertThat(learned.workNanos("service2", "op1")).isCloseTo(2_000_000, within(1.0));
    assertThat(learned.stepsWithoutWork("service1", "op1"))
        .containsExactly(
            new Step.Call(
                new EndpointRef("service1-peer", "op2"), new Fallback.Named("degraded"), 1, 1),
            new Step.Call(new EndpointRef("service2", "op1"), null, 1, 1),
            new Step.Call(
                new EndpointRef("service1-peer", "op2"), new Fallback.Named("degraded"), 1, 1));
    assertThat(learned.steps("service1-peer", "op2")).contains(new Step.Fails(0.5));
    assertThat(learned.callsPerSecond()).containsEntry("edge -> service2", 5.0); // the consumer
    assertThat(learned.codes())
        .contains(LearnCode.ASYNCHRONOUS.code(), LearnCode.UNSEEN_CALLEE.code());
  }

  @Test
  void a_span_that_was_exported_twice_counts_once() {
    Learned learned = Learned.fromShared("otlp/trace-multi-service.json");
    assertThat(learned.codes()).contains(LearnCode.DUPLICATE.code(), LearnCode.NO_PARENT.code());
    assertThat(learned.draft().yaml()).contains("okey-dokey-0:  # 1 execution");
    assertThat(learned.workNanos("telemetrygen", "okey-dokey-0")).isCloseTo(123_000, within(1.0));
  }

  @Test
  void a_minimal_otlp_trace_becomes_one_service_with_a_legal_name() {
    Learned learned = Learned.fromShared("otlp/trace-minimal.json");
    assertThat(learned.workNanos("my-service", "I-m-a-server-span"))
        .isCloseTo(1_000_000_000, within(1.0));
    assertThat(learned.draft().yaml()).contains("my-service:  # \"my.service\"");
  }

  @Test
  void an_isotope_list_in_a_script_is_done_at_the_same_time() {
    Learned learned = Learned.fromShared("isotope/canonical.yaml");
    assertThat(learned.steps("d", "call").subList(1, 3))
        .containsExactly(
            new Step.Together(List.of(List.of(call("a")), List.of(call("c")))), call("b"));
    assertThat(learned.callsPerSecond())
        .containsEntry("edge -> d", 100.0)
        .containsEntry("d -> a", 100.0)
        .containsEntry("c -> a", 100.0)
        .hasSize(6);
  }

  @Test
  void isotope_replicas_are_taken_over() {
    assertThat(Learned.fromShared("isotope/tree-13-services.yaml").model().services())
        .filteredOn(service -> !service.isGateway())
        .hasSize(13)
        .allSatisfy(service -> assertThat(service.replicas()).isEqualTo(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"isotope/10-svc_10-end.yaml", "isotope/chain-3-services.yaml"})
  void the_other_isotope_graphs_parse(String path) {
    Learned learned = Learned.fromShared(path);
    assertThat(learned.draft().notes()).isEmpty();
    assertThat(learned.model().objectives()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "kubernetes/online-boutique.yaml",
        "compose/opentelemetry-demo.yaml",
        "compose/hotel-reservation.yaml"
      })
  void other_real_files_are_refused_with_what_was_expected(String path) {
    Draft draft = Learn.from(List.of(Learned.shared(path)));
    assertThat(draft.isUsable()).isFalse();
    assertThat(draft.notes())
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code()).isEqualTo(LearnCode.UNKNOWN_FORMAT.code());
              assertThat(note.severity()).isEqualTo(Severity.ERROR);
              assertThat(note.expected()).contains("Jaeger").contains("OTLP").contains("isotope");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jaeger/socialnetwork-dependencies.json",
        "jaeger/trace-normal.json",
        "jaeger/trace-small.json",
        "otlp/trace-minimal.json",
        "otlp/trace-multi-service.json",
        "isotope/canonical.yaml",
        "isotope/chain-3-services.yaml",
        "isotope/10-svc_10-end.yaml",
        "isotope/tree-13-services.yaml"
      })
  void nothing_is_doubtful_about_a_draft_of_a_real_input(String path) {
    Draft draft = Learn.from(List.of(Learned.shared(path)));
    SpecResult result = Spec.read("draft.yaml", draft.yaml());
    assertThat(result.diagnostics()).as(result.rendered(false)).isEmpty();
  }

  @Test
  void traces_of_several_files_and_formats_are_learned_together() {
    Learned learned =
        Learned.of(
            Learn.from(
                List.of(
                    Learned.shared("jaeger/trace-normal.json"),
                    Learned.shared("otlp/trace-minimal.json"),
                    Learned.shared("isotope/canonical.yaml"))));
    assertThat(learned.model().services().stream().map(s -> s.name()))
        .contains("api-gateway", "my-service");
    assertThat(learned.codes()).contains(LearnCode.MIXED.code());
  }

  private static Step.Call call(String service) {
    return new Step.Call(new EndpointRef(service, "call"), null, 1, 1);
  }
}
