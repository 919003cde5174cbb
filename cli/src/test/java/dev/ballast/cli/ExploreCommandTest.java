package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExploreCommandTest {
  /**
   * A full queue makes every attempt come too late, and three attempts of every call keep it full.
   */
  private static final String STORM =
      """
      ballast: 1
      system: storm
      services:
        edge:
          workers: 4000
          gateway: {routes: [GET /item -> stock.item]}
        stock:
          workers: 4
          queue: 150
          endpoints: {item: [{work: exponential(40ms)}]}
      policies:
        edge -> stock: {timeout: 1.5s, retry: {attempts: 3, per-attempt: 500ms, budget: BUDGET}}
      objectives:
        shown: {route: GET /item, success: 90%}
      experiments:
        calm: {load: {GET /item: 60/s}, for: 60s, expect: [shown]}
        nothing: {load: {GET /item: 60/s}, for: 60s, expect: []}
      """;

  @TempDir private Path directory = Path.of("");

  private Run explore(String budget, String... options) throws IOException {
    Path file = directory.resolve("storm.yaml");
    Files.writeString(file, STORM.replace("BUDGET", budget));
    Stream<String> fixed =
        Stream.of("explore", file.toString(), "--runs-dir", directory.resolve("runs").toString());
    return Run.of(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void what_another_question_does_not_use_is_refused() throws IOException {
    for (String question : List.of("--metastability", "--sensitivity", "--rare=stock sheds")) {
      Run run = explore("none", question, "-o", "found.yaml");
      assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
      assertThat(run.err()).contains("-o asks something else: leave it out with --");
    }
    assertThat(explore("none", "--metastability", "--sensitivity").status())
        .isEqualTo(ExitStatus.USAGE);
  }

  @Test
  void a_retry_storm_is_found_shrunk_and_written_as_an_experiment_that_fails() throws IOException {
    Path found = directory.resolve("found.yaml");
    Run run = explore("none", "--lasting", "--at-most", "1", "-o", found.toString());
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAIL);
    assertThat(run.out())
        .contains("1 of 1 objective can be broken")
        .contains("none made one step smaller")
        .contains("recovers-within: 10s")
        .contains("prove it: ballast prove " + found + " -e breaks-shown-again");
    Run proof =
        Run.of(
            "prove",
            found.toString(),
            "-e",
            "breaks-shown-again",
            "--runs-dir",
            directory.resolve("runs").toString());
    assertThat(proof.status()).as(proof.err()).isEqualTo(ExitStatus.FAIL);
    assertThat(directory.resolve("runs/storm/explore/latest/report.html"))
        .content()
        .contains("What breaks shown-again", "<svg", "ballast explore");
  }

  @Test
  void the_same_system_with_a_retry_budget_is_stable_within_the_bounds() throws IOException {
    Run run =
        explore(
            "{share: 10%, per-second: 1, window: 10s}", "--lasting", "--at-most", "1", "--json");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.PASS);
    JsonNode json = JsonMapper.shared().readTree(run.out());
    assertThat(json.get("verdict").asString()).isEqualTo("PASS");
    assertThat(json.get("findings")).isEmpty();
    JsonNode coverage = json.get("coverage");
    assertThat(coverage.get("singles").asInt()).isEqualTo(coverage.get("singles_of").asInt());
    assertThat(json.get("closest")).allMatch(c -> c.get("verdict").asString().equals("PASS"));
  }

  @Test
  void a_search_that_cannot_be_made_says_why() throws IOException {
    refuses("expects nothing, so nothing can be broken", "-e", "nothing");
    refuses("there is no objective `show`", "--objective", "show");
    refuses("there is no experiment `clam`", "-e", "clam");
  }

  private void refuses(String problem, String... options) throws IOException {
    Run run = explore("none", options);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains(problem).contains("fix:");
  }

  @Test
  void wrong_options_are_refused() throws IOException {
    for (List<String> wrong :
        List.of(
            List.of("--for", "20s"),
            List.of("--for", "20"),
            List.of("--at-most", "0"),
            List.of("--budget", "20G"),
            List.of("--recovers-within", "0s"))) {
      Run run = explore("none", wrong.toArray(String[]::new));
      assertThat(run.status()).as(wrong.toString()).isEqualTo(ExitStatus.USAGE);
    }
  }
}
