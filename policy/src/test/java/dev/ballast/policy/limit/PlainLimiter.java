package dev.ballast.policy.limit;

import dev.ballast.kernel.Randomness;
import dev.ballast.policy.limit.Limiter.Ended;

/** What a {@link Limiter} decides, for one thread, with a plain count of everything. */
final class PlainLimiter {
  private final LimitConfig config;
  private final Randomness random;
  private Estimate estimate;
  private long inFlight;
  private long most;
  private long nanos;
  private long answered;
  private long dropped;
  private Medians medians = new Medians();
  private long closes = Long.MIN_VALUE;

  PlainLimiter(LimitConfig config, Randomness random) {
    this.config = config;
    this.random = random;
    estimate = config.first();
  }

  int limit() {
    return (int) estimate.limit();
  }

  boolean tryEnter() {
    if (inFlight >= limit()) {
      return false;
    }
    inFlight++;
    most = Math.max(most, inFlight);
    return true;
  }

  void leave(Ended ended, long entered, long now) {
    inFlight--;
    if (ended == Ended.IGNORED || entered < estimate.sinceNanos()) {
      return;
    }
    if (ended == Ended.DROPPED) {
      dropped++;
    } else {
      answered++;
      nanos += Math.max(1, now - entered);
      medians.add(Math.max(1, now - entered));
    }
    if (closes == Long.MIN_VALUE) {
      closes = now + estimate.windowNanos();
    }
    if (now >= closes && answered + dropped >= estimate.samplesMin()) {
      long typical = config.usesMedian() ? medians.drain() : nanos / Math.max(1, answered);
      long rtt = answered == 0 ? Sample.NO_ANSWER : Math.max(1, typical);
      estimate = estimate.after(new Sample(rtt, most, answered, dropped, now), random);
      most = inFlight;
      nanos = 0;
      answered = 0;
      dropped = 0;
      medians = new Medians();
      closes = now + estimate.windowNanos();
    }
  }
}
