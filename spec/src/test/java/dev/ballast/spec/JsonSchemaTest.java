package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.SourceText;
import dev.ballast.spec.yaml.Node;
import dev.ballast.spec.yaml.Yaml;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A validator that others wrote agrees with our reader. */
final class JsonSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema SCHEMA = REGISTRY.getSchema(JsonSchema.text(), InputFormat.JSON);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static List<Path> right() {
    return Examples.right();
  }

  @Test
  void the_schema_is_a_valid_schema_of_draft_2020_12() {
    Schema draft =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(draft.validate(JsonSchema.text(), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("right")
  void the_schema_accepts_the_examples_and_their_effective_text(Path file) {
    String text = Examples.text(file);
    assertThat(validate(text)).isEmpty();
    assertThat(validate(Effective.yaml(SpecTest.model(text)))).isEmpty();
  }

  @Test
  void the_schema_accepts_every_key() {
    assertThat(validate(EffectiveTest.EVERYTHING)).isEmpty();
    assertThat(validate(Effective.yaml(SpecTest.model(EffectiveTest.EVERYTHING)))).isEmpty();
    assertThat(validate(SpecTest.SKETCH)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "replicas: 3,replica: 3",
    "timeout: 250ms,timeout: 250",
    "timeout: 250ms,timeout: 5sec",
    "attempts: 2,attempts: many",
    "balance: least-loaded,balance: best",
    "- call: license.issue,- call: license",
    "- call: license.issue,- ring: license.issue",
    "success: 99.9%,success: 99.9",
    "workers: 64,workers: 0",
    "300/s,300",
  })
  void the_schema_refuses_what_the_reader_refuses(String right, String wrong) {
    String text = SpecTest.changed(right, wrong);
    assertThat(validate(text)).isNotEmpty();
    assertThat(Spec.read("changed.yaml", text).model()).isNull();
  }

  static List<Error> validate(String yaml) {
    Node root = Yaml.parse(SourceText.of("system.yaml", yaml), new Problems());
    return SCHEMA.validate(json(Objects.requireNonNull(root)));
  }

  /** As YAML's core schema understands plain values. */
  private static JsonNode json(Node node) {
    return switch (node) {
      case Node.Mapping mapping -> {
        ObjectNode object = JSON.objectNode();
        mapping.entries().forEach(e -> object.set(e.key().text(), json(e.value())));
        yield object;
      }
      case Node.Sequence sequence -> {
        ArrayNode array = JSON.arrayNode();
        sequence.items().forEach(i -> array.add(json(i)));
        yield array;
      }
      case Node.Scalar(String text, boolean quoted, var _) -> {
        if (!quoted && text.matches("-?[0-9]+")) {
          yield JSON.numberNode(Long.parseLong(text));
        }
        if (!quoted && text.matches("-?[0-9]+\\.[0-9]+")) {
          yield JSON.numberNode(Double.parseDouble(text));
        }
        yield !quoted && text.matches("true|false")
            ? JSON.booleanNode(text.equals("true"))
            : JSON.stringNode(text);
      }
    };
  }
}
