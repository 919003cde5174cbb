package dev.ballast.cli;

import dev.ballast.cli.part.PartHeader;
import dev.ballast.cli.part.PartWriter;
import dev.ballast.cli.part.Shard;
import dev.ballast.model.Experiment;
import dev.ballast.sim.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One shard's repetitions, made and written; the verdict is made of all shards together. */
final class ShardRun {
  private final Input input;
  private final Shard shard;
  private final List<Experiment> experiments;
  private final PartHeader header;

  /**
   * A shard of a study.
   *
   * @param names the experiments that were asked for by name; empty for all
   */
  ShardRun(Input input, List<String> names, long seed, StoppingRule rule, Shard shard)
      throws BadInputException {
    this.input = input;
    this.shard = shard;
    experiments = input.experiments(names);
    header =
        PartHeader.of(
            Version.current(),
            shard,
            rule.runs(),
            rule.isFixed(),
            seed,
            input.file(),
            names,
            experiments.stream().map(Experiment::name).toList(),
            input.source().text());
  }

  /** Makes every repetition of the shard: one shard cannot know when all of them have settled. */
  void writeTo(Path part, Prediction prediction) throws IOException, InterruptedException {
    if (Files.isDirectory(part)) {
      throw new FileSystemException(part.toString(), null, "it is a directory");
    }
    Common.requireDirectoryOf(part);
    try (PartWriter writer = new PartWriter(part, header)) {
      for (Experiment experiment : experiments) {
        prediction.repeat(
            input.model(),
            experiment,
            shard.of(header.runs()),
            (index, run) -> add(writer, experiment, index, run));
      }
      writer.end();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean add(
      PartWriter writer, Experiment experiment, int repetition, Simulation.Run run) {
    try {
      writer.add(experiment.name(), repetition, run.calls(), run.record());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
