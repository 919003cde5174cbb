package dev.ballast.explore;

import dev.ballast.kernel.Units;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.Observer;

/**
 * When users were answered in time: the requests of each route by the moment at which they were
 * asked, and those of them that were answered, degraded ones included, before the user noticed.
 */
final class Goodput implements Observer {
  private static final long BIN_NANOS = 100 * Units.MILLISECOND;
  private static final int BINS_MAX = 5_000;

  /** A window holds at least this many requests, so that one failure is not a bad time. */
  static final int REQUESTS_MIN = 50;

  /** A window is at least this long. */
  private static final long WINDOW_NANOS_MIN = Units.SECOND;

  private final long lengthNanos;
  private final long binNanos;
  private final long[] patienceNanos;
  private final long[][] offered;
  private final long[][] good;

  /**
   * Of a run of this length.
   *
   * @param patienceNanos by route: answers that take longer are not in time
   */
  Goodput(long lengthNanos, long[] patienceNanos) {
    this.lengthNanos = lengthNanos;
    this.patienceNanos = patienceNanos.clone();
    binNanos = Math.max(BIN_NANOS, lengthNanos / BINS_MAX + 1);
    int bins = (int) (lengthNanos / binNanos) + 1;
    offered = new long[patienceNanos.length][bins];
    good = new long[patienceNanos.length][bins];
  }

  @Override
  public void on(Observation observation) {
    if (observation instanceof RequestOffered o && isMeasured(o.atNanos())) {
      offered[o.route()][bin(o.atNanos())]++;
    } else if (observation instanceof RequestEnded o
        && isMeasured(o.startedNanos())
        && o.result().isSuccess()
        && o.latencyNanos() <= patienceNanos[o.route()]) {
      good[o.route()][bin(o.startedNanos())]++;
    }
  }

  private boolean isMeasured(long atNanos) {
    return atNanos >= 0 && atNanos < lengthNanos;
  }

  private int bin(long atNanos) {
    return (int) (atNanos / binNanos);
  }

  /** Requests that users asked per second from this moment on. */
  double perSecond(long fromNanos) {
    long sum = 0;
    for (long[] route : offered) {
      sum += sum(route, bin(fromNanos));
    }
    return sum * (double) Units.SECOND / (lengthNanos - bin(fromNanos) * binNanos);
  }

  /**
   * Whether so large a share of every route's requests from this moment on was answered in time.
   */
  boolean isInOrderFrom(long fromNanos, double share) {
    for (int route = 0; route < offered.length; route++) {
      long asked = sum(offered[route], bin(fromNanos));
      boolean isUsed = sum(offered[route], 0) > 0;
      // Nobody asks any more where all users wait for an answer that does not come.
      if (isUsed && (asked == 0 || sum(good[route], bin(fromNanos)) < share * asked)) {
        return false;
      }
    }
    return true;
  }

  /**
   * From when on every window was in order, on every route; what is left at the end and fills no
   * window counts for nothing.
   *
   * @return a moment from {@code fromNanos} to the end of the run
   */
  long inOrderSince(long fromNanos, double share) {
    long since = fromNanos;
    for (int route = 0; route < offered.length; route++) {
      int bin = bin(fromNanos);
      while (bin < offered[route].length) {
        long asked = 0;
        long answered = 0;
        int first = bin;
        while (bin < offered[route].length
            && (asked < REQUESTS_MIN || (bin - first) * binNanos < WINDOW_NANOS_MIN)) {
          asked += offered[route][bin];
          answered += good[route][bin];
          bin++;
        }
        boolean isRest = asked < REQUESTS_MIN && first > bin(fromNanos);
        if (!isRest && answered < share * asked) {
          since = Math.max(since, Math.min(lengthNanos, bin * binNanos));
        }
      }
    }
    return since;
  }

  private static long sum(long[] bins, int from) {
    long sum = 0;
    for (int i = from; i < bins.length; i++) {
      sum += bins[i];
    }
    return sum;
  }
}
