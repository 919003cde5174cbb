package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;

/**
 * Compares the median time of each window with the median under almost no load, which it measures
 * from time to time: g = clamp(minRtt·(1 + buffer)/rtt, ½, 2), L' = ⌊L·g + √(L·g)⌋. Follows Envoy's
 * gradient controller (adaptive concurrency filter): it begins at its minimum and measures; it
 * measures again, with the limit at its minimum for {@code requests} answers, when {@code interval}
 * and a jitter have passed or when five windows in a row ended at the minimum; what entered before
 * a measurement does not count in it.
 *
 * <p>Departures: a limit of which less than half is in flight does not grow (Envoy's does); a
 * window in which at least half was dropped counts as a gradient of ½; a window holds at least 10
 * answers; a measurement that is due begins at the end of a window.
 *
 * @param min the smallest limit, and the limit while it measures
 * @param requests answers of a measurement
 * @param intervalNanos from one measurement to the next
 * @param jitter the share of the interval that chance may add, so that not all callers measure at
 *     once
 * @param buffer how much slower than with no load is still well
 * @param windowNanos how often it decides
 */
public record Gradient(
    int min,
    int max,
    int requests,
    long intervalNanos,
    double jitter,
    double buffer,
    long windowNanos)
    implements LimitConfig {
  /** As in Envoy; it leaves interval and window to the user, these are those of its examples. */
  public static final Gradient DEFAULT =
      new Gradient(3, 1000, 50, 60_000_000_000L, 0.15, 0.25, 100_000_000);

  private static final int AT_MINIMUM_MAX = 5;

  public Gradient {
    Ranges.ofLimit(min, min, max, windowNanos);
    Ranges.within(requests, 1, 1_000_000, "a gradient's requests must be 1 to 1000000");
    Ranges.that(
        intervalNanos >= windowNanos, "a gradient's interval must not be shorter than its window");
    Ranges.that(intervalNanos <= 1L << 60, "a gradient's interval must be at most 36 years");
    Ranges.within(jitter, 0, 1, "a gradient's jitter must be 0 % to 100 %");
    Ranges.within(buffer, 0, 1, "a gradient's buffer must be 0 % to 100 %");
  }

  @Override
  public Estimate first() {
    return new Measuring(this, min, Long.MIN_VALUE);
  }

  @Override
  public boolean usesMedian() {
    return true;
  }

  /**
   * The limit is at its minimum until the time under almost no load is known.
   *
   * @param deferred the limit from before, taken up again afterwards
   */
  record Measuring(Gradient config, double deferred, long sinceNanos) implements Estimate {
    @Override
    public double limit() {
      return config.min;
    }

    @Override
    public Estimate after(Sample sample, Randomness random) {
      if (sample.isMostlyDropped()) {
        return this;
      }
      long wait = config.intervalNanos;
      wait += (long) (wait * config.jitter * random.nextUnit());
      return new Running(config, deferred, sample.rttNanos(), 0, sample.nowNanos() + wait);
    }

    @Override
    public long windowNanos() {
      return 0;
    }

    @Override
    public int samplesMin() {
      return config.requests;
    }

    @Override
    public boolean isMeasuring() {
      return true;
    }
  }

  /**
   * The limit follows the load.
   *
   * @param minRttNanos the median time under almost no load
   * @param atMinimum windows in a row that left the limit at its minimum
   * @param measuresNanos when to measure again
   */
  record Running(Gradient config, double limit, long minRttNanos, int atMinimum, long measuresNanos)
      implements Estimate {
    @Override
    public Estimate after(Sample sample, Randomness random) {
      double wanted = Math.clamp(wanted(sample), config.min, config.max);
      double next = sample.uses(limit) ? wanted : Math.min(limit, wanted);
      boolean stays = limit == config.min && wanted == config.min;
      int times = stays ? atMinimum + 1 : 0;
      if (times == AT_MINIMUM_MAX || sample.nowNanos() >= measuresNanos) {
        return new Measuring(config, next, sample.nowNanos());
      }
      return new Running(config, next, minRttNanos, times, measuresNanos);
    }

    private double wanted(Sample sample) {
      double gradient =
          sample.isMostlyDropped()
              ? 0.5
              : Math.clamp(minRttNanos * (1 + config.buffer) / sample.rttNanos(), 0.5, 2.0);
      double scaled = limit * gradient;
      return Math.floor(scaled + Math.sqrt(scaled));
    }

    @Override
    public long windowNanos() {
      return config.windowNanos;
    }
  }
}
