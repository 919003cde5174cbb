package dev.ballast.bench.simulator;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Work per second of the process's CPU time, so that collecting garbage and compiling count. The
 * median of several rounds, after some that warm the code.
 */
final class CpuMeter {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final int warmUps;
  private final int rounds;
  private final double roundSeconds;

  CpuMeter(int warmUps, int rounds, double roundSeconds) {
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.roundSeconds = roundSeconds;
  }

  /**
   * Measures.
   *
   * @param work does a part of the work and says how much that was
   */
  double perSecond(String what, LongSupplier work) {
    return perSecond(List.of(what), List.of(work))[0];
  }

  /**
   * Measures several works in turns, so that what else the machine does meets all of them.
   *
   * @param works each does a part of its work and says how much that was
   */
  double[] perSecond(List<String> names, List<LongSupplier> works) {
    double[][] rates = new double[works.size()][rounds];
    for (int round = -warmUps; round < rounds; round++) {
      for (int i = 0; i < rates.length; i++) {
        double rate = round(works.get(i));
        if (round >= 0) {
          rates[i][round] = rate;
          System.err.printf(
              Locale.ROOT, "%s, round %d: %.3g per s%n", names.get(i), round + 1, rate);
        }
      }
    }
    return Arrays.stream(rates).mapToDouble(CpuMeter::median).toArray();
  }

  private static double median(double[] rates) {
    Arrays.sort(rates);
    return rates[rates.length / 2];
  }

  private double round(LongSupplier work) {
    long done = 0;
    double begun = seconds();
    double used = 0;
    while (used < roundSeconds) {
      done += work.getAsLong();
      used = seconds() - begun;
    }
    return done / used;
  }

  private static double seconds() {
    return PROCESS.getProcessCpuTime() / 1e9;
  }
}
