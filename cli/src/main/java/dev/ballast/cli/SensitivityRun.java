package dev.ballast.cli;

import dev.ballast.explore.Sensitivity;
import dev.ballast.explore.Trials;
import dev.ballast.model.Experiment;
import dev.ballast.report.SensitivityReport;
import dev.ballast.report.Style;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.explore.SensitivityFinding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Asks which number of a system moves its objectives most, from the command to its report.
 *
 * @param budget in simulated calls
 */
record SensitivityRun(
    Input input,
    Experiment experiment,
    long seed,
    int threads,
    long budget,
    String repeatLine,
    Terminal terminal) {

  /** Asks, tells, and gives the exit status. */
  int run(Path directory, boolean json) throws IOException, InterruptedException {
    try (Trials trials = new Trials(seed, threads, budget, calls -> {})) {
      Sensitivity sensitivity = new Sensitivity(input.model(), experiment, trials, this::told);
      SensitivityFinding finding = sensitivity.run();
      SensitivityReport report =
          new SensitivityReport(input.model().name(), Version.current(), seed, repeatLine, finding);
      Path page =
          RunDirectory.create(directory, report.system(), "sensitivity")
              .keepSearch(report.json(), Effective.yaml(input.model()), report.page());
      terminal.print(
          json
              ? report.json()
              : report.terminal(new Style(terminal.hasColour(), false, terminal.width()))
                  + "report: "
                  + page
                  + "\n");
      return report.verdict().exitStatus();
    }
  }

  private void told(String what, long done, long of) {
    terminal.progress(
        String.format(Locale.ROOT, "asking what matters: %s, %,d of %,d", what, done, of));
  }
}
