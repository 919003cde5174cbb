package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the load runs before anything is measured. */
class WarmUpTest {
  /**
   * A cache that is cold at first: every miss takes a slow call, and 30 s pass until it is warm.
   */
  private static final String CACHE =
      """
      ballast: 1
      system: cold
      network: {within-zone: 0ms, between-zones: 0ms}
      services:
        edge: {gateway: {routes: [GET /x -> back.go]}}
        back: {endpoints: {go: [{work: 10ms}]}}
      policies:
        "edge -> back": {timeout: 1s, cache: {for: 10min, entries: 100000}}
      objectives: {quick: {route: GET /x, p99: 1s}}
      experiments:
        cold:
          load: {GET /x: {requests: 200/s, keys: 3000, skew: 0}}
          warm-up: WARM_UP
          for: 30s
      """;

  @TempDir private Path directory = Path.of("");

  private Run prove(String system, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("system.yaml"), system);
    List<String> fixed =
        List.of("prove", file.toString(), "--runs-dir", directory.resolve("runs").toString());
    return Run.of(Stream.concat(fixed.stream(), Stream.of(options)).toArray(String[]::new));
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Test
  void warm_up_that_is_too_short_is_told_with_one_that_is_not() throws IOException {
    Run run = prove(CACHE.replace("WARM_UP", "1s"), "--runs", "2");
    assertThat(words(run.out()))
        .containsPattern("note: the first .* still show the start: on average");
    assertThat(prove(CACHE.replace("WARM_UP", "1s"), "--runs", "2", "--json").out())
        .contains("\"notes\": [");
    assertThat(prove(CACHE.replace("WARM_UP", "100s"), "--runs", "2").out())
        .doesNotContain("note:");
  }

  @Test
  void auto_takes_as_long_as_the_start_shows_whatever_the_seed() throws IOException {
    Run run = prove(CACHE.replace("WARM_UP", "auto"), "--runs", "2");
    assertThat(words(run.out())).containsPattern("note: `warm-up: auto` took [2-9][0-9]s");
    String took = words(run.out()).replaceFirst(".*(`warm-up: auto` took \\d+s).*", "$1");
    assertThat(words(prove(CACHE.replace("WARM_UP", "auto"), "--runs", "2", "--seed", "9").out()))
        .contains(took);
  }

  @Test
  void load_above_capacity_is_said_not_to_settle() throws IOException {
    Run run =
        prove(
            """
            ballast: 1
            system: over
            services:
              edge: {gateway: {routes: [GET /x -> back.go]}, workers: 100000}
              back: {workers: 1, queue: 100000, endpoints: {go: [{work: 100ms}]}}
            objectives: {quick: {route: GET /x, p99: 1s}}
            experiments:
              over: {load: {GET /x: 15/s}, for: 20s}
            """,
            "--runs",
            "2");
    assertThat(words(run.out())).contains("note: the system does not settle");
  }

  @Test
  void load_that_varies_by_itself_is_not_taken_for_one_that_never_settles() throws IOException {
    Run run =
        prove(
            """
            ballast: 1
            system: day
            services:
              edge: {gateway: {routes: [GET /x -> back.go]}}
              back: {endpoints: {go: [{work: 10ms}]}}
            experiments:
              day:
                load: {GET /x: {diurnal: {mean: 50/s, peak: 90/s, period: 2min, peak-at: 80s}}}
                for: 2min
            """,
            "--runs",
            "2");
    assertThat(run.out()).doesNotContain("note: ");
  }

  @Test
  void effective_file_leaves_auto_as_it_is() throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), CACHE.replace("WARM_UP", "auto"));
    assertThat(Run.of("check", "--effective", file.toString()).out()).contains("warm-up: auto");
  }

  @Test
  void warm_up_is_a_duration_or_auto() throws IOException {
    Run run = prove(CACHE.replace("WARM_UP", "some"));
    assertThat(run.status()).isEqualTo(65);
    assertThat(run.err()).contains("cannot read `some` in `warm-up`");
  }
}
