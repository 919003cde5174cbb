package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetastabilityCommandTest {
  private static final String STORM = example("metastability/retry-storm.yaml");

  @TempDir private Path directory = Path.of("");

  private static String example(String name) {
    return DocumentedFiles.ROOT.resolve("examples/" + name).toString();
  }

  private Run explore(String file, String... options) {
    List<String> line = new ArrayList<>(List.of("explore", file, "--runs-dir"));
    line.add(directory.resolve("runs").toString());
    line.addAll(List.of(options));
    return Run.of(line.toArray(String[]::new));
  }

  @Test
  void a_retry_storm_is_vulnerable_and_its_phase_diagram_is_drawn() throws Exception {
    Path picture = directory.resolve("storm.svg");
    Run run =
        explore(STORM, "--metastability", "--budget", "300k", "--picture", picture.toString());
    assertThat(run.status()).isEqualTo(ExitStatus.FAIL);
    assertThat(run.out()).startsWith("FAIL  retry-storm: vulnerable at the load of the file");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("--metastability --budget 300k --seed 1");
    assertThat(picture).content().startsWith("<svg ").contains("runs stay down");
    Path latest = directory.resolve("runs/retry-storm/metastability/latest");
    assertThat(latest.resolve("report.html")).content().contains("What a trigger does");
    JsonNode kept = JsonMapper.shared().readTree(Files.readString(latest.resolve("verdict.json")));
    assertThat(kept.get("state").asString()).isEqualTo("vulnerable");
    assertThat(kept.propertyNames())
        .containsSubsequence("system", "seed", "verdict", "state", "push", "vulnerable", "cells");
  }

  @Test
  void a_retry_budget_makes_it_stable_and_the_document_stands_alone() {
    Run run =
        explore(
            example("metastability/retry-budget.yaml"),
            "--metastability",
            "--budget",
            "300k",
            "--json");
    assertThat(run.status()).isEqualTo(ExitStatus.PASS);
    assertThat(JsonMapper.shared().readTree(run.out()).get("state").asString()).isEqualTo("stable");
  }

  @Test
  void an_emptied_cache_is_metastable() {
    Run run =
        explore(
            example("metastability/cold-cache.yaml"),
            "--metastability",
            "--trigger",
            "crash shop",
            "--watch",
            "20s",
            "--budget",
            "1");
    assertThat(run.status()).isEqualTo(ExitStatus.FAIL);
    assertThat(run.out()).startsWith("FAIL  cold-cache: metastable at the load of the file");
    assertThat(run.out().replaceAll("\\s+", " ")).contains("--trigger \"crash shop\" --watch 20s");
  }

  @Test
  void how_likely_a_queue_overflows_is_told_with_its_interval() {
    Run run =
        explore(example("queueing/overflow.yaml"), "--rare", "server holds 8", "--budget", "500k");
    assertThat(run.out()).contains("server holds 8 in a run with probability 0.");
    assertThat(run.out()).contains("99 % interval").contains("independent splittings");
  }

  @Test
  void what_cannot_be_asked_is_refused_with_what_can() {
    refused("there is no service `stok`", "--metastability", "--trigger", "slow stok");
    refused("`explode` is none of `surge`", "--metastability", "--trigger", "explode");
    refused("the largest size of `surge` is above 1.25", "--metastability", "--trigger-most", "1");
    refused("need --metastability", "--trigger", "surge");
    refused("ask one at a time", "--metastability", "--rare", "stock sheds");
    refused("a replica of stock holds 1 to 154 requests", "--rare", "stock holds 200");
    refused("edge -> stock has no breaker", "--rare", "edge -> stock opens");
  }

  private void refused(String because, String... options) {
    Run run = explore(STORM, options);
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains(because);
  }
}
