package dev.ballast.policy.health;

import dev.ballast.kernel.EjectionReason;
import java.util.Arrays;

/**
 * What the replicas did since the last sweep, and who of them stands out. The worst is judged
 * first, since the ceiling may leave room for one only. O(replicas · log replicas) plus O(replicas
 * · log replicas) per replica that may be slow; no allocation; used by one thread at a time.
 */
final class Sweep {
  /** Tries to eject. */
  interface Ejector {
    /** False when there is no room for more. */
    boolean eject(int replica, EjectionReason reason, long nowNanos);
  }

  /** Steps of a natural logarithm in which latencies are added up, so that sums are whole. */
  private static final double LOG_STEPS = 4096;

  private static final double MEDIAN_LOSS = StrictMath.PI / 2;
  private static final double MAD_TO_SIGMA = 1.4826;

  private final EjectionConfig config;
  private final Ejector ejector;
  final boolean[] inService;
  final long[] requests;
  final long[] failures;
  final long[] samples;
  final long[] logs;
  final long[] squares;
  private final double[] score;
  private final boolean[] stands;
  private final double[] error;
  private final double[] sorted;
  private final double[] distances;

  Sweep(EjectionConfig config, int replicas, Ejector ejector) {
    this.config = config;
    this.ejector = ejector;
    inService = new boolean[replicas];
    requests = new long[replicas];
    failures = new long[replicas];
    samples = new long[replicas];
    logs = new long[replicas];
    squares = new long[replicas];
    score = new double[replicas];
    stands = new boolean[replicas];
    error = new double[replicas];
    sorted = new double[replicas];
    distances = new double[replicas];
  }

  /** A latency as a whole number of steps of its logarithm. */
  static long steps(long latencyNanos) {
    return Math.round(StrictMath.log((double) Math.max(1, latencyNanos)) * LOG_STEPS);
  }

  /** Ejects who stands out. */
  void judge(long nowNanos) {
    if (config.successRate() != null) {
      successRate(config.successRate(), nowNanos);
    }
    if (config.failurePercentage() != null) {
      failurePercentage(config.failurePercentage(), nowNanos);
    }
    if (config.latency() != null) {
      latency(config.latency(), nowNanos);
    }
  }

  private void successRate(SuccessRateRule rule, long nowNanos) {
    int hosts = 0;
    for (int i = 0; i < score.length; i++) {
      if (inService[i] && requests[i] >= rule.requestsMin()) {
        score[i] = 100.0 * (requests[i] - failures[i]) / requests[i];
        sorted[hosts++] = score[i];
      }
    }
    double threshold =
        hosts < rule.replicasMin()
            ? Double.NEGATIVE_INFINITY
            : successThreshold(sorted, hosts, rule.deviations());
    for (int i = 0; i < score.length; i++) {
      stands[i] = inService[i] && requests[i] >= rule.requestsMin() && score[i] < threshold;
    }
    worstFirst(EjectionReason.SUCCESS_RATE, nowNanos);
  }

  /** Mean less so many standard deviations of the population of the first {@code count} rates. */
  static double successThreshold(double[] rates, int count, double deviations) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += rates[i];
    }
    double mean = sum / count;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      variance += (rates[i] - mean) * (rates[i] - mean) / count;
    }
    return mean - deviations * Math.sqrt(variance);
  }

  private void failurePercentage(FailurePercentageRule rule, long nowNanos) {
    int hosts = 0;
    for (int i = 0; i < score.length; i++) {
      boolean isJudged = inService[i] && requests[i] >= rule.requestsMin();
      hosts += isJudged ? 1 : 0;
      score[i] = isJudged ? -(double) failures[i] / requests[i] : 0;
      stands[i] = isJudged && -score[i] >= rule.threshold() - 1e-9;
    }
    if (hosts >= rule.replicasMin()) {
      worstFirst(EjectionReason.FAILURE_PERCENTAGE, nowNanos);
    }
  }

  private void latency(LatencyRule rule, long nowNanos) {
    int hosts = 0;
    double errors = 0;
    for (int i = 0; i < score.length; i++) {
      if (isTimed(i, rule)) {
        double n = samples[i];
        double mean = logs[i] / n;
        double variance = Math.max(0, (squares[i] - mean * logs[i]) / (n - 1));
        score[i] = -mean / LOG_STEPS;
        error[i] = variance / n / (LOG_STEPS * LOG_STEPS);
        errors += error[i];
        sorted[hosts++] = -score[i];
      }
    }
    Arrays.sort(sorted, 0, hosts);
    for (int i = 0; i < score.length; i++) {
      stands[i] = hosts >= rule.replicasMin() && isTimed(i, rule) && isSlow(i, hosts, errors, rule);
    }
    worstFirst(EjectionReason.LATENCY, nowNanos);
  }

  private boolean isTimed(int replica, LatencyRule rule) {
    return inService[replica] && samples[replica] >= rule.requestsMin();
  }

  private boolean isSlow(int replica, int hosts, double errors, LatencyRule rule) {
    int peers = hosts - 1;
    int left = Math.max(0, Arrays.binarySearch(sorted, 0, hosts, -score[replica]));
    double usual = peerMedian(left, peers);
    double lead = -score[replica] - usual;
    if (lead < StrictMath.log(rule.factor())) {
      return false;
    }
    double peersError = MEDIAN_LOSS * (errors - error[replica]) / peers / peers;
    if (lead <= LatencyRule.CERTAINTY * Math.sqrt(error[replica] + peersError)) {
      return false;
    }
    for (int i = 0; i < peers; i++) {
      distances[i] = Math.abs(sorted[i < left ? i : i + 1] - usual);
    }
    Arrays.sort(distances, 0, peers);
    double spread = MAD_TO_SIGMA * median(distances, peers);
    return lead > LatencyRule.SPREADS * spread;
  }

  /** Of the sorted means when the one at this place is left out. */
  private double peerMedian(int left, int peers) {
    int upper = peers / 2;
    int lower = (peers - 1) / 2;
    return (sorted[lower < left ? lower : lower + 1] + sorted[upper < left ? upper : upper + 1])
        / 2;
  }

  private static double median(double[] values, int count) {
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
  }

  /** Ejects those that stand out, the lowest score first, until there is no room. */
  private void worstFirst(EjectionReason reason, long nowNanos) {
    while (true) {
      int worst = -1;
      for (int i = 0; i < stands.length; i++) {
        if (stands[i] && (worst < 0 || score[i] < score[worst])) {
          worst = i;
        }
      }
      if (worst < 0 || !ejector.eject(worst, reason, nowNanos)) {
        return;
      }
      stands[worst] = false;
      inService[worst] = false;
    }
  }
}
