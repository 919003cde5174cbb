package dev.ballast.cli;

import dev.ballast.cli.part.PartException;
import dev.ballast.cli.part.PartHeader;
import dev.ballast.cli.part.Parts;
import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.observation.RunRecord;
import dev.ballast.verdict.Study;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ballast merge}: the verdict of a study whose repetitions several processes made. */
@Command(
    name = "merge",
    description =
        "Make one verdict of the parts that `ballast prove --shard` wrote: what it prints and keeps"
            + " is, byte for byte, what `ballast prove` would have on one machine.",
    footer =
        "%nExits as `ballast prove` does; with 65 when a part is missing, given twice, damaged or"
            + " of another study.")
final class MergeCommand implements Callable<Integer> {
  @Mixin private Common.Output output = new Common.Output();
  @Mixin private Common.Keeping keeping = new Common.Keeping();

  @Parameters(
      arity = "1..*",
      paramLabel = "PART",
      description = "All parts of a study, in any order.")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws BadInputException, IOException {
    try (Parts parts = Parts.open(files, Version.current())) {
      PartHeader header = parts.header();
      Input input = Input.of(header.file(), header.source(), Input.beside(Path.of(header.file())));
      List<Experiment> experiments = input.experiments(header.chosen());
      if (!experiments.stream().map(Experiment::name).toList().equals(header.experiments())) {
        throw parts.damaged("its system file has other experiments");
      }
      keeping.prepare();
      StoppingRule rule = new StoppingRule(header.runs(), header.allRuns());
      List<Prediction.Predicted> studies = new ArrayList<>();
      for (Experiment experiment : experiments) {
        studies.add(read(parts, input, experiment, rule));
      }
      parts.end();
      String repeatLine = Proof.repeatLine(input.file(), header.chosen(), header.seed(), rule);
      Proof proof = new Proof(input, header.seed(), repeatLine, keeping);
      for (int i = 0; i < experiments.size(); i++) {
        proof.add(experiments.get(i), studies.get(i));
      }
      Terminal terminal = output.terminal();
      int status = proof.tell(terminal, output.json);
      tellUnused(terminal, header, experiments, studies);
      return status;
    } catch (PartException e) {
      throw Input.unreadable(e.file(), String.valueOf(e.getMessage()), e.fix());
    }
  }

  private static Prediction.Predicted read(
      Parts parts, Input input, Experiment experiment, StoppingRule rule) throws PartException {
    Study study = new Study(input.model(), experiment);
    List<RunRecord> first = new ArrayList<>();
    long[] made = new long[1];
    parts.read(
        experiment.name(),
        Plan.of(input.model()).recorder(experiment).record(),
        (repetition, calls, record) -> {
          study.add(record);
          if (repetition == 0) {
            first.add(record);
          }
          made[0] += calls;
          return rule.goesOn(study.repetitions(), study.isSettled(), made[0]);
        });
    return new Prediction.Predicted(study, first.getFirst());
  }

  private static void tellUnused(
      Terminal terminal,
      PartHeader header,
      List<Experiment> experiments,
      List<Prediction.Predicted> studies) {
    for (int i = 0; i < experiments.size(); i++) {
      int used = studies.get(i).study().repetitions();
      if (used < header.runs()) {
        terminal.note(
            experiments.get(i).name()
                + ": ended after "
                + used
                + " of "
                + header.runs()
                + " repetitions, as on one machine; make the parts with --all-runs to use them"
                + " all");
      }
    }
  }
}
