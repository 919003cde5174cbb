package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.observation.Latencies;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ballast calibrate}, and who counts with what it found. */
class CalibrationTest {
  private static final String SYSTEM =
      """
      ballast: 1
      system: quick
      services:
        edge:
          gateway:
            routes:
              - GET / -> shop.buy
        shop:
          endpoints:
            buy: []
      policies:
        "* -> *": {timeout: 1s}
      objectives:
        quick: {route: GET /, p99: 10ms}
      experiments:
        steady: {load: {GET /: 50/s}, for: 10s, expect: [quick]}
      """;

  private static final String CALIBRATION =
      """
      {"ballast_calibration": 1, "version": "1", "exchanges": 1,
       "exchange": {"p50_us": 2000, "p90_us": 2000, "p99_us": 2000},
       "hop": {"p50_us": 1000, "p90_us": 1000}, "processor_us": 50}
      """;

  @TempDir private Path directory = Path.of("");

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private Run ballast(String command, String... arguments) {
    List<String> fixed = List.of(command, "--runs-dir", directory.resolve("runs").toString());
    return Run.of(Stream.concat(fixed.stream(), Stream.of(arguments)).toArray(String[]::new));
  }

  private Calibration read(String text) throws IOException, BadInputException {
    return Calibration.read(Path.of(file("calibration.json", text)));
  }

  @Test
  void two_messages_of_the_law_take_as_long_as_an_exchange() {
    Latencies exchanges = latencies(Distribution.Lognormal.ofPercentiles(80_000, 300_000), 1);
    Distribution hop = Calibration.of("1", exchanges, 50).law();
    Latencies both = latencies(hop, 2);
    for (double share : new double[] {0.5, 0.9}) {
      assertThat((double) both.quantileNanos(share) / exchanges.quantileNanos(share))
          .isCloseTo(1, within(0.05)); // a sum of lognormals is only nearly one
    }
  }

  private static Latencies latencies(Distribution law, int messages) {
    RandomStream random = RandomStream.of(1, "messages " + messages);
    Latencies latencies = new Latencies();
    for (int i = 0; i < 100_000; i++) {
      double nanos = 0;
      for (int message = 0; message < messages; message++) {
        nanos += law.sample(random);
      }
      latencies.add(Math.round(nanos));
    }
    return latencies;
  }

  @Test
  void what_is_written_is_read_again() throws IOException, BadInputException {
    Latencies exchanges = latencies(Distribution.Lognormal.ofPercentiles(80_000, 300_000), 1);
    Calibration written = Calibration.of("1", exchanges, 50);
    assertThat(read(written.json())).isEqualTo(written);
  }

  @Test
  void exchange_below_the_clock_still_gives_a_law() throws IOException, BadInputException {
    Latencies exchanges = new Latencies();
    exchanges.add(0);
    Calibration written = Calibration.of("1", exchanges, 0);
    assertThat(read(written.json()).law().meanNanos()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "ballast: 1",
        "{\"ballast_calibration\": 1}",
        "CHANGED {} {}",
        "CHANGED more",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": 0, \"p90_us\": 1000}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": -1, \"p90_us\": 1000}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": 1000, \"p90_us\": 999}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": 1000, \"p90_us\": 1e99}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": \"NaN\", \"p90_us\": 1}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": 1000}",
        "CHANGED \"p50_us\": 1000, \"p90_us\": 1000} -> \"p50_us\": null, \"p90_us\": 1000}",
        "CHANGED \"version\": \"1\" -> \"version\": \"\\u001b[2J\"",
        "CHANGED \"version\": \"1\" -> \"version\": null",
        "CHANGED \"version\": \"1\" -> \"host\": \"a\", \"version\": \"1\"",
        "CHANGED \"ballast_calibration\": 1 -> \"ballast_calibration\": 2",
      })
  void file_that_calibrate_did_not_write_is_refused_with_a_fix(String text) throws IOException {
    String changed = text;
    if (text.startsWith("CHANGED ")) {
      String[] sides = text.substring("CHANGED ".length()).split(" -> ", -1);
      changed =
          sides.length == 1 ? CALIBRATION + sides[0] : CALIBRATION.replace(sides[0], sides[1]);
      assertThat(changed).isNotEqualTo(CALIBRATION);
    }
    Run run = ballast("prove", file("s.yaml", SYSTEM), "--calibration", file("c.json", changed));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("c.json").contains("fix: write it anew: ballast calibrate");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void file_that_is_missing_or_endless_is_refused() throws IOException {
    Path missing = directory.resolve("none.json");
    assertThatThrownBy(() -> Calibration.read(missing)).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> Calibration.read(directory)).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> read(CALIBRATION + " ".repeat(100_000)))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void proof_counts_with_the_calibration_that_is_named_and_with_no_other() throws IOException {
    Files.createDirectories(directory.resolve("runs"));
    String found = file("runs/calibration.json", CALIBRATION);
    String system = file("s.yaml", SYSTEM);
    assertThat(ballast("prove", system, "--json").out()).contains("\"p50_ms\": 0,");
    Run calibrated = ballast("prove", system, "--calibration", found, "--json");
    assertThat(calibrated.out()).contains("\"p50_ms\": 4.001");
    assertThat(calibrated.err()).contains("1000.0 us each way").contains(found);
    assertThat(ballast("prove", system, "--calibration", found).out())
        .containsPattern("repeat with:[^\\n]* --calibration\\s+" + Pattern.quote(found));
  }

  @Test
  void hop_of_the_file_comes_before_the_calibration() throws IOException {
    String system = file("s.yaml", SYSTEM + "network: {hop: 2ms}\n");
    Run run = ballast("prove", system, "--calibration", file("c.json", CALIBRATION), "--json");
    assertThat(run.out()).contains("\"p50_ms\": 8.003");
    assertThat(run.err()).contains("says what hops cost");
  }

  @Test
  void shard_has_no_room_for_a_calibration() throws IOException {
    String part = directory.resolve("part").toString();
    String calibration = file("c.json", CALIBRATION);
    Run run =
        ballast(
            "prove",
            file("s.yaml", SYSTEM),
            "--shard",
            "1/2",
            "-o",
            part,
            "--calibration",
            calibration);
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("network: {hop: ...}");
  }

  @Test
  void hop_is_measured_on_sockets() throws BadInputException, InterruptedException {
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    Terminal terminal = Terminal.ofProcess(nobody, nobody, false);
    HopMeter.Measured measured =
        Objects.requireNonNull(new HopMeter(terminal, 1).measure(), "nothing was answered");
    Calibration found = measured.calibration();
    assertThat(found.exchanges()).isPositive();
    assertThat(found.exchange().p50Us()).isGreaterThan(found.hop().p50Us());
    assertThat(found.processorUs()).isPositive();
  }

  @Test
  void what_is_measured_is_kept_among_the_runs_or_the_machine_was_too_busy() {
    Run run = ballast("calibrate", "--seconds", "1", "--json");
    Path kept = directory.resolve("runs/calibration.json");
    if (run.status() == ExitStatus.PASS) {
      assertThat(kept).hasContent(run.out());
    } else {
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.INCONCLUSIVE);
      assertThat(run.err()).contains("too busy");
      assertThat(kept).doesNotExist();
    }
  }
}
