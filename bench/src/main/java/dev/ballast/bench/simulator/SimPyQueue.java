package dev.ballast.bench.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The queue in SimPy, in a process of its own. */
final class SimPyQueue {
  private static final int CUSTOMERS = 300_000;
  private static final int ROUNDS = 3;

  /** Debian's own Python has Debian's SimPy, another one may come first. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private SimPyQueue() {}

  /** Customers per second of CPU time: the median of some rounds; empty where there is no SimPy. */
  static OptionalDouble customersPerSecond() throws IOException, InterruptedException {
    Path script = Files.createTempFile("mm1", ".py");
    try (InputStream text = SimPyQueue.class.getResourceAsStream("mm1.py")) {
      if (text == null) {
        throw new IllegalStateException("mm1.py is missing beside SimPyQueue.class");
      }
      Files.write(script, text.readAllBytes());
      for (String python : PYTHONS) {
        if (run(python, "-c", "import simpy") != null) {
          double[] rates = new double[ROUNDS];
          for (int i = 0; i < ROUNDS; i++) {
            rates[i] = rate(python, script);
          }
          Arrays.sort(rates);
          return OptionalDouble.of(rates[ROUNDS / 2]);
        }
      }
    } finally {
      Files.delete(script);
    }
    System.err.println("There is no SimPy: Debian's package is python3-simpy3");
    return OptionalDouble.empty();
  }

  private static double rate(String python, Path script) throws IOException, InterruptedException {
    String output = run(python, script.toString(), Integer.toString(CUSTOMERS));
    if (output == null) {
      throw new IOException("SimPy's queue failed");
    }
    String[] numbers = output.strip().split(" ", -1);
    Queue.check(Double.parseDouble(numbers[1]));
    return Double.parseDouble(numbers[0]);
  }

  /** What a program prints; null when it fails or there is none. */
  private static @Nullable String run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output : null;
    } catch (IOException noSuchProgram) {
      return null;
    }
  }
}
