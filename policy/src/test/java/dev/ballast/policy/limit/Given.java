package dev.ballast.policy.limit;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Randomness;
import dev.ballast.policy.limit.Limiter.Ended;
import java.util.List;

/** Samples in a few words. */
final class Given {
  static final long MS = 1_000_000;

  /** Every way to end. */
  static final List<Ended> ENDS = List.of(Ended.ANSWERED, Ended.DROPPED, Ended.IGNORED);

  private Given() {}

  /** A window of a hundred answers, with so much in flight. */
  static Sample window(double rttMillis, long inFlight) {
    return new Sample(Math.round(rttMillis * MS), inFlight, 100, 0, 0);
  }

  /** The same with some drops. */
  static Sample window(double rttMillis, long inFlight, long dropped) {
    return new Sample(Math.round(rttMillis * MS), inFlight, 100, dropped, 0);
  }

  /** A window in which nothing was answered. */
  static Sample silence(long inFlight) {
    return new Sample(Sample.NO_ANSWER, inFlight, 0, 10, 0);
  }

  static Randomness random() {
    return RandomStream.of(1, "limit");
  }

  /** Always draws a half. */
  static Randomness halves() {
    return () -> Long.MIN_VALUE;
  }
}
