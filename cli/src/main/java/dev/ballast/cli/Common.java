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

    /** The options that repeat a run. */
    String options() {
      return " --seed " + seed + stoppingRule().options();
    }

    StoppingRule stoppingRule() {
      return new StoppingRule(runs, allRuns);
    }

    Prediction prediction(Terminal terminal) {
      return new Prediction(seed, threads, stoppingRule(), terminal);
    }
  }
}
