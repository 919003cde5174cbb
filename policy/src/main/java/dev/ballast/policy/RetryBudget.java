package dev.ballast.policy;

import dev.ballast.kernel.Checks;

/**
 * Bounds the repeats of all calls of an edge together. Safe for threads and lock-free; what one
 * thread does alone is exact and repeatable. Tell it of every call, ask before every repeat, and
 * give back each repeat that was granted.
 */
public sealed interface RetryBudget permits RetryBudget.Boundless, ShareBudget, TokenBudget {
  /** {@link #repeatsLeft} where there is no bound. */
  long BOUNDLESS = Long.MAX_VALUE;

  /** The bound. */
  sealed interface Config {
    /** No bound besides the attempts of each call. */
    Config UNLIMITED = new Unlimited();
  }

  /** No bound. */
  record Unlimited() implements Config {}

  /**
   * Repeats at once, those that wait in their backoff included, up to max(floor, ⌊share · active
   * calls⌋); see {@link ShareBudget}.
   *
   * @param share of the active calls, in [0, 1]
   * @param floor repeats that are always allowed at once
   */
  record Share(double share, int floor) implements Config {
    public Share {
      Checks.that(share >= 0 && share <= 1, "a retry budget must be 0 % to 100 %");
      Checks.that(floor >= 0, "the floor of a retry budget must not be negative");
    }

    /** Repeats allowed at once with so many calls under way. */
    public long allowed(long active) {
      return Math.max(floor, Checks.atMost(share, active));
    }
  }

  /**
   * Repeats in any window of time up to share · calls + perSecond · window; see {@link
   * TokenBudget}.
   *
   * @param share what each call is worth, in repeats, in [0, 1]
   * @param perSecond repeats allowed even where nobody calls, 0 to {@link #PER_SECOND_MAX}
   * @param windowNanos how long what a call is worth can be used, {@link #WINDOW_NANOS_MIN} to
   *     {@link #WINDOW_NANOS_MAX}
   */
  record Bucket(double share, double perSecond, long windowNanos) implements Config {
    /** The largest rate of repeats that a budget can keep in reserve. */
    public static final double PER_SECOND_MAX = 1_000_000;

    /** The shortest window: one second, as in Finagle. */
    public static final long WINDOW_NANOS_MIN = 1_000_000_000L;

    /** The longest window: a minute, as in Finagle. */
    public static final long WINDOW_NANOS_MAX = 60_000_000_000L;

    public Bucket {
      Checks.that(share >= 0 && share <= 1, "a retry budget must be 0 % to 100 %");
      Checks.that(
          perSecond >= 0 && perSecond <= PER_SECOND_MAX,
          "a retry budget must keep 0 to 1000000 repeats per second in reserve");
      Checks.that(
          windowNanos >= WINDOW_NANOS_MIN && windowNanos <= WINDOW_NANOS_MAX,
          "the window of a retry budget must be 1 s to 60 s");
    }
  }

  /** A budget of which nothing is used. */
  static RetryBudget of(Config config) {
    return switch (config) {
      case Unlimited _ -> Boundless.INSTANCE;
      case Share share -> new ShareBudget(share);
      case Bucket bucket -> new TokenBudget(bucket);
    };
  }

  /** A call begins. */
  void callBegins(long nowNanos);

  /** A call ends; its repeats have been given back. */
  void callEnds();

  /** Asks for one repeat; granted repeats are given back by {@link #repeatEnds}. */
  boolean tryRepeat(long nowNanos);

  /** A granted repeat has its answer or was given up. */
  void repeatEnds();

  /** How many repeats would be granted now, one after the other; {@link #BOUNDLESS} for any. */
  long repeatsLeft(long nowNanos);

  /** Grants everything and counts nothing. */
  final class Boundless implements RetryBudget {
    private static final Boundless INSTANCE = new Boundless();

    private Boundless() {}

    @Override
    public void callBegins(long nowNanos) {}

    @Override
    public void callEnds() {}

    @Override
    public boolean tryRepeat(long nowNanos) {
      return true;
    }

    @Override
    public void repeatEnds() {}

    @Override
    public long repeatsLeft(long nowNanos) {
      return BOUNDLESS;
    }
  }
}
