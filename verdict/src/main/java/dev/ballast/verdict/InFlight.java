package dev.ballast.verdict;

import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.Observer;

/**
 * How many requests were in the system, averaged over equal spans of the time before time 0: the
 * series in which a cold start shows. By Little's law it rises with load and with latency, so full
 * queues, cold caches and breakers that have not opened yet are all in it. One owner; not
 * thread-safe.
 */
public final class InFlight implements Observer {
  /** Spans in a series: a hundred batches of five, as MSER-5 wants them. */
  static final int SPANS = 500;

  private final long lengthNanos;
  private final double[] requestNanos = new double[SPANS];
  private long requests;
  private long untilNanos;

  /**
   * A series of the time before time 0.
   *
   * @param lengthNanos at least one nanosecond per span
   */
  public InFlight(long lengthNanos) {
    if (lengthNanos < SPANS) {
      throw new IllegalArgumentException("a series needs a nanosecond per span");
    }
    this.lengthNanos = lengthNanos;
  }

  @Override
  public void on(Observation observation) {
    switch (observation) {
      case RequestOffered offered -> {
        advance(offered.atNanos());
        requests++;
      }
      case RequestEnded ended -> {
        advance(ended.atNanos());
        requests--;
      }
      case Observation.AttemptEnded _,
          Observation.CallEnded _,
          Observation.ReplicaUsed _,
          Observation.Change _ -> {}
    }
  }

  private void advance(long atNanos) {
    long now = Math.max(untilNanos, Math.min(lengthNanos, atNanos + lengthNanos));
    while (untilNanos < now) {
      int span = (int) Math.min(SPANS - 1L, untilNanos * SPANS / lengthNanos);
      long end = span == SPANS - 1 ? lengthNanos : (span + 1L) * lengthNanos / SPANS;
      long next = Math.min(now, Math.max(untilNanos + 1, end));
      requestNanos[span] += (double) requests * (next - untilNanos);
      untilNanos = next;
    }
  }

  /** The mean number of requests in the system in each span, the earliest first. */
  double[] series() {
    advance(0);
    double[] means = new double[SPANS];
    for (int i = 0; i < SPANS; i++) {
      means[i] = requestNanos[i] * SPANS / lengthNanos;
    }
    return means;
  }

  long lengthNanos() {
    return lengthNanos;
  }
}
