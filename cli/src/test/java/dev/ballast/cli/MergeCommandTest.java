package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void a_system() throws IOException {
    file = Files.writeString(directory.resolve("shop.yaml"), ProveCommandTest.SHOP);
  }

  private Run prove(String... options) {
    return Run.of(
        Stream.concat(
                Stream.of("prove", file.toString(), "--runs-dir", runs("one").toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private Run merge(List<Path> parts, String... options) {
    List<String> words = new ArrayList<>(List.of("merge", "--runs-dir", runs("merged").toString()));
    parts.forEach(part -> words.add(part.toString()));
    words.addAll(List.of(options));
    return Run.of(words.toArray(String[]::new));
  }

  private Path runs(String name) {
    return directory.resolve("runs-" + name);
  }

  private Path shard(String which, String... options) {
    Path part = directory.resolve(which.replace("/", "-of-") + ".json");
    List<String> words = new ArrayList<>(List.of("--shard", which, "-o", part.toString()));
    words.addAll(List.of(options));
    Run run = prove(words.toArray(String[]::new));
    assertThat(run.status()).as("%s", run.err()).isZero();
    return part;
  }

  private static String withoutPaths(String out) {
    return out.replaceAll("(?m)^report: .*\n", "");
  }

  @Test
  void merged_shards_say_and_keep_byte_for_byte_what_one_machine_does() throws IOException {
    String[] options = {"--runs", "12", "--seed", "7"};
    List<Path> parts = List.of(shard("2/3", options), shard("3/3", options), shard("1/3", options));
    assertThat(runs("one")).doesNotExist();
    Path xml = directory.resolve("merged.xml");
    Path xmlOfOne = directory.resolve("one.xml");
    Run merged = merge(parts, "--junit", xml.toString());
    Run one = prove("--runs", "12", "--seed", "7", "--junit", xmlOfOne.toString());
    assertThat(merged.status()).isEqualTo(one.status()).isEqualTo(1);
    assertThat(withoutPaths(merged.out())).isEqualTo(withoutPaths(one.out())).contains("--runs 12");
    assertThat(xml).hasSameBinaryContentAs(xmlOfOne);
    assertThat(merge(parts, "--json").out())
        .isEqualTo(prove("--runs", "12", "--seed", "7", "--json").out());
    for (String experiment : List.of("steady", "hopeless")) {
      for (String kept :
          List.of("verdict.json", "effective.yaml", "observations.json", "report.html")) {
        String name = "shop/" + experiment + "/latest/" + kept;
        assertThat(runs("merged").resolve(name)).hasSameBinaryContentAs(runs("one").resolve(name));
      }
    }
  }

  @Test
  void with_all_runs_none_is_left_out() {
    String[] options = {"-e", "steady", "--runs", "11", "--all-runs"};
    List<Path> parts = List.of(shard("1/2", options), shard("2/2", options));
    Run merged = merge(parts, "--json");
    assertThat(merged.out())
        .contains("\"runs\": 11")
        .isEqualTo(prove("-e", "steady", "--runs", "11", "--all-runs", "--json").out());
    assertThat(merged.err()).isEmpty();
  }

  @Test
  void shards_find_the_same_warm_up_and_keep_what_was_seen_after_recovery() throws IOException {
    String system = ProveCommandTest.SHOP.replace("for: 20s", "warm-up: auto\n    for: 20s");
    system = system.replace("{release: stock, version: v2, to: 1 of 2 replicas", "{fails: stock");
    system = system.replace("fails: 100%}", "share: 50%, for: 5s}");
    system = system.replace("p99: 400ms}", "p99: 400ms, recovers-within: 2s}");
    Files.writeString(file, system);
    String[] options = {"-e", "steady", "--runs", "4"};
    Run merged = merge(List.of(shard("1/2", options), shard("2/2", options)), "--json");
    assertThat(merged.out()).contains("warm-up: auto");
    assertThat(merged.out()).isEqualTo(prove("-e", "steady", "--runs", "4", "--json").out());
  }

  @Test
  void without_it_merging_ends_where_one_machine_does_and_says_so() {
    String[] options = {"-e", "steady", "--runs", "13"};
    Run merged = merge(List.of(shard("1/1", options)), "--json");
    assertThat(merged.out()).contains("\"runs\": 10");
    assertThat(merged.err()).contains("steady: ended after 10 of 13 repetitions", "--all-runs");
  }

  @Test
  void a_missing_shard_is_named() {
    String[] options = {"-e", "steady", "--runs", "4"};
    assertRefused(List.of(shard("1/4", options), shard("3/4", options)), "missing: 2/4, 4/4");
  }

  @Test
  void a_shard_that_is_given_twice_is_named() {
    String[] options = {"-e", "steady", "--runs", "2"};
    Path first = shard("1/2", options);
    assertRefused(List.of(first, shard("2/2", options), first), "shard 1/2 is given twice");
  }

  @Test
  void parts_of_different_studies_are_told_apart() throws IOException {
    Path first = shard("1/2", "-e", "steady", "--runs", "2");
    assertRefused(
        List.of(first, shard("2/2", "-e", "steady", "--runs", "2", "--seed", "2")),
        "seed 2 in place of 1");
    assertRefused(
        List.of(first, shard("2/2", "-e", "steady", "--runs", "3")),
        "--runs 3 in place of --runs 2");
    assertRefused(
        List.of(first, shard("2/3", "-e", "steady", "--runs", "3")), "3 shards in place of 2");
    assertRefused(
        List.of(first, shard("2/2", "-e", "hopeless", "--runs", "2")),
        "the experiments [hopeless] in place of [steady]");
    Files.writeString(file, ProveCommandTest.SHOP.replace("8ms", "9ms"));
    assertRefused(
        List.of(first, shard("2/2", "-e", "steady", "--runs", "2")), "another system file");
  }

  @Test
  void a_part_that_is_not_as_it_was_written_is_refused() throws IOException {
    Path part = shard("1/1", "-e", "hopeless", "--runs", "2");
    String text = Files.readString(part);
    int second = text.indexOf('\n') + 1;
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    assertRefused(part, whole -> whole.substring(0, whole.length() - 1), "ends before it is whole");
    assertRefused(part, whole -> whole.substring(0, end), "ends before it is whole");
    assertRefused(part, whole -> whole.substring(0, second + 100), "ends before it is whole");
    assertRefused(part, whole -> whole + "{}\n", "damaged: its checksum");
    assertRefused(
        part,
        whole -> whole.replace("\"slice_nanos\":5", "\"slice_nanos\":6"),
        "none that such a run");
    assertRefused(part, whole -> whole.replace("\"calls\":", "\"calls\":1"), "checksum");
    assertRefused(
        part, whole -> whole.replace("\"calls\":", "\"calls\":-"), "none that such a run");
    assertRefused(
        part, whole -> whole.replace("\"offered\":", "\"offered\":1"), "none that such a run");
    assertRefused(
        part, whole -> whole.replace("\"micros\":\"HIST", "\"micros\":\"A"), "none that such");
    assertRefused(
        part, whole -> whole.replace("\"repetition\":1", "\"repetition\":2"), "not where");
    assertRefused(part, whole -> whole.replace("\"version\":\"", "\"version\":\"9."), "Ballast 9.");
    assertRefused(part, whole -> whole.replace("part\":1", "part\":2"), "format 2");
    assertRefused(part, whole -> whole.replace("system: shop", "system: shoq"), "first line");
    assertRefused(part, whole -> whole.replace("\"shards\":1", "\"shards\":0"), "first line");
    assertRefused(part, whole -> "", "ends before it is whole");
    assertRefused(part, whole -> "{}\n", "not a part of a study");
    assertRefused(part, whole -> "[".repeat(100_000) + "\n", "not a part of a study");
  }

  @Test
  void what_is_no_part_is_refused() throws IOException {
    assertRefused(List.of(directory), "it is a directory");
    assertRefused(List.of(directory.resolve("none.json")), "there is no file");
    assertRefused(List.of(file), "not a part of a study");
    assertRefused(List.of(Path.of("/dev/zero")), "a line is longer than any line of a part");
  }

  @Test
  void a_shard_that_makes_no_sense_is_wrong_usage() {
    String part = directory.resolve("part.json").toString();
    assertUsage("the first of 4 is 1/4", "--shard", "0/4", "-o", part);
    assertUsage("the first of 4 is 1/4", "--shard", "5/4", "-o", part);
    assertUsage("expected i/n such as 1/4", "--shard", "1", "-o", part);
    assertUsage("1 to 1000 shards", "--shard", "1/1001", "-o", part);
    assertUsage("name it with -o", "--shard", "1/4");
    assertUsage("needs --shard", "-o", part);
    assertUsage("leave some without", "--shard", "1/4", "--runs", "3", "-o", part);
    assertUsage("a shard has no verdict", "--shard", "1/4", "--json", "-o", part);
    assertUsage("it is a directory", "--shard", "1/4", "-o", directory.toString());
    assertUsage("no such directory", "--shard", "1/4", "-o", part + "/part.json");
  }

  private void assertUsage(String why, String... options) {
    Run run = prove(options);
    assertThat(run.status()).isEqualTo(64);
    assertThat(run.err()).contains(why).doesNotContain("\tat ");
  }

  private void assertRefused(Path part, UnaryOperator<String> change, String why)
      throws IOException {
    Path changed = directory.resolve("changed.json");
    Files.writeString(changed, change.apply(Files.readString(part, UTF_8)), UTF_8);
    assertRefused(List.of(changed), why);
  }

  private void assertRefused(List<Path> parts, String why) {
    Run run = merge(parts);
    assertThat(run.status()).as("%s", run.err()).isEqualTo(65);
    assertThat(run.err()).contains(why).contains("fix:").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(runs("merged").resolve("shop")).doesNotExist();
  }
}
