package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/**
 * What one proxied request costs the proxy's process in CPU time, under as much load as it can
 * take. The backend must have served every request, and none twice.
 */
record CpuTime(String option, String name, Entrance entrance, Load load, String goal)
    implements ProxyCase {
  private static final int ROUND_SECONDS = 4;

  @Override
  public String measured() {
    return "CPU time per proxied request";
  }

  @Override
  public String unit() {
    return "us";
  }

  @Override
  public SequencedMap<Contender, Double> measure(Site site, List<Contender> contenders)
      throws IOException, InterruptedException {
    try (Running running = Running.start(site, entrance, contenders)) {
      Turns.Measure cost = server -> microsPerRequest(site, server);
      running.warm(cost);
      return Turns.medians(name, running.servers(), cost);
    }
  }

  private double microsPerRequest(Site site, Server proxy)
      throws IOException, InterruptedException {
    long servedBefore = entrance == Entrance.GRPC ? 0 : site.served();
    double before = proxy.cpuSeconds();
    long answered = load.ask(proxy.port(), ROUND_SECONDS);
    double used = proxy.cpuSeconds() - before;
    if (entrance != Entrance.GRPC) {
      long served = site.served() - servedBefore - 1; // without this question itself
      // What was under way at the end of this round was served and not counted; so was what was
      // under way at the end of the round before and reached the backend only then.
      if (served < answered || served > answered + 2L * load.concurrency()) {
        throw new IOException("the backend served %d for %d answers".formatted(served, answered));
      }
    }
    return used / answered * 1e6;
  }
}
