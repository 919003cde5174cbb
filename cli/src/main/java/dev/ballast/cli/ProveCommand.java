package dev.ballast.cli;

import dev.ballast.cli.part.Shard;
import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.report.EdgeReport;
import dev.ballast.report.Style;
import dev.ballast.verdict.Margins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast prove}: every experiment of a file in the simulated world. */
@Command(
    name = "prove",
    description =
        "Check a system file, then run its experiments in the simulated world. Several files are"
            + " compared.",
    footer =
        "%nExits with 0 when every objective holds, 1 when one does not, 2 when that could not be"
            + " settled, 65 when the file is wrong.")
final class ProveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Common.Output output = new Common.Output();
  @Mixin private Common.Running running = new Common.Running();

  @Option(
      names = {"-e", "--experiment"},
      paramLabel = "NAME",
      description = "Only this experiment; may be given several times.")
  private List<String> names = List.of();

  @Option(
      names = "--picture",
      paramLabel = "FILE.svg",
      description =
          "Also draw the first experiment: what users got and how long they waited, with the"
              + " policies and without.")
  private @Nullable Path picture;

  @Option(
      names = "--beside",
      paramLabel = "FILE",
      description =
          "With --picture: draw this system's experiment of the same name beside it, in the place"
              + " of the system without its policies.")
  private @Nullable Path beside;

  @Option(
      names = "--edge",
      paramLabel = "\"CALLER -> CALLEE\"",
      description =
          "Ask instead what the policies of these calls do: whether the breaker would ever open,"
              + " how many repeats the budget allows, and which setting binds. Uses the load of the"
              + " first experiment.")
  private @Nullable String edge;

  @Option(
      names = "--shard",
      paramLabel = "i/n",
      converter = Numbers.ShardOf.class,
      description =
          "Make only the i-th of n equal shares of the repetitions, i from 1, and write what they"
              + " gave to the file that -o names. `ballast merge` makes a verdict of all n.")
  private @Nullable Shard shard;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PART",
      description = "With --shard: the file to write.")
  private @Nullable Path part;

  @Option(
      names = "--same-latency",
      paramLabel = "N%",
      defaultValue = "2%",
      converter = Numbers.Percent.class,
      description =
          "With several files: latencies, and attempts per call, that differ by at most this share"
              + " of the first system's are the same (default: ${DEFAULT-VALUE}).")
  private double sameLatency;

  @Option(
      names = "--same-share",
      paramLabel = "N%",
      defaultValue = "0.1%",
      converter = Numbers.Percent.class,
      description =
          "With several files: shares that differ by at most so many percentage points are the same"
              + " (default: ${DEFAULT-VALUE}).")
  private double sameShare;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..8",
      description =
          "The system file. Several are compared: the experiments that all of them have, on the"
              + " same random numbers, each file with the first. The verdict is the last one's.")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    if (files.size() > 1) {
      return compare(terminal);
    }
    if (shard != null) {
      return share(terminal, Input.load(files.getFirst()), shard);
    }
    Input input = running.calibrated(Input.load(files.getFirst()), terminal);
    if (part != null) {
      throw usage("-o names the part that a shard writes: it needs --shard i/n");
    }
    if (edge != null) {
      if (running.junit != null || picture != null || beside != null) {
        throw usage(
            "--edge has no verdict to write or draw: leave out --junit, --picture and --beside");
      }
      return ask(terminal, input, edge);
    }
    running.prepare();
    Drawing drawing = drawing(input, terminal);
    Prediction prediction = running.prediction(terminal);
    Proof proof = new Proof(input, running.seed, repeatLine(input), running);
    for (Experiment experiment : input.experiments(names)) {
      proof.add(experiment, prediction.of(input.model(), experiment));
    }
    if (drawing != null) {
      drawing.draw(prediction, proof.verdicts().getFirst());
    }
    int status = proof.tell(terminal, output.json);
    terminal.note(prediction.speed());
    return status;
  }

  private int compare(Terminal terminal)
      throws BadInputException, IOException, InterruptedException {
    if (edge != null || beside != null || shard != null || part != null) {
      throw usage(
          "--edge, --beside, --shard and -o are about one file; several files are compared, and"
              + " --picture draws the first beside the last");
    }
    if (picture != null) {
      Common.requireDirectoryOf(picture);
    }
    running.prepare();
    Designs designs =
        new Designs(files, names, new Margins(sameLatency, sameShare), running, terminal);
    return designs.prove(terminal, output.json, picture);
  }

  private int share(Terminal terminal, Input input, Shard asked)
      throws BadInputException, IOException, InterruptedException {
    if (part == null) {
      throw usage("--shard writes what its repetitions gave to a file: name it with -o PART");
    }
    if (output.json || running.junit != null || picture != null || beside != null || edge != null) {
      throw usage(
          "a shard has no verdict: give --json and --junit to `ballast merge`, and leave out"
              + " --picture, --beside and --edge");
    }
    if (running.calibration != null) {
      throw usage(
          "a part holds the system file and nothing beside it: write what hops cost into the file,"
              + " as `network: {hop: ...}`, and leave out --calibration");
    }
    if (asked.count() > running.runs) {
      throw usage(
          asked.count() + " shards of --runs " + running.runs + " leave some without a repetition");
    }
    Prediction prediction = running.prediction(terminal);
    new ShardRun(input, names, running.seed, running.stoppingRule(), asked)
        .writeTo(part, prediction);
    terminal.print("shard " + asked + " of " + input.model().name() + ": " + part + "\n");
    terminal.note(prediction.speed());
    return ExitStatus.PASS;
  }

  private String repeatLine(Input input) {
    return Proof.repeatLine(input.file(), names, running.seed, running.stoppingRule())
        + running.calibrationOption();
  }

  private CommandLine.ParameterException usage(String problem) {
    return new CommandLine.ParameterException(spec.commandLine(), problem);
  }

  private int ask(Terminal terminal, Input input, String asked)
      throws BadInputException, InterruptedException {
    Edge found = edge(input.model(), asked);
    Experiment experiment = input.experiments(names).getFirst();
    EdgeProof proof =
        new EdgeProof(input.model(), experiment, found, running.seed, running.threads, terminal);
    EdgeReport report =
        new EdgeReport(
            input.model().name(),
            Version.current(),
            running.seed,
            repeatLine(input) + " --edge \"" + found + "\"",
            input.diagnostics(),
            proof.answer());
    terminal.print(
        output.json
            ? report.json()
            : report.terminal(new Style(terminal.hasColour(), false, terminal.width())));
    return report.verdict().exitStatus();
  }

  private Edge edge(SystemModel model, String asked) {
    String[] sides = asked.split("->", -1);
    for (Edge known : model.edges()) {
      if (sides.length == 2
          && known.caller().equals(sides[0].strip())
          && known.callee().equals(sides[1].strip())) {
        return known;
      }
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "no calls `"
            + asked
            + "`; there are "
            + model.edges().stream().map(Edge::toString).collect(Collectors.joining(", ")));
  }

  /** What is to be drawn, or null; fails before any work is done where that is impossible. */
  private @Nullable Drawing drawing(Input input, Terminal terminal)
      throws BadInputException, IOException {
    if (picture == null) {
      if (beside != null) {
        throw usage("--beside says what to draw beside: it needs --picture FILE.svg");
      }
      return null;
    }
    Common.requireDirectoryOf(picture);
    Experiment experiment = input.experiments(names).getFirst();
    if (beside == null) {
      return Drawing.withoutPolicies(picture, input, experiment);
    }
    Input other = running.calibrated(Input.load(beside), terminal);
    return Drawing.beside(
        picture,
        input,
        experiment,
        other,
        other.experiments(List.of(experiment.name())).getFirst());
  }
}
