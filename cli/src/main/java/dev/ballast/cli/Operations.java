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
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the people who run a process see of it: what it counts, how its policies stand, whether it
 * is ready. Safe for threads.
 */
final class Operations {
  /** What belongs to one state of the system file. */
  private record Watched(Input input, Subjects subjects, Metrics metrics, Standing standing) {}

  private final LiveSystem system;
  private final @Nullable RequestLog requests;
  private final Terminal terminal;
  private volatile Watched watched;
  private volatile boolean isReady = true;
  private volatile long reloads;
  private volatile long refusedReloads;
  private volatile Instant loaded = Instant.now();

  /** Watches a system from now on. */
  Operations(Input input, LiveSystem system, @Nullable RequestLog requests, Terminal terminal) {
    this.system = system;
    this.requests = requests;
    this.terminal = terminal;
    Subjects subjects = Plan.of(input.model()).subjects();
    watched = new Watched(input, subjects, new Metrics(subjects), new Standing());
  }

  /** Takes what happens as long as the system file is as it is. */
  Observer observer() {
    Watched now = watched;
    return observation -> on(now, observation);
  }

  private void on(Watched now, Observation observation) {
    now.metrics.on(observation);
    now.standing.on(observation);
    if (observation instanceof Change change) {
      TimelineEntry entry = TimelineEntry.of(change, now.subjects);
      terminal.print(String.format(Locale.ROOT, "%8.1f s  %s%n", entry.atSeconds(), entry.text()));
    }
  }

  /** What the process runs by. */
  Input input() {
    return watched.input;
  }

  /**
   * Goes over to another state of the system file.
   *
   * @throws LiveException when that needs another process
   */
  synchronized void reload(Input input) {
    Watched before = watched;
    Subjects subjects = Plan.of(input.model()).subjects();
    Metrics metrics = Metrics.goingOn(subjects, before.metrics);
    Watched next = new Watched(input, subjects, metrics, new Standing());
    if (requests == null) {
      throw new LiveException("only a process of one role is changed while it serves");
    }
    try (RequestLog.Change change = requests.change(input.model())) {
      system.reload(input.model(), change.access(), observation -> on(next, observation));
      change.take();
    }
    watched = next;
    reloads++;
    loaded = Instant.now();
  }

  /** The access log's file may have been moved away. */
  synchronized void reopenLog() {
    if (requests != null) {
      requests.reopen();
    }
  }

  /** A change of the system file was refused. */
  synchronized void reloadRefused() {
    refusedReloads++;
  }

  /** Asks load balancers to send nobody here any more. */
  void unready() {
    isReady = false;
  }

  /** Opens the listener for administration with everything there is to read. */
  AdminServer open(int port) {
    return AdminServer.open(port)
        .page("/", () -> new AdminAnswer(200, "text/html; charset=utf-8", state().html()))
        .page("/health", this::health)
        .page(
            "/ready",
            () -> isReady ? AdminAnswer.text(200, "ready") : AdminAnswer.text(503, "draining"))
        .page("/config", this::config)
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

  private AdminAnswer config() {
    return new AdminAnswer(
        200, "application/yaml; charset=utf-8", Effective.yaml(watched.input.model()));
  }

  private PolicyState state() {
    Watched now = watched;
    return new PolicyState(
        now.input.model(),
        now.subjects,
        system.states(),
        now.standing,
        system.nowNanos(),
        Instant.now());
  }

  private String metricsText() {
    Exposition out = new Exposition();
    PolicyState state = state();
    out.gauge("ballast_build_info", "1 for the version that runs.")
        .value(1, "version", Version.current(), "system", state.model().name());
    MetricsText.requests(out, system.served(), state);
    MetricsText.calls(out, watched.metrics, state);
    MetricsText.policies(out, state);
    connections(out, state);
    out.gauge("ballast_ready", "1 as long as it is not draining.").value(isReady ? 1 : 0);
    out.counter("ballast_config_reloads_total", "Changes of the system file.")
        .value(reloads, "result", "taken")
        .value(refusedReloads, "result", "refused");
    out.gauge("ballast_config_loaded_timestamp_seconds", "When it was last taken, in Unix time.")
        .value(loaded.toEpochMilli() / 1e3);
    out.counter("ballast_observations_dropped_total", "What came faster than it could be counted.")
        .value(system.dropped());
    if (requests != null) {
      out.counter("ballast_access_log_dropped_total", "Lines that were not written.")
          .value(requests.dropped());
    }
    ProcessFigures.write(out);
    return out.text();
  }

  private void connections(Exposition out, PolicyState state) {
    out.gauge("ballast_connections", "Connections from callers.");
    List<Integer> connections = system.connections();
    for (int i = 0; i < connections.size(); i++) {
      var replica = state.replicas().get(i);
      out.value(
          connections.get(i),
          "service",
          state.subjects().services().get(replica.service()),
          "replica",
          Integer.toString(replica.replica() + 1));
    }
  }
}
