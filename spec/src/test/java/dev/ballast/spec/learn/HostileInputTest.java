package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
  private static void refuses(Draft draft, String code) {
    assertThat(draft.isUsable()).isFalse();
    assertThat(draft.hasErrors()).isTrue();
    assertThat(draft.notes().getLast().code()).isEqualTo(code);
    assertThat(draft.notes().getLast().severity()).isEqualTo(Severity.ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|LEARN003",
        "'   '|LEARN003",
        "hello|LEARN003",
        "null|LEARN003",
        "{}|LEARN003",
        "[]|LEARN003",
        "[1, 2]|LEARN003",
        "'{\"data\": null}'|LEARN003",
        "'{\"data\": []}'|LEARN004",
        "'{\"data\": [\"a\", \"b\"]}'|LEARN004",
        "'{\"resourceSpans\": []}'|LEARN004",
        "'{\"data\": [{\"spans\": [{}]}]}'|LEARN004",
        "'{\"spans\": [7, null, []]}'|LEARN004",
        "'{\"data\": [{\"parent\":\"a\"'|LEARN002",
        "'{\"data\": \u0001}'|LEARN002",
        "'a: [b'|LEARN002",
        "'services: 7'|LEARN003",
        "'services: []'|LEARN004",
        "'services: [7, {script: x}]'|LEARN004",
      })
  void nothing_to_learn_from_is_said_with_a_code(String text, String code) {
    refuses(Learned.draft(text), code);
  }

  @Test
  void no_input_at_all_is_an_error() {
    refuses(Learn.from(List.of()), LearnCode.EMPTY.code());
  }

  @Test
  void a_file_over_64_mb_is_refused_unread() {
    refuses(Learned.draftOf(new byte[Learn.BYTES_MAX + 1]), LearnCode.TOO_LARGE.code());
  }

  @Test
  void a_large_file_that_is_not_json_is_refused_unread() {
    byte[] bytes = new byte[Learn.YAML_BYTES_MAX + 1];
    Arrays.fill(bytes, (byte) 'a');
    refuses(Learned.draftOf(bytes), LearnCode.UNKNOWN_FORMAT.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"data\":", "{\"a\":", "{\"result\":", "{\"spans\":["})
  void deep_json_costs_no_stack(String opening) {
    refuses(Learned.draft(opening.repeat(1_000_000)), LearnCode.SYNTAX.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"- ", "[", "{a: ", "? "})
  void deep_yaml_costs_no_stack(String opening) {
    refuses(Learned.draft("x: " + "\n" + opening.repeat(1_000_000)), LearnCode.SYNTAX.code());
  }

  @Test
  void a_bomb_of_aliases_stays_small() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x]\n");
    for (int i = 1; i < 50; i++) {
      text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    refuses(Learned.draft(text + "services: *a49\n"), LearnCode.UNKNOWN_FORMAT.code());
  }

  @Test
  void a_chain_of_a_hundred_thousand_spans_costs_no_stack() {
    StringBuilder spans = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      spans.append(i == 0 ? "" : ",").append(span("s" + i, i == 0 ? "" : "s" + (i - 1), i % 2));
    }
    Learned learned = Learned.from(trace(spans));
    assertThat(learned.codes())
        .contains(LearnCode.CYCLE_RESOLVED.code(), LearnCode.TOO_DEEP.code());
  }

  @Test
  void spans_that_are_their_own_ancestors_are_cut() {
    Learned self = Learned.from(trace(span("a", "a", 0)));
    assertThat(self.codes()).contains(LearnCode.PARENT_CYCLE.code());
    Learned ring =
        Learned.from(trace(span("a", "c", 0) + "," + span("b", "a", 1) + "," + span("c", "b", 0)));
    assertThat(ring.codes()).contains(LearnCode.PARENT_CYCLE.code());
    assertThat(ring.model().services()).hasSize(3);
  }

  @Test
  void a_hundred_thousand_calls_of_one_request_are_learned() {
    StringBuilder spans = new StringBuilder(span("r", "", 0));
    for (int i = 0; i < 100_000; i++) {
      spans.append(",").append(span("s" + i, "r", 1));
    }
    assertThat(Learned.from(trace(spans)).model().services()).hasSize(3);
  }

  @Test
  void endless_operations_and_services_are_put_together() {
    StringBuilder spans = new StringBuilder(span("r", "", 0));
    for (int i = 0; i < 20_000; i++) {
      spans.append(
          """
          ,{"traceID":"t","spanID":"%d","parentSpanID":"r","operationName":"op %d",\
          "startTime":%d,"duration":1,"process":{"serviceName":"service %d"}}\
          """
              .formatted(i, i, i, i % 900));
    }
    Learned learned = Learned.from(trace(spans));
    assertThat(learned.codes()).contains(LearnCode.LEFT_OUT.code());
    assertThat(learned.model().services()).hasSizeLessThanOrEqualTo(Profiles.SERVICES_MAX + 2);
  }

  @Test
  void services_that_all_call_all_are_untangled() {
    StringBuilder edges = new StringBuilder("[");
    for (int a = 0; a < 60; a++) {
      for (int b = 0; b < 60; b++) {
        edges
            .append(edges.length() == 1 ? "" : ",")
            .append("{\"parent\":\"%d\",\"child\":\"%d\",\"callCount\":1}".formatted(a, b));
      }
    }
    assertThat(Learned.draft(edges + "]").isUsable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999999999",
        "1e400",
        "-5",
        "\"x\"",
        "null",
        "{}",
        "[1]",
        "9223372036854775807",
        "true"
      })
  void impossible_numbers_are_left_out(String number) {
    String bad =
        """
        {"traceID":"t","spanID":"bad","operationName":"x","startTime":%s,"duration":%s,\
        "process":{"serviceName":"s"}}\
        """
            .formatted(number, number);
    Learned learned = Learned.from(trace(span("good", "", 0) + "," + bad));
    assertThat(learned.codes()).contains(LearnCode.SKIPPED.code());
    assertThat(learned.model().services()).hasSize(2);
  }

  @Test
  void a_name_cannot_leave_its_comment() {
    String name = "a\\nsystem: stolen\\u2028x: y # \\\"z\\\"";
    Learned learned =
        Learned.from(
            trace(span("r", "", 0).replace("\"op\"", "\"" + name + "\"").replace("s0", name)));
    assertThat(learned.model().name()).isEqualTo("input");
    assertThat(learned.model().services()).hasSize(2);
    assertThat(learned.draft().yaml().chars().filter(c -> c == '\n').count()).isLessThan(50);
  }

  @Test
  void a_file_cut_off_in_the_middle_gives_what_stands_before() {
    String line =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%d","spanId":"1","name":"x",\
        "startTimeUnixNano":"1000","endTimeUnixNano":"2000","kind":"SPAN_KIND_SERVER"}]}],\
        "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]}}]}
        """;
    String lines = line.formatted(1) + line.formatted(2) + line.formatted(3);
    Learned learned = Learned.from(lines.substring(0, lines.length() - 40));
    assertThat(learned.codes()).contains(LearnCode.CUT_SHORT.code());
    assertThat(learned.draft().yaml()).contains("x:  # 2 executions");
  }

  @Test
  void damaged_files_never_end_in_an_exception() {
    byte[] good =
        new TraceText()
            .span("r", null, "a", "GET /x/1", 0, 100, "span.kind=server, error=true")
            .span("c", "r", "a", "call", 10, 40, "span.kind=client")
            .span("s", "c", "b", "y", 11, 30, "span.kind=server")
            .end("a", "b")
            .text()
            .getBytes(StandardCharsets.UTF_8);
    byte[] graph =
        "services:\n- name: a\n  script:\n  - - call: b\n    - sleep: 1ms\n- name: b\n"
            .getBytes(StandardCharsets.UTF_8);
    RandomStream random = RandomStream.of(7, "damage");
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = (i % 2 == 0 ? good : graph).clone();
      for (int n = 0; n <= random.nextUnit() * 4; n++) {
        bytes[(int) (random.nextUnit() * bytes.length)] = (byte) (random.nextUnit() * 256);
      }
      Draft draft = Learned.draftOf(bytes);
      assertThat(draft.isUsable() || draft.hasErrors()).isTrue();
      if (draft.isUsable()) {
        Learned.of(draft);
      }
    }
  }

  private static String trace(CharSequence spans) {
    return "{\"spans\":[" + spans + "],\"processes\":{}}";
  }

  private static String span(String id, String parent, int service) {
    return """
    {"traceID":"t","spanID":"%s","parentSpanID":"%s","operationName":"op","startTime":100,\
    "duration":50,"process":{"serviceName":"s%d"}}\
    """
        .formatted(id, parent, service);
  }
}
