package dev.ballast.cli;

import dev.ballast.explore.Bounds;
import dev.ballast.model.Experiment;
import dev.ballast.model.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast explore}: the search for what breaks a system. */
@Command(
    name = "explore",
    description =
        "Search for the smallest set of faults that breaks an objective, in the simulated world:"
            + " crashes, slowness, failures, partitions, lost zones and surges of load, alone and"
            + " together. Or ask whether it recovers from a trigger that comes and goes"
            + " (--metastability), or how likely something rare is (--rare).",
    footer =
        "%nExits with 1 when something within the bounds breaks an objective, 0 when nothing does,"
            + " 2 when that could not be settled, 65 when the file is wrong.")
final class ExploreCommand implements Callable<Integer> {
  /** What is about the search for what breaks. */
  private static final String[] SEARCHING = {
    "--objective", "--lasting", "--recovers-within", "--for", "--at-most", "-o"
  };

  /** Options with one value or none that change what is found. */
  private static final Set<String> REPEATED =
      Set.of(
          "--recovers-within",
          "--for",
          "--at-most",
          "--budget",
          "--metastability",
          "--trigger",
          "--trigger-most",
          "--trigger-for",
          "--watch",
          "--rare");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Common.Output output = new Common.Output();
  @Mixin private Pushing pushing = new Pushing();
  @Mixin private RareSearch rare = new RareSearch();

