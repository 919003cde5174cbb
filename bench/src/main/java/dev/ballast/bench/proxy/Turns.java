package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Measures several processes in turns, so that whatever else the machine does meets all of them
 * alike; of each the median of all rounds.
 */
final class Turns {
  /** What is measured of one process in one round. */
  interface Measure {
    double of(Server server) throws IOException, InterruptedException;
  }

  private static final int ROUNDS = 7;

  /**
   * A round that costs less than this share of the best one before shows that one can be warmer.
   */
  private static final double CHEAPER = 0.95;

  /** Rounds in a row that are not cheaper before a process counts as warm. */
  private static final int WARM_ROUNDS = 4;

  private static final int WARM_ROUNDS_MAX = 15;

  private Turns() {}

  /** The medians, by contender. */
  static SequencedMap<Contender, Double> medians(
      String what, Map<Contender, Server> servers, Measure measure)
      throws IOException, InterruptedException {
    SequencedMap<Contender, List<Double>> values = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (Map.Entry<Contender, Server> each : servers.entrySet()) {
        double value = measure.of(each.getValue());
        say("%s, round %d: %s %.2f", what, round, each.getKey().name(), value);
        values.computeIfAbsent(each.getKey(), _ -> new ArrayList<>()).add(value);
      }
    }
    SequencedMap<Contender, Double> medians = new LinkedHashMap<>();
    values.forEach((contender, measured) -> medians.put(contender, median(measured)));
    return medians;
  }

  /** Has a process work until that makes it no cheaper. */
  static void warm(String name, Server server, Measure cost)
      throws IOException, InterruptedException {
    double best = Double.MAX_VALUE;
    int since = 0;
    for (int round = 0; round < WARM_ROUNDS_MAX && since < WARM_ROUNDS; round++) {
      double now = cost.of(server);
      say("warming %s: %.2f", name, now);
      since = now < best * CHEAPER ? 0 : since + 1;
      best = Math.min(best, now);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // callers are a handful, next door
  static void say(String format, Object... values) {
    System.err.println(String.format(Locale.ROOT, format, values));
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
