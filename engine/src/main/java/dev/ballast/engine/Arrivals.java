package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.RandomStream;
import dev.ballast.model.ArrivalRate;

/**
 * An open load: requests come whether or not the system keeps up.
 *
 * <p>Gaps are drawn in operational time, in which one request is expected per unit; real time is
 * found by inverting the cumulated rate (E. Çinlar, "Introduction to Stochastic Processes", 1975,
 * chapter 4). That is exact however the rate changes, and the n-th request has the same draw behind
 * it under every rate.
 */
final class Arrivals extends Timer implements Source {
  private final ArrivalRate rate;
  private final Distribution gap;
  private final Door door;
  private final World world;
  private final RandomStream random;
  private double factor;

  /** The moment from which {@link #left} counts. */
  private double since;

  /** Operational time from {@link #since} to the next request. */
  private double left;

  /** The moment of the next request; infinite when none will come at this rate. */
  private double next;

  /**
   * An open load.
   *
   * @param rate at a factor of 1
   * @param gap between two requests in operational time, with mean 1
   */
  Arrivals(ArrivalRate rate, Distribution gap, Door door, World world, RandomStream random) {
    this.rate = rate;
    this.gap = gap;
    this.door = door;
    this.world = world;
    this.random = random;
    since = world.nowNanos();
    left = gap.sample(random);
  }

  /** As {@link Source#times}, but a factor of 0 is allowed too: nobody comes. */
  @Override
  public void times(double times) {
    double now = world.nowNanos();
    left = Math.max(0, left - factor * rate.between(since, now));
    since = now;
    factor = times;
    next = next();
    world.cancel(this);
    await();
  }

  private double next() {
    return factor == 0 ? Double.POSITIVE_INFINITY : rate.after(since, left / factor);
  }

  private void await() {
    if (!door.isClosedAt(next)) {
      world.start(this, Math.max(0, (long) Math.ceil(next) - world.nowNanos()));
    }
  }

  @Override
  public void fires() {
    while (next <= world.nowNanos()) {
      door.ask((long) next, result -> {});
      since = next;
      left = gap.sample(random);
      next = next();
    }
    await();
  }
}
