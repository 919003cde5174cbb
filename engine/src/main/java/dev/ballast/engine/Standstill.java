package dev.ballast.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Times in which nothing goes on in a replica: what happens to it is kept in order until they are
 * over. Timers of its calls run on, so that a call may still time out or be repeated meanwhile.
 */
final class Standstill {
  /** What may be kept before newcomers are refused. */
  private static final int KEPT_MAX = 65_536;

  private List<Runnable> kept = new ArrayList<>();
  private int reasons;
  private long sinceNanos;

  /** Whether there is one. */
  boolean isNow() {
    return reasons > 0;
  }

  /** When it began. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** Whether so much is kept that nobody new is let in. */
  boolean isFull() {
    return kept.size() >= KEPT_MAX;
  }

  /** Has something happen when it is over; there must be one. */
  void keep(Runnable what) {
    kept.add(what);
  }

  /** One more reason; true for the first. */
  boolean begin(long nowNanos) {
    if (reasons == 0) {
      sinceNanos = nowNanos;
    }
    return ++reasons == 1;
  }

  /** One reason less; true for the last. */
  boolean end() {
    return reasons > 0 && --reasons == 0;
  }

  /** No reason is left; true when there was one. */
  boolean endAll() {
    boolean was = isNow();
    reasons = 0;
    return was;
  }

  /** Lets happen what was kept. */
  void catchUp() {
    List<Runnable> waited = kept;
    kept = new ArrayList<>();
    waited.forEach(Runnable::run);
  }
}
