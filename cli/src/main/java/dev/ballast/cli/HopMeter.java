package dev.ballast.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.ballast.engine.Plan;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.LiveSystem;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.Observer;
import dev.ballast.spec.text.NearbyFiles;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures exchanges between a gateway and a stand-in that answers at once, on the sockets and with
 * the code that every live run uses: first at a high rate, where processor time per exchange shows
 * and code is compiled, then at a low one, where nothing waits for anything else.
 */
final class HopMeter {
  /** Requests per second while processor time is measured. */
  static final int BUSY_RATE = 1_000;

  /** Requests per second while exchanges are timed. */
  static final int QUIET_RATE = 200;

  /** A user's request to the gateway is an exchange too. */
  private static final int EXCHANGES = 2;

  @SuppressWarnings("InlineFormatString") // a whole file, not a line
  private static final String SYSTEM =
      """
      ballast: 1
      system: calibration
      services:
        gateway:
          gateway:
            routes:
              - GET / -> instant.answer
        instant:
          endpoints:
            answer: []
      policies:
        "* -> *": {timeout: 10s}
      experiments:
        busy:
          load: {GET /: %d/s}
          warm-up: %3$ds
          for: %3$ds
        quiet:
          load: {GET /: %d/s}
          for: %ds
      """;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Terminal terminal;
  private final SystemModel model;

  /**
   * A measurement.
   *
   * @param seconds how long each of its parts takes
   */
  HopMeter(Terminal terminal, int seconds) throws BadInputException {
    this.terminal = terminal;
    String text = String.format(Locale.ROOT, SYSTEM, BUSY_RATE, QUIET_RATE, seconds);
    model = Input.of("calibration.yaml", text, NearbyFiles.NONE).model();
  }

  /** What was measured, and how late timers were meanwhile. */
  record Measured(Calibration calibration, Latencies lateness) {}

  /**
   * Measures.
   *
   * @return null when no request was answered while it was measured
   * @throws InterruptedException when the process is asked to end meanwhile
   */
  @Nullable Measured measure() throws InterruptedException {
    try (Interruption interruption = new Interruption();
        LiveSystem system = LiveSystem.start(model, LiveOptions.of(1).withLog(terminal::note))) {
      interruption.stopsWith(system::close);
      Busy busy = new Busy();
      run(system, "busy", busy);
      Quiet quiet = new Quiet();
      run(system, "quiet", quiet);
      if (interruption.isInterrupted()) {
        throw new InterruptedException("interrupted before everything was measured");
      }
      if (busy.requests == 0 || quiet.exchanges.count() == 0) {
        return null;
      }
      return new Measured(
          Calibration.of(Version.current(), quiet.exchanges, busy.microsPerExchange()),
          system.lateness());
    } finally {
      terminal.clearLine();
    }
  }

  private void run(LiveSystem system, String name, Observer observer) {
    for (Experiment experiment : model.experiments()) {
      if (experiment.name().equals(name)) {
        LiveProgress progress =
            new LiveProgress(
                terminal,
                "calibrating, " + name,
                Plan.of(model).subjects(),
                experiment.lengthNanos());
        system.run(
            experiment,
            observation -> {
              observer.on(observation);
              progress.on(observation);
            });
      }
    }
  }

  /** Counts requests, and the processor time from the first measured one to the last. */
  private static final class Busy implements Observer {
    private long requests;
    private long firstNanos;
    private long lastNanos;

    @Override
    public void on(Observation observation) {
      if (observation instanceof RequestOffered && observation.atNanos() >= 0) {
        lastNanos = PROCESS.getProcessCpuTime();
        firstNanos = requests++ == 0 ? lastNanos : firstNanos;
      }
    }

    double microsPerExchange() {
      return (lastNanos - firstNanos) / 1e3 / requests / EXCHANGES;
    }
  }

  /** Times the calls from the gateway to the stand-in. */
  private static final class Quiet implements Observer {
    private final Latencies exchanges = new Latencies();

    @Override
    public void on(Observation observation) {
      if (observation instanceof CallEnded ended
          && ended.result().isSuccess()
          && ended.atNanos() >= 0) {
        exchanges.add(ended.latencyNanos());
      }
    }
  }
}
