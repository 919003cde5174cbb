package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of the page about retries do what the page says, from the text to the JSON. */
class AmplificationTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void three_layers_of_four_attempts_make_64_of_one_request() throws IOException {
    assertThat(attempts(documented("three-layers-of-four"), "b -> c")).isEqualTo(64);
  }

  @Test
  void five_layers_of_three_attempts_make_243_of_one_request() throws IOException {
    String five =
        documented("three-layers-of-four")
            .replace("attempts: 4", "attempts: 3")
            .replace(
                "  c: {",
                """
                  c: {endpoints: {run: [{call: d.run}]}}
                  d: {endpoints: {run: [{call: e.run}]}}
                  e: {\
                """);
    assertThat(attempts(five, "d -> e")).isEqualTo(243);
  }

  @Test
  void a_budget_of_10_percent_turns_just_under_3_attempts_into_about_1_1() throws IOException {
    String budget = documented("a-budget-of-ten-percent");
    assertThat(attempts(budget, "edge -> a")).isBetween(1.05, 1.15);
    String none = budget.replace("{share: 10%, at-least: 0}", "none");
    assertThat(attempts(none, "edge -> a")).isBetween(2.9, 3.0);
  }

  private static String documented(String system) {
    return DocumentedFiles.blocks().stream()
        .map(DocumentedFiles.Block::text)
        .filter(text -> text.contains("system: " + system + "\n"))
        .findFirst()
        .orElseThrow();
  }

  /** Attempts on an edge for each request that was offered, over two repetitions. */
  private double attempts(String text, String edge) throws IOException {
    Path file = Files.writeString(directory.resolve("system.yaml"), text);
    Run run =
        Run.of(
            "prove", file.toString(), "--json", "--runs", "2", "--runs-dir", directory + "/runs");
    assertThat(run.status()).as("%s", run.err()).isZero();
    JsonNode experiment = JsonMapper.shared().readTree(run.out()).get("experiments").get(0);
    double offered = experiment.get("routes").get("GET /x").get("offered").asDouble();
    return experiment.get("edges").get(edge).get("attempts").asDouble() / offered;
  }
}
