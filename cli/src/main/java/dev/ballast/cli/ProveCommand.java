package dev.ballast.cli;

import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.RunRecord;
import dev.ballast.report.EdgeReport;
import dev.ballast.report.HtmlReport;
import dev.ballast.report.JUnitReport;
import dev.ballast.report.JsonReport;
import dev.ballast.report.ProveReport;
import dev.ballast.report.Style;
import dev.ballast.report.TerminalReport;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.ExperimentVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    description = "Check a system file, then run its experiments in the simulated world.",
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

  @Parameters(paramLabel = "FILE", description = "The system file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws BadInputException, IOException, InterruptedException {
    Terminal terminal = output.terminal();
    Input input = Input.load(file);
    if (edge != null) {
      return ask(terminal, input, edge);
    }
    running.prepare();
    Drawing drawing = drawing(input);
    Prediction prediction = running.prediction(terminal);
    List<ExperimentVerdict> verdicts = new ArrayList<>();
    List<Path> reports = new ArrayList<>();
    for (Experiment experiment : input.experiments(names)) {
      Prediction.Predicted predicted = prediction.of(input.model(), experiment);
      ExperimentVerdict verdict = predicted.study().verdict();
      verdicts.add(verdict);
      reports.add(keep(report(input, List.of(verdict)), experiment, predicted.first()));
    }
    ProveReport report = report(input, verdicts);
    if (running.junit != null) {
      Files.writeString(running.junit, JUnitReport.prove(report));
    }
    if (drawing != null) {
      drawing.draw(prediction, verdicts.getFirst());
    }
    if (output.json) {
      terminal.print(JsonReport.prove(report));
    } else {
      terminal.print(
          TerminalReport.prove(report, new Style(terminal.hasColour(), false, terminal.width())));
      reports.forEach(path -> terminal.print("report: " + path + "\n"));
    }
    terminal.note(prediction.speed());
    return report.verdict().exitStatus();
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
            repeatLine() + " --edge \"" + found + "\"",
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
  private @Nullable Drawing drawing(Input input) throws BadInputException, IOException {
    if (picture == null) {
      if (beside != null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--beside says what to draw beside: it needs --picture FILE.svg");
      }
      return null;
    }
    Common.requireDirectoryOf(picture);
    Experiment experiment = input.experiments(names).getFirst();
    if (beside == null) {
      return Drawing.withoutPolicies(picture, input, experiment);
    }
    Input other = Input.load(beside);
    return Drawing.beside(
        picture,
        input,
        experiment,
        other,
        other.experiments(List.of(experiment.name())).getFirst());
  }

  private ProveReport report(Input input, List<ExperimentVerdict> verdicts) {
    return new ProveReport(
        input.model().name(),
        Version.current(),
        running.seed,
        repeatLine(),
        input.diagnostics(),
        verdicts,
        Effective.yaml(input.model()));
  }

  private String repeatLine() {
    StringBuilder line = new StringBuilder("ballast prove " + file);
    names.forEach(name -> line.append(" -e ").append(name));
    return line.append(running.options()).toString();
  }

  private Path keep(ProveReport report, Experiment experiment, RunRecord first) throws IOException {
    return RunDirectory.create(running.directory, report.system(), experiment.name())
        .keep(JsonReport.prove(report), report.effectiveYaml(), first, HtmlReport.prove(report));
  }
}