  @Option(
      names = {"-e", "--experiment"},
      paramLabel = "NAME",
      description =
          "Whose load is used and whose objectives are to be broken; its own faults are left out"
              + " (default: the first of the file).")
  private @Nullable String experiment;

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      description =
          "Only this objective; may be given several times (default: what the experiment expects).")
  private List<String> objectives = List.of();

  @Option(
      names = "--sensitivity",
      description =
          "Ask instead which number of the system moves the objectives of the experiment most: runs"
              + " it, with its faults, with 10 %% less and more of each load, replica count,"
              + " worker, queue, time of work, timeout and attempt.")
  private boolean sensitivity;

  @Option(
      names = "--lasting",
      description = "Count only failures that are still there after their cause has gone.")
  private boolean lasting;

  @Option(
      names = "--recovers-within",
      paramLabel = "TIME",
      converter = Numbers.Duration.class,
      defaultValue = "10s",
      description =
          "How long after its cause a failure has to be over, where an objective does not say it"
              + " itself (default: ${DEFAULT-VALUE}).")
  private long recoversWithinNanos;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Numbers.Duration.class,
      description =
          "How long every run is measured (default: as long as the experiment, within reason, and"
              + " long enough to see whether it recovers).")
  private @Nullable Long lengthNanos;

  @Option(
      names = "--at-most",
      paramLabel = "N",
      converter = Numbers.Count.class,
      defaultValue = "2",
      description = "How many faults may happen together (default: ${DEFAULT-VALUE}).")
  private int faultsMax;

  @Option(
      names = "--budget",
      paramLabel = "N",
      converter = Numbers.Amount.class,
      defaultValue = "50M",
      description =
          "How many calls may be simulated, such as 500k or 20M: a number rather than a time, so"
              + " that a search ends alike on every machine (default: ${DEFAULT-VALUE}).")
  private long budget;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The seed of every random draw (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Numbers.Count.class,
      description = "Runs at the same time (default: the number of processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOUND.yaml",
      description = "Write the system with what was found as experiments, ready for prove.")
  private @Nullable Path found;

  @Option(
      names = "--runs-dir",
      defaultValue = "runs",
      paramLabel = "DIR",
      description = "Where reports are kept (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("runs");

  @Parameters(paramLabel = "FILE", description = "The system file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    Input input = Input.load(file);
    Experiment base =
        input.experiments(experiment == null ? List.of() : List.of(experiment)).getFirst();
    if (base.loads().isEmpty()) {
      throw input.refuse(
          "the experiment `" + base.name() + "` has no load, so nothing can be seen to break",
          "give it a `load`");
    }
    Asked asked = new Asked(input, base, seed, threads, budget, directory, repeatLine());
    if (pushing.isAsked() && rare.isAsked()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--metastability and --rare are two questions: ask one at a time");
    }
    if (pushing.isAsked()) {
      requireNoneOf("--metastability", "--sensitivity");
      requireNoneOf("--metastability", SEARCHING);
      return pushing.run(asked, output.json, terminal);
    }
    if (rare.isAsked()) {
      requireNoneOf("--rare", "--sensitivity");
      requireNoneOf("--rare", SEARCHING);
      return rare.run(asked, output.json, terminal);
    }
    Bounds bounds = bounds(input, base);
    Files.createDirectories(directory);
    if (sensitivity) {
      requireNoneOf("--sensitivity", SEARCHING);
      return new SensitivityRun(input, base, seed, threads, budget, repeatLine(), terminal)
          .run(directory, output.json);
    }
    if (found != null) {
      Common.requireDirectoryOf(found);
    }
    return new FailureSearch(input, base, bounds, seed, threads, budget, repeatLine(), terminal)
        .run(directory, found, output.json);
  }

  private void requireNoneOf(String question, String... others) {
    for (String option : others) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), option + " asks something else: leave it out with " + question);
      }
    }
  }

  private Bounds bounds(Input input, Experiment base) throws BadInputException {
    List<Objective> meant = new ArrayList<>();
    for (String name : objectives.isEmpty() ? base.expect() : objectives) {
      meant.add(objective(input, base, name));
    }
    if (meant.isEmpty()) {
      throw input.refuse(
          "the experiment `" + base.name() + "` expects nothing, so nothing can be broken",
          "describe an objective under `objectives`, and expect it");
    }
    long longest =
        meant.stream()
            .mapToLong(Objective::recoversWithinNanos)
            .reduce(recoversWithinNanos, Math::max);
    long least = Bounds.lengthMinNanos(longest, faultsMax);
    if (lengthNanos != null && lengthNanos < least) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--for leaves no time to see whether the system recovers: with these faults it takes "
              + dev.ballast.kernel.Units.duration(least));
    }
    return new Bounds(
        lengthNanos == null ? Bounds.lengthNanos(base, longest, faultsMax) : lengthNanos,
        objectives,
        lasting,
        recoversWithinNanos,
        faultsMax);
  }

  private static Objective objective(Input input, Experiment base, String name)
      throws BadInputException {
    List<Objective> known = input.model().objectives();
    for (Objective objective : known) {
      if (!objective.name().equals(name)) {
        continue;
      }
      if (base.loads().stream().noneMatch(load -> load.routes().contains(objective.route()))) {
        throw input.refuse(
            "`"
                + name
                + "` is about "
                + objective.route()
                + ", which `"
                + base.name()
                + "` does not load",
            "name an objective of a loaded route, or another experiment with -e");
      }
      return objective;
    }
    throw input.refuse(
        "there is no objective `" + name + "` in " + input.model().name(),
        known.isEmpty()
            ? "describe one under `objectives`"
            : "one of " + String.join(", ", known.stream().map(Objective::name).toList()));
  }

  private String repeatLine() {
    StringBuilder line = new StringBuilder("ballast explore " + file);
    if (experiment != null) {
      line.append(" -e ").append(experiment);
    }
    objectives.forEach(name -> line.append(" --objective ").append(name));
    if (sensitivity) {
      line.append(" --sensitivity");
    }
    if (lasting) {
      line.append(" --lasting");
    }
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (REPEATED.contains(option.longestName())) {
        line.append(' ').append(option.longestName());
        if (option.arity().max() > 0) {
          String value = String.join(" ", option.originalStringValues());
          line.append(' ').append(value.contains(" ") ? "\"" + value + "\"" : value);
        }
      }
    }
    return line.append(" --seed ").append(seed).toString();
  }
}
