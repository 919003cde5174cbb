package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Texts that users and their tools see. */
final class GoldenTest {
  @Test
  void the_published_schema_is_the_one_of_the_parser() {
    Golden.compare(Examples.ROOT.resolve("docs/schema/ballast-1.schema.json"), JsonSchema.text());
  }

  @Test
  void every_diagnostic_is_documented() {
    Golden.compare(Examples.ROOT.resolve("docs/diagnostics.md"), Documents.diagnostics());
  }

  @Test
  void every_key_is_documented() {
    Golden.compare(Examples.ROOT.resolve("docs/system-file.md"), Documents.systemFile());
  }

  @Test
  void the_example_that_is_wrong_on_purpose_shows_one_diagnostic_per_mistake() {
    Path wrong = Examples.ROOT.resolve("examples/wrong/wrong.yaml");
    SpecResult result = Spec.read(Examples.name(wrong), Examples.text(wrong));
    assertThat(result.model()).isNull();
    Golden.compare(Examples.ROOT.resolve("examples/wrong/expected.txt"), result.rendered(false));
  }

  @Test
  void the_effective_text_of_the_story_names_every_default() {
    Path story = Examples.ROOT.resolve("examples/streaming/streaming.yaml");
    Golden.compare(
        Path.of("src/test/resources/golden/streaming-effective.yaml"),
        Effective.yaml(SpecTest.model(Examples.text(story))));
  }
}
