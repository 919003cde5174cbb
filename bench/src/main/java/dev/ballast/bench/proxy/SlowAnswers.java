package dev.ballast.bench.proxy;

import dev.ballast.kernel.Units;
import dev.ballast.observation.Latencies;
import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/**
 * How long the slowest hundredth of requests take at a fixed rate far below what the proxies can
 * take, from the moment at which each was to be sent.
 */
record SlowAnswers(String option, String name, Entrance entrance) implements ProxyCase {
  static final int RATE = 2_000;
  private static final int ROUND_SECONDS = 4;
  private static final double SHARE = 0.99;

  @Override
  public String measured() {
    return "99 % are answered within";
  }

  @Override
  public String unit() {
    return "ms";
  }

  @Override
  public String goal() {
    return "1.0 and less";
  }

  @Override
  public SequencedMap<Contender, Double> measure(Site site, List<Contender> contenders)
      throws IOException, InterruptedException {
    Load load = new Load.Wrk(entrance == Entrance.TLS ? "https" : "http");
    try (Running running = Running.start(site, entrance, contenders);
        OpenLoop client = new OpenLoop(entrance == Entrance.TLS)) {
      running.warm(
          server -> {
            double before = server.cpuSeconds();
            long answered = load.ask(server.port(), ROUND_SECONDS);
            return (server.cpuSeconds() - before) / answered * 1e6;
          });
      return Turns.medians(
          name,
          running.servers(),
          server -> {
            Latencies latencies = client.ask(server.port(), RATE, RATE * ROUND_SECONDS);
            return latencies.quantileNanos(SHARE) / (double) Units.MILLISECOND;
          });
    }
  }
}
