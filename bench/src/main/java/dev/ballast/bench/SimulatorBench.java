package dev.ballast.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Simulation;
import dev.ballast.spec.Spec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * How many simulated calls one core makes in a second: the streaming example with its policies,
 * faults and observations on. A core's second is a second of the process's CPU time, so that
 * collecting garbage and compiling count.
 */
final class SimulatorBench implements Bench.Benchmark {
  private static final String FILE = "examples/streaming/streaming.yaml";
  private static final int ROUNDS = 9;
  private static final double ROUND_SECONDS = 1.5;

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Override
  public List<Row> run() throws IOException {
    SystemModel model = Spec.read(FILE, Files.readAllBytes(Path.of(FILE))).model();
    if (model == null) {
      throw new IllegalStateException(FILE + " has mistakes: ballast check tells them");
    }
    double rate = millionCallsPerSecond(Plan.of(model), model.experiments().getFirst());
    return List.of(
        new Row(
            "streaming, policies on",
            "simulated calls",
            "million per CPU second",
            rate,
            new LinkedHashMap<>(),
            false,
            "1 and more"));
  }

  /** The median of several rounds, after two rounds that warm the code. */
  private double millionCallsPerSecond(Plan plan, Experiment experiment) {
    double[] rates = new double[ROUNDS];
    int repetition = 0;
    for (int round = -2; round < ROUNDS; round++) {
      long calls = 0;
      double begun = process.getProcessCpuTime() / 1e9;
      double used = 0;
      while (used < ROUND_SECONDS) {
        calls += Simulation.run(plan, experiment, RandomStream.seedOf(1, repetition++)).calls();
        used = process.getProcessCpuTime() / 1e9 - begun;
      }
      if (round >= 0) {
        rates[round] = calls / used / 1e6;
        System.err.printf("round %d: %.2f million calls per CPU second%n", round + 1, rates[round]);
      }
    }
    Arrays.sort(rates);
    return rates[ROUNDS / 2];
  }
}
