package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProveCommandTest {
  static final String SHOP =
      """
      ballast: 1
      system: shop
      services:
        edge:
          gateway:
            routes:
              - GET /buy -> checkout.buy
        checkout:
          replicas: 2
          endpoints:
            buy:
              - work: lognormal(p50=6ms, p99=30ms)
              - call: stock.reserve
                else: best-sellers
        stock:
          replicas: 2
          endpoints:
            reserve:
              - work: exponential(8ms)
              - fails: 5%
      policies:
        "* -> *": {timeout: 1s, retry: {attempts: 2}, eject: {consecutive-failures: 5}}
      objectives:
        can-buy: {route: GET /buy, success: 99%, p99: 400ms}
        impossible: {route: GET /buy, p50: 1ms}
      experiments:
        steady:
          load: {GET /buy: 50/s}
          for: 20s
          at:
            5s: {release: stock, version: v2, to: 1 of 2 replicas, fails: 100%}
          expect: [can-buy]
        hopeless:
          load: {GET /buy: 50/s}
          for: 10s
          expect: [impossible]
      """;

  @TempDir private Path directory = Path.of("");

  private Run prove(String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("shop.yaml"), SHOP);
    List<String> fixed =
        List.of("prove", file.toString(), "--runs-dir", directory.resolve("runs").toString());
    return Run.of(Stream.concat(fixed.stream(), Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void one_seed_gives_the_same_bytes_whatever_the_number_of_threads() throws IOException {
    String once = prove("--json", "--threads", "1").out();
    assertThat(once).contains("\"steady\"").contains("\"hopeless\"");
    assertThat(prove("--json", "--threads", "1").out()).isEqualTo(once);
    assertThat(prove("--json", "--threads", "2").out()).isEqualTo(once);
    assertThat(prove("--json", "--threads", "8").out()).isEqualTo(once);
    assertThat(prove("--json", "--threads", "2", "--seed", "2").out()).isNotEqualTo(once);
  }

  @Test
  void objectives_that_hold_end_in_0_and_others_in_1() throws IOException {
    assertThat(prove("-e", "steady").status()).isZero();
    assertThat(prove("-e", "hopeless").status()).isEqualTo(1);
    assertThat(prove().status()).isEqualTo(1);
  }

  @Test
  void a_run_leaves_its_verdict_its_input_and_a_report_and_latest_points_to_the_newest()
      throws IOException {
    prove("-e", "steady");
    prove("-e", "steady");
    Path experiment = directory.resolve("runs/shop/steady");
    try (Stream<Path> runs = Files.list(experiment)) {
      assertThat(runs.filter(Files::isDirectory)).hasSize(3); // two runs and the link
    }
    Path latest = experiment.resolve("latest");
    assertThat(latest).isSymbolicLink();
    for (String name :
        List.of("verdict.json", "effective.yaml", "observations.json", "report.html")) {
      assertThat(latest.resolve(name)).isNotEmptyFile();
    }
  }

  @Test
  void a_run_says_its_seed_and_the_line_that_repeats_it() throws IOException {
    assertThat(prove("-e", "steady", "--seed", "77").out())
        .contains("ballast prove")
        .contains("-e steady --seed 77");
  }

  @Test
  void the_verdict_can_be_read_by_test_reporters() throws IOException {
    Path xml = directory.resolve("verdict.xml");
    prove("--junit", xml.toString());
    assertThat(xml).content().contains("<testsuite").contains("hopeless").contains("<failure");
  }

  @Test
  void the_effective_file_is_a_system_file_with_the_same_effect() throws IOException {
    String effective = Run.of("check", "--effective", file(SHOP).toString()).out();
    assertThat(Run.of("check", "--effective", file(effective).toString()).out())
        .isEqualTo(effective)
        .contains("workers: 64");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("other.yaml"), text);
  }

  @Test
  void asked_about_an_edge_it_says_when_the_breaker_opens_and_which_setting_binds() {
    String streaming = DocumentedFiles.ROOT.resolve("examples/streaming/streaming.yaml").toString();
    Run run = Run.of("prove", streaming, "--edge", "playback -> license");
    assertThat(run.status()).isZero();
    assertThat(run.out().replaceAll("\\s+", " "))
        .startsWith("PASS playback -> license: its breaker opens when ")
        .contains("which allows 3 repeats at once")
        .contains("when license fails every request: breaker; without it 2.00 attempts");
  }

  @Test
  void a_breaker_that_no_trouble_opens_fails() throws IOException {
    Path file = directory.resolve("sparse.yaml");
    Files.writeString(
        file,
        """
        ballast: 1
        system: sparse
        services:
          edge: {gateway: {routes: [GET /x -> back.go]}}
          back: {endpoints: {go: [{work: 5ms}]}}
        policies:
          "* -> back": {timeout: 1s, breaker: {opens-at: 50% of 100 calls in 1s}}
        experiments:
          calm: {load: {GET /x: 5/s}, for: 5s}
        """);
    Run run = Run.of("prove", file.toString(), "--edge", "edge->back");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith("FAIL  edge -> back: its breaker opens in none");
    Run json = Run.of("prove", file.toString(), "--edge", "edge->back", "--json");
    assertThat(json.out()).contains("\"opens_from\": null", "\"verdict\": \"FAIL\"");
  }

  @Test
  void an_edge_is_asked_about_without_what_is_about_verdicts() {
    String streaming = DocumentedFiles.ROOT.resolve("examples/streaming/streaming.yaml").toString();
    Run run = Run.of("prove", streaming, "--edge", "playback -> license", "--junit", "v.xml");
    assertThat(run.status()).isEqualTo(64);
    assertThat(run.err()).contains("leave out --junit, --picture and --beside");
  }

  @Test
  void an_edge_that_does_not_exist_is_wrong_usage_and_the_edges_are_named() {
    String streaming = DocumentedFiles.ROOT.resolve("examples/streaming/streaming.yaml").toString();
    Run run = Run.of("prove", streaming, "--edge", "playback -> licence");
    assertThat(run.status()).isEqualTo(64);
    assertThat(run.err()).contains("playback -> license");
  }
}
