package dev.ballast.policy.balance;

import dev.ballast.kernel.Randomness;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Of two random candidates the one that costs less: recent latency · (in flight / weight + 1).
 * Follows Finagle's Peak EWMA: a larger latency is taken at once, a smaller one moves the average
 * by 1 − e^(−Δt/τ), and between samples the average falls towards nothing with e^(−Δt/τ), so that a
 * replica that was slow is tried again; one that has not answered yet is taken while it is idle,
 * and then left alone until it has.
 *
 * <p>Departure: a failed attempt can raise the average but not lower it, or a replica that fails at
 * once would seem the best of all.
 *
 * <p>Threads: each span of time is given to one of them, by a swap of the time of the last sample;
 * the average itself changes by a swap too. No sample is lost, none is weighed twice.
 */
final class CheaperOfTwo implements Chooser {
  private static final long NEVER = Long.MIN_VALUE;

  /** The cost of a replica with something in flight that has not answered yet: above all others. */
  private static final double UNKNOWN = 1e30;

  private final double decayNanos;
  private final Loads loads;
  private final Randomness random;
  private final AtomicLongArray averages;
  private final AtomicLongArray sampledNanos;

  CheaperOfTwo(long decayNanos, int replicas, Loads loads, Randomness random) {
    this.decayNanos = decayNanos;
    this.loads = loads;
    this.random = random;
    averages = new AtomicLongArray(replicas); // the bits of doubles; those of 0.0 are 0
    sampledNanos = new AtomicLongArray(replicas);
    for (int i = 0; i < replicas; i++) {
      sampledNanos.set(i, NEVER);
    }
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    int first = candidates.draw(random, avoid, Balancer.NONE);
    int count = candidates.count() - (avoid == Balancer.NONE ? 0 : 1);
    if (count == 1) {
      return first;
    }
    int second = candidates.draw(random, avoid, first);
    return cost(candidates, second, nowNanos) < cost(candidates, first, nowNanos) ? second : first;
  }

  private double cost(Candidates candidates, int replica, long nowNanos) {
    int pending = loads.of(replica);
    if (sampledNanos.get(replica) == NEVER) {
      return pending == 0 ? 0 : UNKNOWN + pending;
    }
    return average(replica, nowNanos) * (pending / candidates.weight(replica) + 1);
  }

  /** The average as of now, 0 before the first answer. */
  double average(int replica, long nowNanos) {
    long sampled = sampledNanos.get(replica);
    double average = Double.longBitsToDouble(averages.get(replica));
    return sampled == NEVER ? 0 : average * remains(nowNanos - sampled);
  }

  private double remains(long passedNanos) {
    return passedNanos <= 0 ? 1 : StrictMath.exp(-passedNanos / decayNanos);
  }

  @Override
  public void ended(int replica, long latencyNanos, boolean good, long nowNanos) {
    double weightOfPast = pass(replica, nowNanos);
    while (true) {
      long bits = averages.get(replica);
      double average = Double.longBitsToDouble(bits);
      double changed =
          latencyNanos >= average
              ? latencyNanos
              : good ? latencyNanos + (average - latencyNanos) * weightOfPast : average;
      if (averages.compareAndSet(replica, bits, Double.doubleToRawLongBits(changed))) {
        return;
      }
    }
  }

  @Override
  public void forget(int replica) {
    averages.set(replica, 0); // the bits of 0.0
    sampledNanos.set(replica, NEVER);
  }

  /** Takes the time since the last sample, and says what remains of the average after it. */
  private double pass(int replica, long nowNanos) {
    while (true) {
      long sampled = sampledNanos.get(replica);
      if (sampled != NEVER && nowNanos <= sampled) {
        return 1;
      }
      if (sampledNanos.compareAndSet(replica, sampled, nowNanos)) {
        return sampled == NEVER ? 0 : remains(nowNanos - sampled);
      }
    }
  }
}
