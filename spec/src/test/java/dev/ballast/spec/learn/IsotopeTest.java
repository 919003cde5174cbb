package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsotopeTest {
  private static Step.Work sleep(long millis) {
    return new Step.Work(new Distribution.Constant(millis * Units.MILLISECOND));
  }

  private static Step.Call call(String service, double chance) {
    return new Step.Call(new EndpointRef(service, "call"), null, chance, 1);
  }

  @Test
  void a_script_becomes_steps() {
    Learned learned =
        Learned.from(
            """
            defaults: {errorRate: 0.1%, numReplicas: 2}
            services:
            - name: a
              isEntrypoint: true
              errorRate: 0.05
              numReplicas: 4
              script:
              - sleep: 100ms
              - - call: {service: b, size: 10 KB, probability: 20}
                - sleep: 1.5s
                - - call: c
                  - call: b
              - call: c
            - name: b
            - name: c
              script: []
            """);
    assertThat(learned.steps("a", "call"))
        .containsExactly(
            new Step.Fails(0.05),
            sleep(100),
            new Step.Together(
                List.of(
                    List.of(call("b", 0.2)),
                    List.of(sleep(1500)),
                    List.of(
                        new Step.Together(List.of(List.of(call("c", 1)), List.of(call("b", 1))))))),
            call("c", 1));
    assertThat(learned.steps("b", "call")).startsWith(new Step.Fails(0.001));
    assertThat(learned.model().service("a").replicas()).isEqualTo(4);
    assertThat(learned.model().service("b").replicas()).isEqualTo(2);
  }

  @Test
  void the_same_graph_written_as_json_is_recognised() {
    assertThat(Learned.from("{\"services\": [{\"name\": \"a\", \"isEntrypoint\": true}]}").codes())
        .isEmpty();
  }

  @Test
  void a_cycle_is_broken_far_from_the_entrance_and_reported() {
    Learned learned =
        Learned.from(
            """
            services:
            - name: b
              script: [{call: a}]
            - name: a
              isEntrypoint: true
              script: [{call: b}]
            """);
    assertThat(learned.callsPerSecond())
        .containsEntry("a -> b", 100.0)
        .containsEntry("b -> a", 100.0);
    assertThat(learned.steps("a", "answer")).hasSize(1);
    assertThat(learned.codes()).containsExactly(LearnCode.CYCLE_BROKEN.code());
  }

  @Test
  void without_an_entrypoint_requests_enter_where_nobody_calls() {
    Learned learned =
        Learned.from(
            """
            services:
            - name: a
            - name: b
              script: [{call: a}]
            """);
    assertThat(learned.callsPerSecond()).containsOnlyKeys("edge -> b", "b -> a");
    assertThat(learned.codes()).contains(LearnCode.ASSUMED_ROOTS.code());
  }

  @Test
  void every_mistake_is_reported_with_its_place_and_the_rest_is_learned() {
    Draft draft =
        Learned.draft(
            """
            services:
            - name: a
              isEntrypoint: true
              numReplicas: many
              errorRate: 200%
              script:
              - call: nobody
              - sleep: soon
              - dance: tango
              - call: {service: b, probability: 101}
            - name: b
            - name: b
            - script: []
            """);
    Learned learned = Learned.of(draft);
    assertThat(learned.stepsWithoutWork("a", "call")).containsExactly(call("b", 1));
    assertThat(draft.notes()).allMatch(note -> note.code().equals(LearnCode.BAD_VALUE.code()));
    assertThat(draft.notes().stream().map(note -> note.at().line()).sorted())
        .containsExactly(4, 5, 7, 8, 9, 10, 12, 13);
  }

  @ParameterizedTest
  @CsvSource({"10ms, 10000000", "1m30s, 90000000000", "1.5us, 1500", "0, 0", "1x, -1", "'', -1"})
  void durations_are_read_as_go_writes_them(String text, long nanos) {
    assertThat(IsotopeScript.duration(text)).isEqualTo(nanos);
  }
}
