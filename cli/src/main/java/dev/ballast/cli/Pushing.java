package dev.ballast.cli;

import dev.ballast.explore.Metastability;
import dev.ballast.explore.Pushes;
import dev.ballast.explore.Trigger;
import dev.ballast.report.StabilityJson;
import dev.ballast.report.StabilityPage;
import dev.ballast.report.StabilityReport;
import dev.ballast.report.StabilityText;
import dev.ballast.report.Style;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.explore.StabilityFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code ballast explore} does about failures that outlast their trigger. */
final class Pushing {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--metastability",
      description =
          "Ask instead whether the system recovers from a trigger that comes and goes: from which"
              + " load on it is vulnerable, metastable or overloaded, how long recovery takes, and"
              + " how far the load must fall before it does.")
  private boolean isAsked;

  @Option(
      names = "--trigger",
      paramLabel = "WHAT",
      description =
          "With --metastability: surge (the default), \"slow SERVICE\" or \"crash SERVICE\".")
  private @Nullable String trigger;

  @Option(
      names = "--trigger-most",
      paramLabel = "N",
      description =
          "The largest trigger that is tried: times the load of a surge (5), times the work of what"
              + " is slow (10), seconds that what crashed is down (20).")
  private @Nullable Double triggerMost;

  @Option(
      names = "--trigger-for",
      paramLabel = "TIME",
      converter = Numbers.Duration.class,
      description = "How long a surge or slowness lasts (default: 10s).")
  private @Nullable Long triggerNanos;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      converter = Numbers.Duration.class,
      description = "How long the system has to recover from a trigger (default: 60s).")
  private @Nullable Long watchNanos;

  @Option(
      names = "--picture",
      paramLabel = "FILE.svg",
      description = "With --metastability: also draw the phase diagram, load against trigger.")
  private @Nullable Path picture;

  /** Whether this is what is asked for; the other options mean nothing without it. */
  boolean isAsked() {
    boolean hasMore =
        trigger != null
            || triggerMost != null
            || triggerNanos != null
            || watchNanos != null
            || picture != null;
    if (hasMore && !isAsked) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--trigger, --trigger-most, --trigger-for, --watch and --picture need --metastability");
    }
    return isAsked;
  }

  /** Classifies, tells and keeps. */
  int run(Asked asked, boolean json, Terminal terminal) throws IOException, InterruptedException {
    if (picture != null) {
      Common.requireDirectoryOf(picture);
    }
    Pushes pushes = pushes(asked);
    StabilityFinding finding;
    try (Interruption _ = new Interruption()) {
      finding =
          Metastability.classify(
              asked.input().model(),
              asked.experiment(),
              pushes,
              asked.seed(),
              asked.threads(),
              asked.budget(),
              asked.progress(terminal, "pushing"));
    }
    terminal.clearLine();
    StabilityReport report =
        new StabilityReport(
            asked.input().model().name(),
            Version.current(),
            asked.seed(),
            asked.repeatLine(),
            asked.input().diagnostics(),
            finding,
            Effective.yaml(asked.input().model()));
    Path page =
        RunDirectory.create(asked.directory(), report.system(), "metastability")
            .keepSearch(StabilityJson.of(report), report.effectiveYaml(), StabilityPage.of(report));
    if (picture != null) {
      Files.writeString(picture, StabilityPage.picture(report));
    }
    if (json) {
      terminal.print(StabilityJson.of(report));
    } else {
      terminal.print(
          StabilityText.of(report, new Style(terminal.hasColour(), false, terminal.width())));
      terminal.print("report: " + page + "\n");
    }
    return report.verdict().exitStatus();
  }

  private Pushes pushes(Asked asked) {
    try {
      Trigger pushed = Trigger.of(trigger == null ? "surge" : trigger, asked.input().model());
      double most = triggerMost == null ? pushed.sizeMax() : triggerMost;
      Pushes pushes = Pushes.upTo(pushed, most, asked.input().model());
      return pushes.lasting(
          triggerNanos == null ? Pushes.TRIGGER_NANOS : triggerNanos,
          watchNanos == null ? Pushes.WATCH_NANOS : watchNanos);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
