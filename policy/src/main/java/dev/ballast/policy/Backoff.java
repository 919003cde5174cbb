package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Randomness;

/**
 * How long to wait before a repeat. With base b, cap C and e = min(C, b·2ⁿ) before repeat n (from
 * 0), the wait is e, U(0, e), e/2 + U(0, e/2) or min(C, U(b, 3·previous)): M. Brooker, "Exponential
 * Backoff and Jitter", AWS Architecture Blog, 2015.
 */
public record Backoff(long baseNanos, long capNanos, Jitter jitter) {
  /** No wait at all. */
  public static final Backoff NONE = new Backoff(0, 0, Jitter.NONE);

  /** Spreads the repeats of many callers that failed at the same moment. */
  public enum Jitter {
    NONE,
    FULL,
    EQUAL,
    DECORRELATED
  }

  public Backoff {
    Checks.that(baseNanos >= 0, "a backoff must not be negative");
    Checks.that(capNanos >= baseNanos, "the longest backoff must not be below the first");
  }

  /**
   * The wait before a repeat.
   *
   * @param repeat 0 before the first repeat
   * @param previousNanos the wait before, 0 at first; only decorrelated jitter looks at it
   */
  public long waitNanos(int repeat, long previousNanos, Randomness random) {
    if (capNanos == 0) {
      return 0;
    }
    // The cap is reached before b·2ⁿ can overflow.
    boolean capped = repeat > 62 || baseNanos > capNanos >> repeat;
    long exponential = baseNanos == 0 ? 0 : capped ? capNanos : baseNanos << repeat;
    return switch (jitter) {
      case NONE -> exponential;
      case FULL -> (long) (exponential * random.nextUnit());
      case EQUAL -> exponential / 2 + (long) (exponential / 2.0 * random.nextUnit());
      case DECORRELATED -> {
        double high = 3.0 * Math.max(previousNanos, baseNanos);
        yield (long)
            Math.min((double) capNanos, baseNanos + (high - baseNanos) * random.nextUnit());
      }
    };
  }
}
