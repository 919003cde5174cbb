package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.spec.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake has its code, its place and its fix. */
final class DiagnosticsTest {
  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "replicas: 3\n    workers",
            "replica: 3\n    workers",
            "SPEC010",
            "9:5",
            "write `replicas`"),
        arguments("- work: lognormal", "- wrok: lognormal", "SPEC010", "14:11", "write `work`"),
        arguments("system: streaming", "sistem: streaming", "SPEC010", "2:1", "write `system`"),
        arguments(
            "system: streaming\n",
            "",
            "SPEC011",
            "1:1",
            "add `system: ` with a name of letters, digits, - and _"),
        arguments("workers: 64", "replicas: 64", "SPEC012", "10:5", "leave one of them out"),
        arguments("timeout: 250ms", "timeout: [250ms]", "SPEC013", "26:14", ""),
        arguments("timeout: 250ms", "timeout: 250sec", "SPEC014", "26:14", "write `timeout: 250s`"),
        arguments("timeout: 250ms", "timeout: 2days", "SPEC014", "26:14", "write `timeout: 48h`"),
        arguments("timeout: 250ms", "timeout: soon", "SPEC015", "26:14", ""),
        arguments("timeout: 250ms", "timeout: 250", "SPEC016", "26:14", "write `timeout: 250ms`"),
        arguments("timeout: 250ms", "timeout: 0s", "SPEC017", "26:14", "give it some time"),
        arguments("timeout: 250ms", "timeout: -5ms", "SPEC017", "26:14", "write `timeout: 5ms`"),
        arguments(
            "timeout: 250ms",
            "timeout:",
            "SPEC011",
            "26:5",
            "write the value, or leave the key out"),
        arguments("budget: 20%", "budget: 0.2", "SPEC016", "27:34", "write `budget: 20%`"),
        arguments(
            "budget: 20%",
            "budget: 120%", "SPEC017", "27:34", "write a percentage from 0% to 100%"),
        arguments("attempts: 2", "attempts: 0", "SPEC017", "27:23", "write `attempts: 1`"),
        arguments(
            "full-jitter",
            "ful-jitter",
            "SPEC018",
            "27:60",
            "write `backoff: 25ms..250ms full-jitter`"),
        arguments(
            "25ms..250ms",
            "25ms..250",
            "SPEC016",
            "27:54",
            "write `backoff: 25ms..250ms full-jitter`"),
        arguments(
            "budget: 20%",
            "budget: {at-least: 3, per-second: 10}", "SPEC021", "27:35", "leave one of them out"),
        arguments(
            "budget: 20%", "budget: {window: 90s}", "SPEC017", "27:43", "write `window: 60s`"),
        arguments("attempts: 2, ", "attempts: 2, on: [shad], ", "SPEC018", "27:31", "write `shed`"),
        arguments("attempts: 2, ", "attempts: 2, on: [], ", "SPEC011", "27:30", ""),
        arguments(
            "attempts: 2, ", "attempts: 2, tree: 1001, ", "SPEC017", "27:32", "write `tree: 1000`"),
        arguments(
            "attempts: 2, ",
            "attempts: 2, retry-after: ignored, retry-after-at-most: 1s, ",
            "SPEC021",
            "27:48",
            "leave out `retry-after: ignored`, or the longest wait"),
        arguments(
            "balance: least-loaded",
            "hedge: {after: p9}",
            "SPEC015",
            "29:20",
            "write one such as `p95`"),
        arguments(
            "balance: least-loaded",
            "hedge: {after: p49}",
            "SPEC017",
            "29:20",
            "write `after: p50`"),
        arguments(
            "balance: least-loaded",
            "hedge: {budget: 0%}",
            "SPEC017",
            "29:21",
            "write `hedge: none`"),
        arguments("25ms..250ms", "250ms..25ms", "SPEC022", "27:48", "swap the two times"),
        arguments("50% of 20 calls", "50% of many calls", "SPEC015", "28:32", ""),
        arguments(
            "balance: least-loaded",
            "balance: least-laoded",
            "SPEC018",
            "29:14",
            "write `balance: least-loaded`"),
        arguments(
            "balance: least-loaded",
            "limit: gradeint2",
            "SPEC018",
            "29:12",
            "write `limit: gradient2`"),
        arguments(
            "balance: least-loaded",
            "limit: {gradint2: {}}",
            "SPEC010",
            "29:13",
            "write `gradient2`"),
        arguments(
            "balance: least-loaded",
            "limit: {vegas: {}, aimd: {}}",
            "SPEC021",
            "29:24",
            "leave one of them out"),
        arguments(
            "balance: least-loaded",
            "limit: {aimd: {max: 10, min: 11}}",
            "SPEC022",
            "29:25",
            "change one of them"),
        arguments(
            "balance: least-loaded",
            "limit: {aimd: {initial: 201}}",
            "SPEC022",
            "29:29",
            "change one of them"),
        arguments(
            "balance: least-loaded",
            "limit: {vegas: {alpha: 7}}",
            "SPEC022",
            "29:28",
            "change one of them"),
        arguments(
            "balance: least-loaded",
            "limit: {gradient: {interval: 50ms}}",
            "SPEC022",
            "29:34",
            "change one of them"),
        arguments(
            "balance: least-loaded",
            "limit: {gradient2: {smoothing: 0%}}",
            "SPEC017",
            "29:36",
            "write a percentage from 0.1% to 100%"),
        arguments(
            "balance: least-loaded",
            "limit: {gradient2: {tolerance: 0.5}}",
            "SPEC017",
            "29:36",
            "write a number from 1 to 100"),
        arguments(
            "balance: least-loaded",
            "limit: {gradient2: {window: 10us}}",
            "SPEC017",
            "29:33",
            "write `window: 1ms`"),
        arguments(
            "balance: least-loaded",
            "throttle: {k: 0.5}",
            "SPEC017",
            "29:19",
            "write a number from 1 to 1000"),
        arguments(
            "balance: least-loaded",
            "throttle: {k: {normal: 3, critical: 2}}",
            "SPEC022",
            "29:41",
            "change one of them"),
        arguments(
            "balance: least-loaded",
            "throttle: {window: 2m}",
            "SPEC014",
            "29:24",
            "write `window: 2min`"),
        arguments(
            "balance: least-loaded",
            "balance: {least-loded: {choices: 3}}",
            "SPEC010",
            "29:15",
            "write `least-loaded`"),
        arguments(
            "balance: least-loaded",
            "balance: {least-loaded: {choices: 1}}",
            "SPEC017",
            "29:39",
            "write `choices: 2`"),
        arguments(
            "balance: least-loaded",
            "balance: {maglev: {slots: 65536}}",
            "SPEC017",
            "29:31",
            "write `slots: 65537`"),
        arguments(
            "balance: least-loaded",
            "balance: {ring-hash: {bound: 1}}",
            "SPEC017",
            "29:34",
            "write 1.25"),
        arguments(
            "balance: least-loaded",
            "balance: {peak-ewma: {decay: 2h}}",
            "SPEC017",
            "29:34",
            "write 10s, or leave it out"),
        arguments(
            "balance: least-loaded",
            "balance: {subset: 2, by: maglev}",
            "SPEC022",
            "29:30",
            "leave out `subset`, or write `by: least-loaded`"),
        arguments(
            "license: {replicas: 3",
            "license: {replicas: 3, weights: [1, 2]",
            "SPEC022",
            "23:35",
            "write 3 weights, or change `replicas`"),
        arguments(
            "gateway:",
            "weights: [1]\n    gateway:",
            "SPEC021",
            "5:5",
            "leave out the weights; users reach the replicas of a gateway in turn"),
        arguments(
            "lognormal(p50=6ms",
            "lognormal(p50=6",
            "SPEC016",
            "14:31",
            "write `work: lognormal(p50=6ms, p99=30ms)`"),
        arguments(
            "lognormal(p50=6ms", "lognormal(p51=6ms", "SPEC015", "14:17", "use one of these forms"),
        arguments(
            "lognormal(p50=6ms",
            "lognormal(p50=60ms",
            "SPEC022",
            "14:17",
            "change one of the values"),
        arguments(
            "lognormal(",
            "lgonormal(",
            "SPEC018",
            "14:17",
            "write `work: lognormal(p50=6ms, p99=30ms)`"),
        arguments(
            "- GET /play/{title}",
            "- GET play",
            "SPEC015",
            "7:11",
            "write a method and a path that begins with /"),
        arguments("300/s", "300/sec", "SPEC014", "35:35", "write `GET /play/{title}: 300/s`"),
        arguments("300/s", "300", "SPEC016", "35:31", "write `GET /play/{title}: 300/s`"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "eject: {for: 40s, at-most-for: 30s}",
            "SPEC022",
            "30:36",
            "raise it, or leave it out"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "eject: {ceiling: 0%}",
            "SPEC022",
            "30:22",
            "raise it, or add `at-least-one: true`"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "eject: {consecutive-failures: none}",
            "SPEC022",
            "30:35",
            "leave this key out, or add `success-rate`, `failure-percentage` or `latency`"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "eject: {consecutive-failures: none, latency: none}",
            "SPEC022",
            "30:35",
            "write `eject: none`"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "eject: {latency: {factor: 1}}",
            "SPEC017",
            "30:31",
            "write `3`, the default"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "zones: prefer-locl",
            "SPEC018",
            "30:12",
            "write `zones: prefer-local`"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "tiers: [[a]]",
            "SPEC022",
            "30:12",
            "add a tier, or leave `tiers` out"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "tiers: [[a], [a]]",
            "SPEC022",
            "30:12",
            "leave one of them out"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "slow-start: {window: 30s, from: 0%}",
            "SPEC017",
            "30:37",
            "write `10%`, the default"),
        arguments(
            "eject: {consecutive-failures: 5}",
            "slow-start: 30",
            "SPEC016",
            "30:17",
            "write `slow-start: 30ms`"),
        arguments("ballast: 1", "ballast: 2", "SPEC020", "1:10", "write `ballast: 1`"),
        arguments(
            "- call: license.issue",
            "- {call: license.issue, work: 1ms}",
            "SPEC021",
            "20:33",
            "begin a new list item with `- work:`"),
        arguments(
            "- call: license.issue",
            "- call: licence.issue",
            "CHECK001",
            "20:17",
            "write `license`"),
        arguments(
            "- call: license.issue", "- call: license.isue", "CHECK001", "20:17", "write `issue`"),
        arguments("\"* -> license\"", "\"* -> licence\"", "CHECK001", "25:3", "write `license`"),
        arguments(
            "expect: [viewers-can-play]",
            "expect: [viewers-can-pay]",
            "CHECK001",
            "39:14",
            "write `viewers-can-play`"),
        arguments("release: license", "release: licence", "CHECK001", "38:22", "write `license`"),
        arguments(
            "route: GET /play/{title}",
            "route: GET /play/{titel}",
            "CHECK001",
            "32:29",
            "write `GET /play/{title}`"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_has_its_code_its_place_and_its_fix(
      String right, String wrong, String code, String at, String fix) {
    SpecResult result = Spec.read("system.yaml", SpecTest.changed(right, wrong));
    assertThat(result.model()).isNull();
    Diagnostic first = result.diagnostics().getFirst();
    String place = first.at().line() + ":" + first.at().column();
    assertThat(first.code() + " " + place + " " + first.fix())
        .as(result.rendered(false))
        .isEqualTo(code + " " + at + " " + fix);
  }

  @Test
  void a_diagnostic_looks_like_the_one_of_the_house_style() {
    SpecResult result =
        Spec.read("checkout.yaml", SpecTest.changed("timeout: 250ms", "timeout: 5sec"));
    assertThat(result.rendered(false))
        .isEqualTo(
            """
            error[SPEC014]: unknown time unit `sec` in `timeout`
              --> checkout.yaml:26:14
               |
            26 |     timeout: 5sec
               |              ^^^^ expected a number and one of ns, us, ms, s, min, h
            fix: write `timeout: 5s`
            """);
  }

  @Test
  void colour_changes_nothing_but_the_colour() {
    SpecResult result =
        Spec.read("checkout.yaml", SpecTest.changed("timeout: 250ms", "timeout: 5sec"));
    String coloured = result.rendered(true);
    assertThat(coloured).contains("\u001b[1;31merror[SPEC014]\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(result.rendered(false));
  }

  @Test
  void two_hundred_mistakes_are_all_found_and_fifty_are_shown() {
    StringBuilder text = new StringBuilder("ballast: 1\nsystem: s\nservices:\n");
    for (int i = 0; i < 200; i++) {
      text.append("  s").append(i).append(": {replica: 3, endpoints: {}}\n");
    }
    SpecResult result = Spec.read("many.yaml", text.toString());
    assertThat(result.diagnostics()).hasSize(200);
    assertThat(result.rendered(false)).endsWith("\nand 150 more\n");
    assertThat(result.rendered(false).split("error\\[SPEC010\\]", -1)).hasSize(51);
  }

  @Test
  void errors_come_before_warnings_before_notes() {
    List<String> severities =
        Spec.read("wrong.yaml", Examples.text(Examples.ROOT.resolve("examples/wrong/wrong.yaml")))
            .diagnostics()
            .stream()
            .map(d -> d.severity().name())
            .distinct()
            .toList();
    assertThat(severities).containsExactly("ERROR", "WARNING");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | SPEC003 | file",
        "'# only a comment' | SPEC003 | file",
        "'- a\\n- b' | SPEC013 | file:1:1",
        "'just words' | SPEC013 | file:1:1",
        "'system: &x s\\nballast: *x' | SPEC005 | file:1:9",
        "'ballast: !!int 1' | SPEC005 | file:1:10",
        "'ballast: 1\\n---\\nballast: 1' | SPEC005 | file:2:1",
        "'a: b: c' | SPEC004 | file:1:5",
        "'a: \"open' | SPEC004 | file:1:9",
        "'a:\\n\\t- b' | SPEC004 | file:2:1",
        "'a: \\u0007' | SPEC002 | file:1:4",
      })
  void what_is_not_a_system_is_said_at_its_place(String text, String code, String at) {
    String content = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0007", "\u0007");
    SpecResult result = Spec.read("file", content);
    assertThat(result.model()).isNull();
    assertThat(result.diagnostics().stream().map(d -> d.code() + " " + d.at()))
        .as(result.rendered(false))
        .contains(code + " " + at);
  }

  @Test
  void bytes_that_are_not_text_are_refused_at_the_first_of_them() {
    byte[] bytes = "ballast: 1\nsystem: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    Diagnostic first = Spec.read("latin.yaml", bytes).diagnostics().getFirst();
    assertThat(first.code() + " " + first.at()).isEqualTo("SPEC002 latin.yaml:2:12");
  }

  @Test
  void a_byte_order_mark_is_no_mistake() {
    byte[] bytes = ("\ufeff" + SpecTest.SKETCH).getBytes(StandardCharsets.UTF_8);
    assertThat(Spec.read("bom.yaml", bytes).model()).isEqualTo(SpecTest.model(SpecTest.SKETCH));
  }

  @Test
  void a_file_larger_than_the_bound_is_refused_unread() {
    Diagnostic only = Spec.read("big.yaml", new byte[Spec.BYTES_MAX + 1]).diagnostics().getFirst();
    assertThat(only.code() + " " + only.at()).isEqualTo("SPEC001 big.yaml");
  }

  @Test
  void a_bomb_of_aliases_does_not_go_off() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "]\n");
    }
    assertThat(Spec.read("bomb.yaml", bomb.toString()).diagnostics())
        .anyMatch(d -> d.code().equals("SPEC005"));
  }

  @Test
  void deep_nesting_is_refused() {
    SpecResult result = Spec.read("deep.yaml", "a: " + "[".repeat(50_000));
    assertThat(result.diagnostics().getFirst().code()).isEqualTo("SPEC006");
  }

  @Test
  void a_line_without_end_is_refused_unread() {
    SpecResult result = Spec.read("long.yaml", "ballast: 1\n" + "x".repeat(Yaml.LINE_MAX + 1));
    Diagnostic first = result.diagnostics().getFirst();
    assertThat(first.code() + " " + first.at()).isEqualTo("SPEC007 long.yaml:2:1");
  }
}
