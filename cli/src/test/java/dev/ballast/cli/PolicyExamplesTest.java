package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each policy, and each model of a service that a picture tells something about, has an example
 * that shows what it does: its experiment holds, and the picture in the guide is what {@code prove}
 * draws of it, beside the system of the same name in the directory {@code beside} or else beside
 * itself without policies. With {@code -Dgolden.update=true} the pictures are drawn anew.
 */
final class PolicyExamplesTest {
  private static final Path EXAMPLES = DocumentedFiles.ROOT.resolve("examples");
  private static final Path PICTURES = DocumentedFiles.ROOT.resolve("docs/pictures");

  @TempDir private Path directory = Path.of("");

  static List<Path> examples() throws IOException {
    List<Path> examples = new ArrayList<>();
    for (String kind : List.of("policies", "services")) {
      try (Stream<Path> files = Files.list(EXAMPLES.resolve(kind))) {
        files.filter(f -> f.toString().endsWith(".yaml")).sorted().forEach(examples::add);
      }
    }
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void the_example_holds_and_the_guide_shows_what_prove_draws(Path example) throws IOException {
    String topic = example.getFileName().toString().replace(".yaml", "");
    Path drawn = directory.resolve("drawn.svg");
    List<String> line = new ArrayList<>(List.of("prove", example.toString(), "--runs", "40"));
    line.addAll(List.of("--runs-dir", directory.resolve("runs").toString()));
    line.addAll(List.of("--picture", drawn.toString()));
    Path beside = example.resolveSibling("beside").resolve(topic + ".yaml");
    if (Files.exists(beside)) {
      line.addAll(List.of("--beside", beside.toString()));
    }
    Run run = Run.of(line.toArray(String[]::new));
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertShown(
        PICTURES.resolve(EXAMPLES.relativize(example).getParent() + "/" + topic + ".svg"), drawn);
  }

  @Test
  void the_guide_shows_what_explore_draws_and_prints_of_a_retry_storm() throws IOException {
    Path drawn = directory.resolve("drawn.svg");
    Path example = EXAMPLES.resolve("metastability/retry-storm.yaml");
    Run run =
        Run.of(
            "explore",
            example.toString(),
            "--metastability",
            "--picture",
            drawn.toString(),
            "--runs-dir",
            directory.resolve("runs").toString());
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertShown(PICTURES.resolve("retry-storm.svg"), drawn);
    String guide = Files.readString(DocumentedFiles.ROOT.resolve("docs/guide/metastability.md"));
    List<String> diagram =
        run.out().lines().filter(line -> line.matches(" +[a-z0-9.]+ +[.:+#x]+")).toList();
    assertThat(diagram).hasSizeGreaterThan(5);
    assertThat(guide.lines()).containsSequence(diagram);
  }

  private static void assertShown(Path picture, Path drawn) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.copy(drawn, picture, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(picture)
        .as("%s; if the change is meant, run with -Dgolden.update=true", picture)
        .hasSameTextualContentAs(drawn);
  }
}
