package dev.ballast.bench;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Simulation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * How many simulated calls one core makes in a second of its CPU time: the streaming example with
 * its policies, faults and observations on.
 */
final class SimulatorBench implements Bench.Benchmark {
  private static final int ROUNDS = 9;
  private static final long ROUND_NANOS = 1_500_000_000L;

  @Override
  public List<Row> run() throws IOException {
    SystemModel model = Streaming.model(Files.readAllBytes(Path.of(Streaming.FILE)));
    Experiment experiment = model.experiments().getFirst();
    return List.of(
        new Row(
            "streaming, policies on",
            "simulated calls per CPU second",
            "million/s",
            millionCallsPerSecond(Plan.of(model), experiment),
            new LinkedHashMap<>(),
            false,
            "1 and more"));
  }

  /** The median of several rounds on this thread, after two rounds that warm the code. */
  private static double millionCallsPerSecond(Plan plan, Experiment experiment) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] rates = new double[ROUNDS];
    int repetition = 0;
    for (int round = -2; round < ROUNDS; round++) {
      long calls = 0;
      long begun = threads.getCurrentThreadCpuTime();
      long used = 0;
      while (used < ROUND_NANOS) {
        calls += Simulation.run(plan, experiment, RandomStream.seedOf(1, repetition++)).calls();
        used = threads.getCurrentThreadCpuTime() - begun;
      }
      if (round >= 0) {
        rates[round] = calls / (used / 1e9) / 1e6;
        System.err.printf("round %d: %.2f million/s%n", round + 1, rates[round]);
      }
    }
    Arrays.sort(rates);
    return rates[ROUNDS / 2];
  }
}
