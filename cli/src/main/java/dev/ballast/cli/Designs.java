package dev.ballast.cli;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import dev.ballast.model.Experiment;
import dev.ballast.report.ComparePage;
import dev.ballast.report.CompareReport;
import dev.ballast.report.CompareReport.Design;
import dev.ballast.report.CompareTerminal;
import dev.ballast.report.JUnitReport;
import dev.ballast.report.Picture;
import dev.ballast.report.Style;
import dev.ballast.spec.Effective;
import dev.ballast.spec.text.SourceText;
import dev.ballast.verdict.Comparison;
import dev.ballast.verdict.Margins;
import dev.ballast.verdict.PairedStudy.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several system files, compared in the experiments that all of them have. */
final class Designs {
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> labels;
  private final List<String> experiments;
  private final List<String> leftOut = new ArrayList<>();
  private final Margins margins;
  private final Common.Running running;
  private final String repeatLine;

  /**
   * Reads the files.
   *
   * @param names the experiments asked for; all when empty
   */
  Designs(
      List<Path> files,
      List<String> names,
      Margins margins,
      Common.Running running,
      Terminal terminal)
      throws BadInputException {
    for (Path file : files) {
      inputs.add(running.calibrated(Input.load(file), terminal));
    }
    this.margins = margins;
    this.running = running;
    repeatLine =
        Proof.repeatLine(
                String.join(" ", files.stream().map(Path::toString).toList()),
                names,
                running.seed,
                running.stoppingRule())
            + running.calibrationOption()
            + options(margins);
    labels = labels(inputs);
    experiments = common(names);
  }

  private static String options(Margins margins) {
    return (margins.relative() == Margins.DEFAULT.relative()
            ? ""
            : " --same-latency " + Numbers.percent(margins.relative()))
        + (margins.share() == Margins.DEFAULT.share()
            ? ""
            : " --same-share " + Numbers.percent(margins.share()));
  }

  /** The systems' names where they differ, else their files' names, else the files' paths. */
  private static List<String> labels(List<Input> inputs) {
    List<Function<Input, String>> ways =
        List.of(
            input -> input.model().name(),
            input -> String.valueOf(Path.of(input.file()).getFileName()),
            Input::file);
    for (Function<Input, String> way : ways) {
      List<String> labels = inputs.stream().map(way).toList();
      if (new HashSet<>(labels).size() == labels.size()) {
        return labels;
      }
    }
    List<String> labels = new ArrayList<>(); // one file, given twice
    for (Input input : inputs) {
      labels.add(input.file() + " (" + (labels.size() + 1) + ")");
    }
    return labels;
  }

  private List<String> common(List<String> names) throws BadInputException {
    List<String> common = new ArrayList<>();
    for (int i = inputs.size() - 1; i >= 0; i--) {
      Input input = inputs.get(i);
      for (Experiment experiment : input.experiments(names)) {
        String name = experiment.name();
        List<String> without = without(name);
        if (without.isEmpty() && !common.contains(name)) {
          common.add(name);
        } else if (!without.isEmpty()) {
          leftOut.add(name + " of " + labels.get(i) + ": not in " + String.join(", ", without));
        }
      }
    }
    if (common.isEmpty()) {
      throw refused(
          Path.of(inputs.getLast().file()),
          "no experiment has the same name in all files, so there is nothing to compare",
          "give the experiments that belong together one name");
    }
    return common;
  }

  private List<String> without(String experiment) {
    List<String> without = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).model().experiments().stream()
          .noneMatch(e -> e.name().equals(experiment))) {
        without.add(labels.get(i));
      }
    }
    return without;
  }

  private static BadInputException refused(Path file, String problem, String fix) {
    String name = file.toString();
    return new BadInputException(
        List.of(new Diagnostic("FILE001", Severity.ERROR, Position.ofFile(name), problem, "", fix)),
        SourceText.of(name, ""));
  }

  /**
   * Runs the experiments and reports.
   *
   * @return the exit status: that of the last file's verdict
   */
  int prove(Terminal terminal, boolean json, @Nullable Path picture)
      throws BadInputException, IOException, InterruptedException {
    Prediction prediction = running.prediction(terminal);
    List<Comparison> comparisons = new ArrayList<>();
    List<Path> pages = new ArrayList<>();
    for (String name : experiments) {
      Prediction.Compared compared = prediction.of(sides(name), margins);
      Comparison comparison = compared.comparison().withNotes(notes(name));
      comparisons.add(comparison);
      CompareReport one = report(List.of(comparison));
      pages.add(
          RunDirectory.create(running.directory, inputs.getLast().model().name(), name)
              .keep(
                  one.json(),
                  one.systems().getLast().effectiveYaml(),
                  compared.first(),
                  ComparePage.html(one)));
    }
    CompareReport report = report(comparisons);
    if (running.junit != null) {
      Files.writeString(running.junit, JUnitReport.compare(report));
    }
    if (picture != null) {
      draw(picture, comparisons.getFirst());
    }
    if (json) {
      terminal.print(report.json());
    } else {
      terminal.print(
          CompareTerminal.text(report, new Style(terminal.hasColour(), false, terminal.width())));
      pages.forEach(path -> terminal.print("report: " + path + "\n"));
    }
    terminal.note(prediction.speed());
    return report.verdict().exitStatus();
  }

  private List<Side> sides(String name) throws BadInputException {
    List<Experiment> found = new ArrayList<>();
    for (Input input : inputs) {
      found.add(input.experiment(name));
    }
    long warmUp = found.stream().mapToLong(Experiment::warmUpNanos).max().orElseThrow();
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      // One warm-up for all: with another one the same users would come at other moments.
      Experiment experiment = found.get(i).withWarmUp(warmUp);
      sides.add(new Side(labels.get(i), inputs.get(i).model(), experiment));
    }
    return sides;
  }

  private List<String> notes(String name) throws BadInputException {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      for (String note : WarmUps.notes(input.model(), input.stated(name))) {
        notes.add(labels.get(i) + ": " + note);
      }
    }
    return notes;
  }

  private CompareReport report(List<Comparison> comparisons) {
    List<Design> designs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      designs.add(
          new Design(
              labels.get(i),
              input.file(),
              input.model().name(),
              input.diagnostics(),
              Effective.yaml(input.model())));
    }
    return new CompareReport(
        Version.current(), running.seed, repeatLine, designs, comparisons, leftOut, margins);
  }

  private void draw(Path picture, Comparison comparison) throws IOException {
    Files.writeString(
        picture,
        Picture.svg(
            labels.getLast() + ": " + comparison.name(),
            labels.getFirst(),
            comparison.verdicts().getFirst(),
            labels.getLast(),
            comparison.verdicts().getLast()));
  }
}
