package dev.ballast.cli;

import dev.ballast.explore.RareEvent;
import dev.ballast.explore.RareEvents;
import dev.ballast.report.RareEventReport;
import dev.ballast.report.Style;
import dev.ballast.verdict.explore.RareEventFinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code ballast explore} does about events that are too rare for plain runs. */
final class RareSearch {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--rare",
      paramLabel = "EVENT",
      description =
          "Ask instead how likely something is within a run of the experiment, by splitting:"
              + " \"SERVICE sheds\", \"SERVICE holds N\", \"CALLER -> CALLEE opens\" or \"ROUTE"
              + " fails\". Its faults stay.")
  private @Nullable String event;

  /** Whether this is what is asked for. */
  boolean isAsked() {
    return event != null;
  }

  /** Estimates and tells. */
  int run(Asked asked, boolean json, Terminal terminal) throws InterruptedException {
    RareEvent looked;
    try {
      looked = RareEvent.of(String.valueOf(event), asked.input().model());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    RareEventFinding finding;
    try (Interruption _ = new Interruption()) {
      finding =
          RareEvents.estimate(
              asked.input().model(),
              asked.experiment(),
              looked,
              asked.seed(),
              asked.threads(),
              asked.budget(),
              asked.progress(terminal, "splitting"));
    }
    terminal.clearLine();
    RareEventReport report =
        new RareEventReport(
            asked.input().model().name(),
            Version.current(),
            asked.seed(),
            asked.repeatLine(),
            asked.input().diagnostics(),
            finding);
    terminal.print(
        json
            ? report.json()
            : report.terminal(new Style(terminal.hasColour(), false, terminal.width())));
    return report.verdict().exitStatus();
  }
}
