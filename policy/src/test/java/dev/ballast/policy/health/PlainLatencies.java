package dev.ballast.policy.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The three conditions of {@link LatencyRule} as they are written down, from the single values. */
final class PlainLatencies {
  private PlainLatencies() {}

  static List<Integer> slow(double[][] logs, LatencyRule rule) {
    List<Integer> judged =
        IntStream.range(0, logs.length)
            .filter(i -> logs[i].length >= rule.requestsMin())
            .boxed()
            .toList();
    List<Integer> slow = new ArrayList<>();
    for (int replica : judged) {
      List<Integer> peers = judged.stream().filter(i -> i != replica).toList();
      if (judged.size() < rule.replicasMin()) {
        continue;
      }
      double usual = median(peers.stream().mapToDouble(i -> mean(logs[i])).toArray());
      double lead = mean(logs[replica]) - usual;
      double v = peers.stream().mapToDouble(i -> squaredError(logs[i])).average().orElseThrow();
      double error = Math.sqrt(squaredError(logs[replica]) + Math.PI / 2 * v / peers.size());
      double spread =
          1.4826
              * median(peers.stream().mapToDouble(i -> Math.abs(mean(logs[i]) - usual)).toArray());
      if (lead >= Math.log(rule.factor()) && lead > 5 * error && lead > 3 * spread) {
        slow.add(replica);
      }
    }
    return slow;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double squaredError(double[] values) {
    double mean = mean(values);
    double sum = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return sum / (values.length - 1) / values.length;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
