package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;

/**
 * Keeps the queue that it causes between two bounds (L. Brakmo, L. Peterson, "TCP Vegas", 1995).
 * The queue is estimated as ⌈L·(1 − noLoad/rtt)⌉, where noLoad is the smallest time seen. With s =
 * max(1, ⌊log10 L⌋): a queue up to s adds β·s, one below α·s adds s, one above β·s takes s, and so
 * does any drop. Follows VegasLimit of Netflix's concurrency-limits with its numbers, down to the
 * integer logarithm; after {@code probe}·L·U(½, 1) windows the time of the moment is taken for
 * noLoad, so that a callee that has become slower for good is believed in the end. Departure: it
 * looks at windows, not at single answers.
 *
 * @param initial the first limit
 * @param alpha the queue below which it grows slowly, times s
 * @param beta the queue above which it shrinks, times s
 * @param smoothing how much of each new limit is taken, in (0, 1]
 * @param probe how many windows per unit of the limit it believes in its smallest time
 * @param windowNanos how often it decides
 */
public record Vegas(
    int initial,
    int min,
    int max,
    int alpha,
    int beta,
    double smoothing,
    int probe,
    long windowNanos)
    implements LimitConfig {
  /** As in concurrency-limits; decides every 100 ms. */
  public static final Vegas DEFAULT = new Vegas(20, 1, 1000, 3, 6, 1, 30, 100_000_000);

  public Vegas {
    Ranges.ofLimit(initial, min, max, windowNanos);
    Ranges.within(alpha, 1, 1_000, "vegas's alpha must be 1 to 1000");
    Ranges.within(beta, alpha, 1_000, "vegas's beta must be from alpha to 1000");
    Ranges.within(smoothing, 0.001, 1, "vegas's smoothing must be 0.001 to 1");
    Ranges.within(probe, 1, 1_000_000, "vegas's probe must be 1 to 1000000");
  }

  @Override
  public Estimate first() {
    return new Known(this, initial, 0, 0, 1);
  }

  /**
   * What it knows.
   *
   * @param noLoadNanos the smallest time seen since the last probe; 0 before the first
   * @param windows since the last probe
   * @param jitter of the next probe, in [½, 1]
   */
  record Known(Vegas config, double limit, long noLoadNanos, int windows, double jitter)
      implements Estimate {
    @Override
    public Known after(Sample sample, Randomness random) {
      long rtt = sample.rttNanos();
      boolean answered = rtt != Sample.NO_ANSWER;
      if (answered && windows + 1 >= jitter * config.probe * limit) {
        return new Known(config, limit, rtt, 0, 0.5 + random.nextUnit() / 2);
      }
      if (answered && (noLoadNanos == 0 || rtt < noLoadNanos)) {
        return new Known(config, limit, rtt, windows + 1, jitter);
      }
      return new Known(config, next(sample), noLoadNanos, windows + 1, jitter);
    }

    private double next(Sample sample) {
      int step = Math.max(1, (int) StrictMath.log10(limit));
      double target = limit;
      if (sample.dropped() > 0) {
        target -= step;
      } else if (sample.uses(limit)) {
        double queue = Math.ceil(limit * (1 - (double) noLoadNanos / sample.rttNanos()));
        if (queue <= step) {
          target += config.beta * step;
        } else if (queue < config.alpha * step) {
          target += step;
        } else if (queue > config.beta * step) {
          target -= step;
        }
      }
      double bounded = Math.clamp(target, config.min, config.max);
      return limit + config.smoothing * (bounded - limit);
    }

    @Override
    public long windowNanos() {
      return config.windowNanos;
    }
  }
}
