package dev.ballast.bench.simulator;

import dev.ballast.engine.Plan;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Simulation;
import dev.ballast.spec.Spec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Systems of any size in which a request always makes nine calls: a gateway before groups of nine
 * services, each a tree, with the policies of a careful team on every edge. As a program it runs
 * one and says what memory that took.
 */
final class LargeSystem {
  private static final int GROUP = 9;
  private static final int REQUESTS_PER_SECOND = 2_000;

  /** Which services of its group a service calls, by their places in the group. */
  private static final int[][] CALLS = {{1, 2, 7}, {3, 4}, {5, 6}, {}, {}, {}, {}, {8}, {}};

  private static final String POLICIES =
      """
      policies:
        "* -> *":
          timeout: 1s
          deadline: propagates
          retry: {attempts: 2, per-attempt: 400ms, budget: 20%, backoff: 5ms..50ms full-jitter}
          breaker: {opens-at: 50% of 20 calls, stays-open: 3s, probes: 3}
      """;

  private LargeSystem() {}

  /** A system of about so many services. */
  static SystemModel of(int services, int replicas, int seconds) {
    String text = text((services - 1) / GROUP, replicas, seconds);
    SystemModel model = Spec.read("large.yaml", text.getBytes(StandardCharsets.UTF_8)).model();
    if (model == null) {
      throw new IllegalStateException("the generated system has mistakes");
    }
    return model;
  }

  private static String text(int groups, int replicas, int seconds) {
    StringBuilder services = new StringBuilder();
    StringBuilder routes = new StringBuilder();
    StringBuilder loads = new StringBuilder();
    double rate = (double) REQUESTS_PER_SECOND / groups;
    for (int group = 0; group < groups; group++) {
      routes.append("        - GET /r" + group + " -> s" + group + "-0.go\n");
      loads.append(String.format(Locale.ROOT, "      GET /r%d: %.4f/s%n", group, rate));
      for (int i = 0; i < GROUP; i++) {
        services.append("  s" + group + "-" + i + ":\n    replicas: " + replicas + "\n");
        services.append("    endpoints:\n      go:\n        - work: exponential(mean=5ms)\n");
        for (int callee : CALLS[i]) {
          services.append("        - call: s" + group + "-" + callee + ".go\n");
        }
      }
    }
    return "ballast: 1\nsystem: large\nservices:\n"
        + "  edge:\n    workers: 100000\n    gateway:\n      routes:\n"
        + routes
        + services
        + POLICIES
        + "objectives:\n  answered:\n    route: GET /r0\n    success: 99%\n"
        + "experiments:\n  steady:\n    load:\n"
        + loads
        + "    warm-up: 1s\n    for: "
        + seconds
        + "s\n    expect: [answered]\n";
  }

  /**
   * Runs a system of 10,000 services with 10 replicas each; prints the peak of its memory in GB.
   */
  public static void main(String[] args) throws IOException {
    SystemModel model = of(10_000, 10, 20);
    long calls = Simulation.run(Plan.of(model), model.experiments().getFirst(), 1).calls();
    System.err.println(calls + " calls");
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        System.out.println(Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e9);
      }
    }
  }
}
