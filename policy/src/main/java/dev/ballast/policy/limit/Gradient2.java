package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;

/**
 * Follows the ratio of the usual time to the time of the moment: g = clamp(tolerance·long/short, ½,
 * 1), L' = L·(1 − smoothing) + smoothing·(L·g + queue). The usual time is an exponential average
 * over {@code longWindow} windows, the mean of all while there are fewer than 10; where it is more
 * than twice the time of the moment, 5 % of it are dropped at once, so that a past overload is
 * forgotten soon. A limit of which less than half is in flight stays as it is. Follows
 * Gradient2Limit of Netflix's concurrency-limits with its numbers.
 *
 * <p>Departures: it looks at windows, as that library's WindowedLimit does, not at single answers,
 * with which its usual time would follow an overload within 600 calls; a window in which at least
 * half was dropped counts as a gradient of ½, since a callee that refuses quickly must not look
 * fast. Known and kept: under an overload without end the usual time rises, and with it the limit;
 * with the default window that takes minutes, and {@code max} ends it.
 *
 * @param initial the first limit
 * @param queue what is added in each window: the queue that is tolerated
 * @param smoothing how much of each new limit is taken, in (0, 1]
 * @param longWindow windows that the usual time spans
 * @param tolerance how much slower than usual is still well
 * @param windowNanos how often it decides
 */
public record Gradient2(
    int initial,
    int min,
    int max,
    int queue,
    double smoothing,
    int longWindow,
    double tolerance,
    long windowNanos)
    implements LimitConfig {
  /** As in concurrency-limits with its WindowedLimit. */
  public static final Gradient2 DEFAULT =
      new Gradient2(20, 20, 200, 4, 0.2, 600, 1.5, 1_000_000_000);

  private static final int WARM_UP = 10;
  private static final double FORGETS = 0.95;

  public Gradient2 {
    Ranges.ofLimit(initial, min, max, windowNanos);
    Ranges.within(queue, 0, LIMIT_MAX, "gradient2's queue must be 0 to " + LIMIT_MAX);
    Ranges.within(smoothing, 0.001, 1, "gradient2's smoothing must be 0.001 to 1");
    Ranges.within(longWindow, 1, 1_000_000, "gradient2's long window must be 1 to 1000000");
    Ranges.within(tolerance, 1, 100, "gradient2's tolerance must be 1 to 100");
  }

  @Override
  public Estimate first() {
    return new Known(this, initial, 0, 0);
  }

  /**
   * What it knows.
   *
   * @param longNanos the usual time
   * @param warm windows that the usual time has seen, counted up to 10
   */
  record Known(Gradient2 config, double limit, double longNanos, int warm) implements Estimate {
    @Override
    public Known after(Sample sample, Randomness random) {
      long rtt = sample.rttNanos();
      if (rtt == Sample.NO_ANSWER) {
        return new Known(config, next(0.5), longNanos, warm);
      }
      int seen = Math.min(WARM_UP, warm + 1);
      double share = warm < WARM_UP ? 1.0 / seen : 2.0 / (config.longWindow + 1);
      double usual = longNanos + share * (rtt - longNanos);
      double kept = usual > 2.0 * rtt ? usual * FORGETS : usual;
      if (sample.isMostlyDropped()) {
        return new Known(config, next(0.5), kept, seen);
      }
      if (!sample.uses(limit)) {
        return new Known(config, limit, kept, seen);
      }
      double gradient = Math.clamp(config.tolerance * usual / rtt, 0.5, 1.0);
      return new Known(config, next(gradient), kept, seen);
    }

    private double next(double gradient) {
      double target = limit * gradient + config.queue;
      double smoothed = limit * (1 - config.smoothing) + target * config.smoothing;
      return Math.clamp(smoothed, config.min, config.max);
    }

    @Override
    public long windowNanos() {
      return config.windowNanos;
    }
  }
}
