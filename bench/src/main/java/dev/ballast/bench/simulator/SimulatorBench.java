package dev.ballast.bench.simulator;

import dev.ballast.bench.Bench;
import dev.ballast.bench.Row;
import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.SystemModel;
import dev.ballast.sim.Repetitions;
import dev.ballast.sim.Simulation;
import dev.ballast.spec.Spec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The speed of the simulator: a whole system with its policies, faults and observations on; a plain
 * queue beside other simulators; and what becomes of cost and memory in a large system.
 */
public final class SimulatorBench implements Bench.Benchmark {
  private static final String STREAMING = "examples/streaming/streaming.yaml";
  private static final String QUEUE = "examples/queueing/mm1.yaml";
  private static final int[] SIZES = {10, 100, 1_000, 10_000};
  private static final int SECONDS = 50;
  private static final int EVENTS = 2_000_000;
  private static final long BILLION = 1_000_000_000L;
  private static final long CALLS_TIMED = 30_000_000L;
  private static final int THREADS = 2;

  private final boolean isLong;
  private final List<Row> rows = new ArrayList<>();

  /** The benchmark; a billion calls are extrapolated from some seconds. */
  public SimulatorBench() {
    this(false);
  }

  private SimulatorBench(boolean isLong) {
    this.isLong = isLong;
  }

  @Override
  public Bench.@Nullable Benchmark with(String option) {
    return option.equals("--billion") ? new SimulatorBench(true) : null;
  }

  @Override
  public String options() {
    return "[--billion]";
  }

  @Override
  public List<Row> run() throws IOException, InterruptedException {
    queues();
    SystemModel streaming = model(STREAMING);
    double rate = new CpuMeter(3, 9, 1.5).perSecond("streaming", runs(streaming));
    add("streaming, policies on", "simulated calls", "million per CPU s", rate / 1e6, "2 and more");
    billion(streaming);
    growth();
    double gigabytes = memory();
    add("10,000 services, 10 replicas", "peak resident memory", "GB", gigabytes, "4 and less");
    return rows;
  }

  private static SystemModel model(String file) throws IOException {
    SystemModel model = Spec.read(file, Files.readAllBytes(Path.of(file))).model();
    if (model == null) {
      throw new IllegalStateException(file + " has mistakes: ballast check tells them");
    }
    return model;
  }

  /** Runs the first experiment under another seed each time; says how many calls there were. */
  private static LongSupplier runs(SystemModel model) {
    Plan plan = Plan.of(model);
    int[] repetition = {0};
    return () -> {
      long seed = RandomStream.seedOf(1, repetition[0]++);
      return Simulation.run(plan, model.experiments().getFirst(), seed).calls();
    };
  }

  private void billion(SystemModel model) throws InterruptedException {
    long wanted = isLong ? BILLION : CALLS_TIMED;
    long begun = System.nanoTime();
    long[] calls = {0};
    Repetitions.run(
        Plan.of(model),
        model.experiments().getFirst(),
        1,
        Repetitions.Share.all(Integer.MAX_VALUE),
        THREADS,
        more -> {},
        (index, run) -> (calls[0] += run.calls()) < wanted);
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.err.printf(
        Locale.ROOT, "%d calls in %.1f s on %d threads%n", calls[0], seconds, THREADS);
    add(
        "streaming, two threads",
        isLong ? "a billion calls" : "a billion calls, by " + CALLS_TIMED / 1_000_000 + " million",
        "s",
        seconds * BILLION / calls[0],
        "below 300");
  }

  private void queues() throws IOException, InterruptedException {
    CpuMeter meter = new CpuMeter(2, 5, 1);
    double events = events(meter, "M/M/1", new BallastQueue());
    SequencedMap<String, Double> peers = new LinkedHashMap<>();
    peers.put("SSJ", events(meter, "M/M/1 in SSJ", new SsjQueue()) / 1e6);
    rows.add(
        new Row(
            "M/M/1, event core",
            "events",
            "million per CPU s",
            events / 1e6,
            peers,
            false,
            "ratio 1 and more"));
    double customers = meter.perSecond("M/M/1 as a file", runs(model(QUEUE)));
    SequencedMap<String, Double> python = new LinkedHashMap<>();
    OptionalDouble simPy = SimPyQueue.customersPerSecond();
    simPy.ifPresent(rate -> python.put("SimPy", rate / 1e3));
    rows.add(
        new Row(
            "M/M/1, event core",
            "customers",
            "thousand per CPU s",
            events / 2e3,
            python,
            false,
            "ratio 20 and more"));
    rows.add(
        new Row(
            "M/M/1, whole engine",
            "customers",
            "thousand per CPU s",
            customers / 1e3,
            python,
            false,
            ""));
  }

  /** Events per second; each customer is two. */
  private static double events(CpuMeter meter, String name, Queue queue) {
    double rate = meter.perSecond(name, () -> queue.play(EVENTS));
    queue.check();
    return rate;
  }

  private void growth() {
    List<String> names = new ArrayList<>();
    List<LongSupplier> works = new ArrayList<>();
    for (int size : SIZES) {
      names.add(String.format(Locale.ROOT, "%,d services", size));
      works.add(runs(LargeSystem.of(size, 1, SECONDS)));
    }
    double[] rates = new CpuMeter(4, 9, 1).perSecond(names, works);
    for (int i = 0; i < rates.length; i++) {
      add(names.get(i), "one call", "CPU ns", 1e9 / rates[i], "");
    }
    double growth = rates[0] / rates[rates.length - 1];
    add("10,000 services against 10", "cost of a call", "times", growth, "below 2");
  }

  private static double memory() throws IOException, InterruptedException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx4g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LargeSystem.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the large system did not fit into 4 GB");
    }
    return Double.parseDouble(output.strip());
  }

  private void add(String name, String measure, String unit, double value, String goal) {
    rows.add(new Row(name, measure, unit, value, new LinkedHashMap<>(), false, goal));
  }
}
