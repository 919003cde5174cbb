package dev.ballast.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.SourceText;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTest {
  private static Node.Mapping parse(String text) {
    Problems problems = new Problems();
    Node root = Yaml.parse(SourceText.of("file", text), problems);
    assertThat(problems.sorted()).isEmpty();
    return (Node.Mapping) Objects.requireNonNull(root);
  }

  private static String value(String text) {
    return ((Node.Scalar) parse(text).entries().getFirst().value()).text();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /play/{title}",
        "GET /a/{b}/c/{d_e}.json",
        "lognormal(p50=6ms, p99=30ms)",
        "empirical(0%: 1ms, 100%: 5ms)",
      })
  void routes_and_distributions_are_one_value_in_flow_and_in_block(String value) {
    assertThat(value("{a: " + value + ", b: 1}")).isEqualTo(value);
    assertThat(value("a: " + value)).isEqualTo(value);
    assertThat(value("a: \"" + value + "\"")).isEqualTo(value);
    Node.Mapping map = parse("{a: " + value + ", b: 1}");
    assertThat(map.entries()).hasSize(2);
    assertThat(map.entries().getLast().key().at().column()).isEqualTo(value.length() + 7);
  }

  @Test
  void a_route_is_one_key_in_flow_and_in_block() {
    assertThat(parse("{GET /play/{title}: 300/s}").entries().getFirst().key().text())
        .isEqualTo("GET /play/{title}");
    assertThat(parse("GET /play/{title}: 300/s").entries().getFirst().key().text())
        .isEqualTo("GET /play/{title}");
  }

  @Test
  void a_pattern_may_begin_with_a_star_without_quotes() {
    assertThat(parse("* -> license: x").entries().getFirst().key().text())
        .isEqualTo("* -> license");
    assertThat(parse("*->*: x").entries().getFirst().key().text()).isEqualTo("*->*");
  }

  @Test
  void what_yaml_means_by_braces_and_commas_stays() {
    Node.Mapping map = parse("a: {b: [1, 2], c: {d: e}}");
    assertThat(((Node.Mapping) map.entries().getFirst().value()).entries()).hasSize(2);
    assertThat(value("a: b # {c} (d, e: f)")).isEqualTo("b");
  }

  @Test
  void a_value_stands_from_its_first_character_to_its_last() {
    Node.Mapping map = parse("a:\n  bc: 'def'  # g\n");
    Node.Mapping inner = (Node.Mapping) map.entries().getFirst().value();
    assertThat(inner.entries().getFirst().key().at().toString()).isEqualTo("file:2:3");
    assertThat(inner.entries().getFirst().key().at().length()).isEqualTo(2);
    assertThat(inner.entries().getFirst().value().at().toString()).isEqualTo("file:2:7");
    assertThat(inner.entries().getFirst().value().at().length()).isEqualTo(5);
  }
}
