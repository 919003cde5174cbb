package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.LiveSystem;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.RunRecord;
import dev.ballast.report.DrillReport;
import dev.ballast.report.HtmlReport;
import dev.ballast.report.JUnitReport;
import dev.ballast.report.JsonReport;
import dev.ballast.report.Style;
import dev.ballast.report.TerminalReport;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One experiment, predicted and then run live; on request also without the policies, so that what
 * they are worth can be seen.
 */
final class Drill {
  /** Timers that are later than this at p99 show in the percentiles that a drill compares. */
  private static final long BUSY_NANOS = 8 * Units.MILLISECOND;

  private final Input input;
  private final Experiment experiment;
  private final Common.Running running;
  private final Terminal terminal;
  private final String repeatLine;

  Drill(
      Input input,
      Experiment experiment,
      Common.Running running,
      Terminal terminal,
      String repeatLine) {
    this.input = input;
    this.experiment = experiment;
    this.running = running;
    this.terminal = terminal;
    this.repeatLine = repeatLine;
  }

  /**
   * Runs it and reports.
   *
   * @return the exit status
   */
  int run(boolean alsoWithoutPolicies, boolean json) throws IOException, InterruptedException {
    try (Interruption interruption = new Interruption()) {
      return run(alsoWithoutPolicies, json, interruption);
    }
  }

  private int run(boolean alsoWithoutPolicies, boolean json, Interruption interruption)
      throws IOException, InterruptedException {
    running.prepare();
    Prediction prediction = running.prediction(terminal);
    SystemModel bare = input.model().withoutProtection();
    Study predicted = prediction.of(input.model(), experiment).study();
    @Nullable Study predictedBare =
        alsoWithoutPolicies ? prediction.of(bare, experiment).study() : null;
    terminal.note("predicted: " + prediction.speed());

    RunRecord actual = live(input.model(), "live", interruption);
    boolean isCut = interruption.isInterrupted();
    DrillReport.Side side = DrillReport.Side.of(input.model(), experiment, predicted, actual);
    DrillReport.@Nullable Side without = null;
    if (predictedBare != null && !interruption.isInterrupted()) {
      RunRecord actualBare = live(bare, "live, without policies", interruption);
      if (!interruption.isInterrupted()) {
        without = DrillReport.Side.of(bare, experiment, predictedBare, actualBare);
      }
    }
    DrillReport report =
        new DrillReport(
            input.model().name(),
            Version.current(),
            running.seed,
            repeatLine,
            input.diagnostics(),
            isCut ? side.inconclusive("the run was interrupted before its end") : side,
            without,
            Effective.yaml(input.model()));
    Path html = keep(report, actual);
    if (json) {
      terminal.print(JsonReport.drill(report));
    } else if (isCut) {
      terminal.print("interrupted: what happened until then is in " + html + "\n");
    } else {
      Style style = new Style(terminal.hasColour(), false, terminal.width());
      terminal.print(TerminalReport.drill(report, style));
      terminal.print(report.verdict() + ", and the whole story with pictures: " + html + "\n");
    }
    return report.verdict().exitStatus();
  }

  private RunRecord live(SystemModel model, String title, Interruption interruption) {
    terminal.progress(title + ": starting");
    LiveOptions options =
        LiveOptions.of(running.seed)
            .withLog(terminal::note)
            .withFinding(LiveOptions.Finding.beside(Path.of(input.file()).resolveSibling("")));
    try (LiveSystem system = LiveSystem.start(model, options)) {
      interruption.stopsWith(system::close);
      RunRecord record =
          system.run(
              experiment,
              new LiveProgress(
                  terminal, title, Plan.of(model).subjects(), experiment.lengthNanos()));
      tellLateness(terminal, title, system.lateness());
      return record;
    } finally {
      interruption.stopsWith(null);
      terminal.clearLine();
    }
  }

  /**
   * Whether timers were so late that what was measured says more about the machine's other work.
   */
  static boolean isBusy(Latencies lateness) {
    return lateness.quantileNanos(0.99) >= BUSY_NANOS;
  }

  /** Tells how late the timers of the machine were, and whether that is too late to compare. */
  static void tellLateness(Terminal terminal, String title, Latencies lateness) {
    if (lateness.count() == 0) {
      return;
    }
    long tail = lateness.quantileNanos(0.99);
    terminal.note(
        String.format(
            Locale.ROOT,
            "%s: timers of this machine fired %.2f ms late at the median, %.2f ms at p99%s",
            title,
            lateness.quantileNanos(0.5) / 1e6,
            tail / 1e6,
            !isBusy(lateness)
                ? ""
                : "; it was too busy to be compared with anything, so do this again when it is"
                    + " not"));
  }

  private Path keep(DrillReport report, RunRecord actual) throws IOException {
    Path html =
        RunDirectory.create(running.directory, report.system(), experiment.name())
            .keep(
                JsonReport.drill(report), report.effectiveYaml(), actual, HtmlReport.drill(report));
    if (running.junit != null) {
      Files.writeString(running.junit, JUnitReport.drill(report));
    }
    return html;
  }
}
