package dev.ballast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that several commands share. */
final class Common {
  private Common() {}

  /** Fails where a file cannot be written because there is no directory for it. */
  static void requireDirectoryOf(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString(), null, "there is no such directory");
    }
  }

  /** How the output looks. */
  static class Colour {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--color",
        negatable = true,
        description = "Colour the output, or not; by default on a terminal only.")
    private @Nullable Boolean colour;

    Terminal terminal() {
      if (spec == null) {
        throw new IllegalStateException("the options have not been read");
      }
      var line = spec.commandLine();
      return Terminal.ofProcess(line.getOut(), line.getErr(), colour);
    }
  }

  /** What the output is for. */
  static final class Output extends Colour {
    @Option(names = "--json", description = "Print one JSON document and nothing else on stdout.")
    boolean json;
  }

  /** Where results are kept. */
  static class Keeping {
    @Option(
        names = "--runs-dir",
        defaultValue = "runs",
        paramLabel = "DIR",
        description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
    Path directory = Path.of("runs");

    @Option(
        names = "--junit",
        paramLabel = "FILE",
        description = "Also write the verdict as JUnit XML.")
    @Nullable Path junit;

    /** Fails before any work is done where its results could not be kept. */
    void prepare() throws IOException {
      Files.createDirectories(directory);
      if (junit != null) {
        requireDirectoryOf(junit);
      }
    }
  }

  /** Options of commands that run experiments. */
  static final class Running extends Keeping {
    @Option(
        names = "--seed",
        defaultValue = "1",
        paramLabel = "N",
        description = "The seed of every random draw (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
        names = "--threads",
        paramLabel = "N",
        converter = Numbers.Count.class,
        description = "Repetitions at the same time (default: the number of processors).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--runs",
        paramLabel = "N",
        converter = Numbers.Count.class,
        description = "The most repetitions of an experiment (default: 320).")
    int runs = StoppingRule.RUNS_MAX;

    @Option(
        names = "--all-runs",
        description = "Make all of --runs, even after every objective is settled.")
    boolean allRuns;

    @Option(
        names = "--calibration",
        paramLabel = "FILE",
        description =
            "Count with what hops cost as `ballast calibrate` wrote it, where the system file does"
                + " not say it.")
    @Nullable Path calibration;

    /** The options that repeat a run. */
    String options() {
      return " --seed " + seed + stoppingRule().options() + calibrationOption();
    }

    /** The option that names the calibration again; empty where none was named. */
    String calibrationOption() {
      return calibration == null ? "" : " --calibration " + calibration;
    }

    /** The system with the hops of the calibration that was named. */
    Input calibrated(Input input, Terminal terminal) throws BadInputException {
      return calibration == null ? input : calibrated(input, calibration, terminal);
    }

    /** The same, or with the hops of the calibration that is found among the runs. */
    Input calibratedHere(Input input, Terminal terminal) throws BadInputException {
      Path here = CalibrateCommand.in(directory);
      return calibration == null && Files.exists(here)
          ? calibrated(input, here, terminal)
          : calibrated(input, terminal);
    }

    private static Input calibrated(Input input, Path from, Terminal terminal)
        throws BadInputException {
      Calibration found = Calibration.read(from);
      if (input.model().network().hasHop()) {
        terminal.note(input.file() + " says what hops cost, so " + from + " is not used");
        return input;
      }
      String of = found.version().equals(Version.current()) ? "" : " of Ballast " + found.version();
      terminal.note("predicted with hops" + of + " that take " + found.words() + ", from " + from);
      return input.withHop(found.law());
    }

    StoppingRule stoppingRule() {
      return new StoppingRule(runs, allRuns);
    }

    Prediction prediction(Terminal terminal) {
      return new Prediction(seed, threads, stoppingRule(), terminal);
    }
  }
}
