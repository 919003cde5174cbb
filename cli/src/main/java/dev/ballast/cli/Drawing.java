package dev.ballast.cli;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.report.Picture;
import dev.ballast.verdict.ExperimentVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A picture of one experiment on two systems: the one that is proved, and another to compare it
 * with.
 *
 * @param other what is drawn first, on the left
 * @param experiment the experiment of the other system
 */
record Drawing(
    Path file,
    String title,
    String otherName,
    SystemModel other,
    Experiment experiment,
    String name) {

  /** The system beside itself without its policies. */
  static Drawing withoutPolicies(Path file, Input input, Experiment experiment) {
    return new Drawing(
        file,
        title(input, experiment),
        "without the policies",
        input.model().withoutProtection(),
        experiment,
        "with them");
  }

  /** The system beside another one. */
  static Drawing beside(
      Path file, Input input, Experiment experiment, Input other, Experiment otherExperiment) {
    return new Drawing(
        file,
        title(input, experiment),
        other.model().name(),
        other.model(),
        otherExperiment,
        input.model().name());
  }

  private static String title(Input input, Experiment experiment) {
    return input.model().name() + ": " + experiment.name();
  }

  /** Runs the other system and draws both. */
  void draw(Prediction prediction, ExperimentVerdict verdict)
      throws IOException, InterruptedException {
    ExperimentVerdict compared = prediction.of(other, experiment).study().verdict();
    Files.writeString(file, Picture.svg(title, otherName, compared, name, verdict));
  }
}
