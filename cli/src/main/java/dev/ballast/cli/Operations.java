package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.live.LiveException;
import dev.ballast.live.LiveSystem;
import dev.ballast.live.admin.AdminAnswer;
import dev.ballast.live.admin.AdminServer;
import dev.ballast.observation.Metrics;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observer;
import dev.ballast.observation.Standing;
import dev.ballast.observation.Subjects;
import dev.ballast.report.Exposition;
import dev.ballast.report.MetricsText;
import dev.ballast.report.PolicyState;
import dev.ballast.spec.Effective;
import dev.ballast.verdict.TimelineEntry;
import java.time.Instant;
import java.util.Locale;

/**
 * What the people who run a process see of it and can do: what it counts, how its policies stand,
 * whether it is ready.
 */
final class Operations implements Observer {
  private final Input input;
  private final Terminal terminal;
  private final Subjects subjects;
  private final Metrics metrics;
  private final Standing standing = new Standing();
  private final LiveSystem system;

  /** Watches a system from now on. */
  Operations(Input input, LiveSystem system, Terminal terminal) {
    this.input = input;
    this.system = system;
    this.terminal = terminal;
    subjects = Plan.of(input.model()).subjects();
    metrics = new Metrics(subjects);
  }

  @Override
  public void on(Observation observation) {
    metrics.on(observation);
    standing.on(observation);
    if (observation instanceof Change change) {
      TimelineEntry entry = TimelineEntry.of(change, subjects);
      terminal.print(String.format(Locale.ROOT, "%8.1f s  %s%n", entry.atSeconds(), entry.text()));
    }
  }

  /** Opens the listener for administration. */
  AdminServer open(int port) {
    return AdminServer.open(port)
        .page("/", () -> new AdminAnswer(200, "text/html; charset=utf-8", state().html()))
        .page("/health", this::health)
        .page("/ready", this::ready)
        .page(
            "/config",
            () ->
                new AdminAnswer(
                    200, "application/yaml; charset=utf-8", Effective.yaml(input.model())))
        .page("/policies", () -> AdminAnswer.json(200, state().json()))
        .page("/metrics", () -> new AdminAnswer(200, Exposition.CONTENT_TYPE, metricsText()));
  }

  private AdminAnswer health() {
    try {
      system.states();
      return AdminAnswer.text(200, "alive");
    } catch (LiveException e) {
      return AdminAnswer.text(503, String.valueOf(e.getMessage()));
    }
  }

  private AdminAnswer ready() {
    return AdminAnswer.text(200, "ready");
  }

  private PolicyState state() {
    return new PolicyState(
        input.model(), subjects, system.states(), standing, system.nowNanos(), Instant.now());
  }

  private String metricsText() {
    Exposition out = new Exposition();
    out.gauge("ballast_build_info", "1 for the version that runs.")
        .value(1, "version", Version.current(), "system", input.model().name());
    PolicyState state = state();
    MetricsText.calls(out, metrics, state);
    MetricsText.policies(out, state);
    out.counter("ballast_observations_dropped_total", "What came faster than it could be counted.")
        .value(system.dropped());
    ProcessFigures.write(out);
    return out.text();
  }
}
