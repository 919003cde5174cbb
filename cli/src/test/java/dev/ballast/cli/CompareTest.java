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

/** {@code ballast prove A B}. */
class CompareTest {
  private static final String SLOW = ProveCommandTest.SHOP.replace("system: shop", "system: slow");
  private static final String QUICK =
      ProveCommandTest.SHOP
          .replace("system: shop", "system: quick")
          .replace("exponential(8ms)", "exponential(2ms)");

  @TempDir private Path directory = Path.of("");

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Run compare(String... arguments) {
    List<String> fixed = List.of("prove", "--runs-dir", directory.resolve("runs").toString());
    return Run.of(Stream.concat(fixed.stream(), Stream.of(arguments)).toArray(String[]::new));
  }

  private Run slowAndQuick(String... options) throws IOException {
    List<String> files = List.of(file("slow.yaml", SLOW), file("quick.yaml", QUICK));
    return compare(Stream.concat(files.stream(), Stream.of(options)).toArray(String[]::new));
  }

  private static JsonNode difference(JsonNode experiment, String measure) {
    for (JsonNode one : experiment.get("differences")) {
      if (one.get("measure").asString().equals(measure)) {
        return one;
      }
    }
    throw new AssertionError("no difference in " + measure);
  }

  @Test
  void quicker_design_is_better_and_pairing_made_that_cheap() throws IOException {
    Run run = slowAndQuick("-e", "steady", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode document = JsonMapper.shared().readTree(run.out());
    assertThat(document.get("systems").get(1).get("name").asString()).isEqualTo("quick");
    JsonNode mean = difference(document.get("experiments").get(0), "mean");
    assertThat(mean.get("verdict").asString()).isEqualTo("better");
    assertThat(mean.get("high").asDouble()).isNegative();
    assertThat(mean.get("variance_reduction").asDouble()).isGreaterThan(1.5);
  }

  @Test
  void comparison_is_the_same_bytes_whatever_the_number_of_threads() throws IOException {
    String once = slowAndQuick("-e", "steady", "--json", "--threads", "1").out();
    assertThat(slowAndQuick("-e", "steady", "--json", "--threads", "3").out()).isEqualTo(once);
  }

  @Test
  void verdict_is_the_last_files() throws IOException {
    String holds = file("holds.yaml", SLOW);
    String fails = file("fails.yaml", QUICK.replace("p99: 400ms", "p99: 4ms"));
    assertThat(compare(holds, fails, "-e", "steady").status()).isEqualTo(1);
    Run back = compare(fails, holds, "-e", "steady");
    assertThat(back.status()).isZero();
    assertThat(back.out()).startsWith("PASS  slow: 1 of 1 experiment holds, compared with quick");
  }

  @Test
  void system_beside_itself_is_the_same_in_everything() throws IOException {
    String shop = file("shop.yaml", SLOW);
    Run run = compare(shop, shop, "-e", "steady");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("the same").doesNotContain("better").doesNotContain("worse");
  }

  @Test
  void systems_of_one_name_are_told_apart_by_their_files() throws IOException {
    String one = file("one.yaml", SLOW);
    String other = file("other.yaml", SLOW);
    assertThat(compare(one, other, "-e", "steady", "--runs", "2").out())
        .contains("other.yaml (b) against one.yaml (a)");
  }

  @Test
  void experiment_that_only_one_file_has_is_left_out_and_told() throws IOException {
    String more = SLOW + "  another: {load: {GET /buy: 1/s}, for: 1s}\n";
    Run run = compare(file("more.yaml", more), file("quick.yaml", QUICK), "--runs", "2");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("experiments left out: another of slow: not in quick");
  }

  @Test
  void files_without_a_common_experiment_cannot_be_compared() throws IOException {
    String renamed = QUICK.replace("steady:", "calm:").replace("hopeless:", "lost:");
    Run run = compare(file("slow.yaml", SLOW), file("renamed.yaml", renamed));
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("no experiment has the same name in all files");
  }

  @Test
  void experiment_asked_for_must_be_in_all_files() throws IOException {
    String renamed = QUICK.replace("steady:", "calm:");
    Run run = compare(file("slow.yaml", SLOW), file("renamed.yaml", renamed), "-e", "steady");
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("there is no experiment `steady`");
  }

  @Test
  void what_is_about_one_file_is_refused_for_two() throws IOException {
    assertThat(slowAndQuick("--edge", "edge -> checkout").status()).isEqualTo(64);
    assertThat(slowAndQuick("--beside", "x.yaml").status()).isEqualTo(64);
    assertThat(slowAndQuick("--same-share", "two").err()).contains("expected a percentage");
  }

  @Test
  void comparison_leaves_a_page_and_a_picture_of_both() throws IOException {
    Path picture = directory.resolve("both.svg");
    slowAndQuick("-e", "steady", "--picture", picture.toString());
    assertThat(picture).content().contains("slow: GET /buy").contains("quick: GET /buy");
    Path latest = directory.resolve("runs/quick/steady/latest");
    assertThat(latest.resolve("report.html")).content().contains("quick (b) against slow (a)");
    assertThat(latest.resolve("verdict.json")).content().contains("\"differences\"");
  }
}
