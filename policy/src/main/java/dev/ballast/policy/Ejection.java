package dev.ballast.policy;

import java.util.Arrays;

/**
 * Takes single replicas out of the balancer after consecutive failures. Follows Envoy's outlier
 * detection: the n-th ejection lasts min(base·n, max); a replica is ejected only while
 * (ejected+1)/replicas stays within the ceiling; n falls by one for every sweep interval spent in
 * service, and stops growing where base·n reaches the maximum. Departures: the ceiling's default is
 * 50 %, not 10 %, so that small sets of replicas are protected at all; time is looked at when a
 * replica is chosen, not in sweeps; a replica that the ceiling spared keeps its failures, so that
 * its next one ejects it when there is room. O(1) per attempt, O(replicas) when one returns, no
 * allocation; one owner.
 */
public final class Ejection {
  /**
   * When and for how long.
   *
   * @param consecutiveFailures failures in a row that eject, at least 1
   * @param baseNanos length of the first ejection
   * @param maxNanos the longest ejection, at least the base
   * @param ceiling the share of replicas that may be out at once, in [0, 1]
   */
  public record Config(int consecutiveFailures, long baseNanos, long maxNanos, double ceiling) {
    public Config {
      Checks.that(consecutiveFailures >= 1, "consecutive failures must be at least 1");
      Checks.that(baseNanos > 0, "an ejection must last some time");
      Checks.that(maxNanos >= baseNanos, "the longest ejection must not be below the first");
      Checks.that(ceiling >= 0 && ceiling <= 1, "the ejection ceiling must be 0 % to 100 %");
    }
  }

  /** How long in service forgives one earlier ejection (Envoy's sweep interval). */
  public static final long FORGIVEN_AFTER_NANOS = 10_000_000_000L;

  private static final long IN_SERVICE = Long.MIN_VALUE;

  private final Config config;
  private final int[] failuresInRow;
  private final long[] ejections;
  private final long[] untilNanos;
  private final long[] backSinceNanos;
  private final long ejectedMax;
  private final long timesMax;
  private int ejected;
  private long firstReturnNanos = Long.MAX_VALUE;

  public Ejection(Config config, int replicas) {
    this.config = config;
    ejectedMax = Checks.atMost(config.ceiling(), replicas);
    timesMax = (config.maxNanos() - 1) / config.baseNanos() + 1;
    failuresInRow = new int[replicas];
    ejections = new long[replicas];
    untilNanos = new long[replicas];
    backSinceNanos = new long[replicas];
    Arrays.fill(untilNanos, IN_SERVICE);
  }

  /**
   * The answer of one replica.
   *
   * @return for how many nanoseconds it is ejected by this answer, or 0
   */
  public long record(int replica, boolean succeeded, long nowNanos) {
    if (succeeded) {
      failuresInRow[replica] = 0;
      return 0;
    }
    if (untilNanos[replica] != IN_SERVICE
        || ++failuresInRow[replica] < config.consecutiveFailures()) {
      return 0;
    }
    if (ejected == ejectedMax) {
      return 0;
    }
    long times = Math.min(timesMax, unforgiven(replica, nowNanos) + 1);
    long length = times == timesMax ? config.maxNanos() : config.baseNanos() * times;
    ejections[replica] = times;
    untilNanos[replica] = Deadline.after(nowNanos, length);
    firstReturnNanos = Math.min(firstReturnNanos, untilNanos[replica]);
    failuresInRow[replica] = 0;
    ejected++;
    return length;
  }

  /** Earlier ejections that time in service has not yet forgiven. */
  private long unforgiven(int replica, long nowNanos) {
    if (ejections[replica] == 0) {
      return 0;
    }
    long forgiven = (nowNanos - backSinceNanos[replica]) / FORGIVEN_AFTER_NANOS;
    return Math.max(0, ejections[replica] - forgiven);
  }

  /**
   * Puts a replica back whose time is over.
   *
   * @return true when this call put it back
   */
  public boolean returns(int replica, long nowNanos) {
    if (untilNanos[replica] == IN_SERVICE || nowNanos < untilNanos[replica]) {
      return false;
    }
    backSinceNanos[replica] = untilNanos[replica];
    untilNanos[replica] = IN_SERVICE;
    ejected--;
    firstReturnNanos = Long.MAX_VALUE;
    for (long until : untilNanos) {
      if (until != IN_SERVICE) {
        firstReturnNanos = Math.min(firstReturnNanos, until);
      }
    }
    return true;
  }

  /** Whether some replica's time is over, so that asking {@link #returns} is worth while. */
  public boolean anyReturns(long nowNanos) {
    return ejected > 0 && nowNanos >= firstReturnNanos;
  }

  /** Whether the replica is out of the balancer. */
  public boolean isEjected(int replica) {
    return untilNanos[replica] != IN_SERVICE;
  }

  /** Replicas out of the balancer now. */
  public int ejected() {
    return ejected;
  }
}
