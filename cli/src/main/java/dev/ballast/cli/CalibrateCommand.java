package dev.ballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ballast calibrate}: what a hop costs on this machine. */
@Command(
    name = "calibrate",
    description =
        "Measure what a hop through Ballast's own proxy costs on this machine, for predictions to"
            + " count with: `drill` and `demo` use the result by themselves, `prove` with"
            + " --calibration.",
    footer =
        "%nExits with 0 when it was measured and written, 2 when the machine was too busy for"
            + " that.")
final class CalibrateCommand implements Callable<Integer> {
  /** Its name among the runs. */
  private static final String FILE = "calibration.json";

  @Mixin private Common.Output output = new Common.Output();

  @Option(
      names = "--runs-dir",
      defaultValue = "runs",
      paramLabel = "DIR",
      description = "Where runs are kept, and the result with them (default: ${DEFAULT-VALUE}).")
  private Path runs = Path.of("runs");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the result to this file instead of " + FILE + " among the runs.")
  private @Nullable Path file;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      converter = Numbers.Count.class,
      description =
          "How long each of three parts takes: warming up, processor time, and times of exchanges"
              + " (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    Path written = file == null ? in(runs) : file;
    if (file == null) {
      Files.createDirectories(runs);
    } else {
      Common.requireDirectoryOf(file);
    }
    HopMeter.Measured measured = new HopMeter(terminal, seconds).measure();
    if (measured == null) {
      terminal.note("no request was answered while it was measured; give it more --seconds");
      return ExitStatus.INCONCLUSIVE;
    }
    Drill.tellLateness(terminal, "calibrate", measured.lateness());
    if (Drill.isBusy(measured.lateness())) {
      return ExitStatus.INCONCLUSIVE; // whoever counted with it would predict this moment again
    }
    Calibration calibration = measured.calibration();
    Files.writeString(written, calibration.json());
    if (output.json) {
      terminal.print(calibration.json());
    } else {
      terminal.print(told(calibration));
      terminal.print("written to " + written + ": " + use(written) + "\n");
    }
    return ExitStatus.PASS;
  }

  /** Where the calibration is that is used by itself. */
  static Path in(Path runs) {
    return runs.resolve(FILE);
  }

  private String use(Path written) {
    return (file == null ? "`drill` and `demo` count with it, " : "")
        + "`prove --calibration "
        + written
        + "` does";
  }

  private static String told(Calibration found) {
    Calibration.Exchange exchange = found.exchange();
    return String.format(
        Locale.ROOT,
        """
        %,d requests through one hop, with their answers, at %d/s
          exchange   p50 %.0f us, p90 %.0f us, p99 %.0f us
          hop        %s
          processor  %.0f us an exchange, both sides and the load's part, at %,d/s
        """,
        found.exchanges(),
        HopMeter.QUIET_RATE,
        exchange.p50Us(),
        exchange.p90Us(),
        exchange.p99Us(),
        found.words(),
        found.processorUs(),
        HopMeter.BUSY_RATE);
  }
}
