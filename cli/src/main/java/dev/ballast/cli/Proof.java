package dev.ballast.cli;

import dev.ballast.model.Experiment;
import dev.ballast.observation.RunRecord;
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

/**
 * The experiments of a file, judged one after the other: what proving them leaves and prints, also
 * when others made the repetitions.
 */
final class Proof {
  private final Input input;
  private final long seed;
  private final String repeatLine;
  private final Common.Keeping keeping;
  private final List<ExperimentVerdict> verdicts = new ArrayList<>();
  private final List<Path> reports = new ArrayList<>();

  /**
   * A proof without experiments so far.
   *
   * @param repeatLine the command that repeats it
   */
  Proof(Input input, long seed, String repeatLine, Common.Keeping keeping) {
    this.input = input;
    this.seed = seed;
    this.repeatLine = repeatLine;
    this.keeping = keeping;
  }

  /** The command that repeats it on one machine. */
  static String repeatLine(String file, List<String> names, long seed, StoppingRule rule) {
    StringBuilder line = new StringBuilder("ballast prove " + file);
    names.forEach(name -> line.append(" -e ").append(name));
    return line.append(" --seed ").append(seed).append(rule.options()).toString();
  }

  /** Keeps the verdict on the next experiment, with what it rests on. */
  void add(Experiment experiment, Prediction.Predicted predicted)
      throws BadInputException, IOException {
    Experiment stated = input.stated(experiment.name());
    ExperimentVerdict verdict =
        predicted.study().verdict().withNotes(WarmUps.notes(input.model(), stated));
    verdicts.add(verdict);
    reports.add(keep(report(List.of(verdict)), experiment, predicted.first()));
  }

  List<ExperimentVerdict> verdicts() {
    return verdicts;
  }

  /**
   * Prints the verdicts, and writes them for test reporters where that was asked for.
   *
   * @return the exit status
   */
  int tell(Terminal terminal, boolean json) throws IOException {
    ProveReport report = report(verdicts);
    if (keeping.junit != null) {
      Files.writeString(keeping.junit, JUnitReport.prove(report));
    }
    if (json) {
      terminal.print(JsonReport.prove(report));
    } else {
      terminal.print(
          TerminalReport.prove(report, new Style(terminal.hasColour(), false, terminal.width())));
      reports.forEach(path -> terminal.print("report: " + path + "\n"));
    }
    return report.verdict().exitStatus();
  }

  private ProveReport report(List<ExperimentVerdict> of) {
    return new ProveReport(
        input.model().name(),
        Version.current(),
        seed,
        repeatLine,
        input.diagnostics(),
        of,
        Effective.yaml(input.model()));
  }

  private Path keep(ProveReport report, Experiment experiment, RunRecord first) throws IOException {
    return RunDirectory.create(keeping.directory, report.system(), experiment.name())
        .keep(JsonReport.prove(report), report.effectiveYaml(), first, HtmlReport.prove(report));
  }
}
