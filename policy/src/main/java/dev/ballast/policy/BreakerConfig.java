package dev.ballast.policy;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Randomness;

/**
 * When a breaker opens, for how long, and how it closes again. Made by {@link #ofCalls}, {@link
 * #ofTime}, {@link #ofConsecutive} or {@link #forcedTo}, and from there by the {@code with}
 * methods.
 *
 * @param trip what opens it
 * @param pause how long it stays open
 * @param probes attempts let through while half open; all must succeed to close
 * @param rampNanos after the probes succeeded, over this time only a rising share is admitted; 0
 *     admits all at once
 * @param perEndpoint whether each endpoint of the callee has a breaker of its own
 * @param forced held in one state, whatever is answered
 */
public record BreakerConfig(
    Trip trip, Pause pause, int probes, long rampNanos, boolean perEndpoint, Forced forced) {
  /** Marks a window of the last {@code callsMin} attempts. */
  public static final long COUNT_WINDOW = 0;

  /** The largest window, in attempts. */
  public static final int CALLS_MAX = 1_000_000;

  /** Probes where nothing else is said; fewer where the window is smaller. */
  public static final int PROBES_DEFAULT = 3;

  /** How long a breaker stays open where nothing else is said. */
  public static final long PAUSE_DEFAULT_NANOS = 5_000_000_000L;

  /** Held in one state by the file or by an operator. */
  public enum Forced {
    /** Its answers decide. */
    NOT,
    /** Everything is refused. */
    OPEN,
    /** Everything is admitted and nothing is counted. */
    CLOSED
  }

  /**
   * What opens a breaker: a share of a window, failures in a row, or whichever comes first.
   *
   * @param failureShare opens when at least this share of the window's attempts failed, in (0, 1];
   *     0 for no window
   * @param callsMin attempts that the window must hold before it is judged, at least 1; 0 for no
   *     window
   * @param windowNanos the window's length in time; {@link #COUNT_WINDOW} makes it the last {@code
   *     callsMin} attempts
   * @param consecutiveFailures opens after so many failures in a row; 0 for no such limit
   * @param slowNanos an attempt that takes longer is slow; {@link Deadline#NONE} for none
   * @param slowShare opens when at least this share of the window was slow, in (0, 1]; 0 makes slow
   *     attempts failed ones
   */
  public record Trip(
      double failureShare,
      int callsMin,
      long windowNanos,
      int consecutiveFailures,
      long slowNanos,
      double slowShare) {
    /** Nothing opens it. */
    static final Trip NEVER = new Trip(0, 0, COUNT_WINDOW, 0, Deadline.NONE, 0);

    public Trip {
      if (failureShare == 0 && callsMin == 0) {
        Checks.that(windowNanos == COUNT_WINDOW, "a breaker's window needs a share of its calls");
        Checks.that(slowShare == 0, "a share of slow calls needs a window: give the calls it has");
      } else {
        Checks.that(
            failureShare > 0 && failureShare <= 1,
            "a breaker's share must be above 0 % and at most 100 %");
        Checks.that(
            callsMin >= 1 && callsMin <= CALLS_MAX, "a breaker's calls must be 1 to " + CALLS_MAX);
        Checks.that(windowNanos >= 0, "a breaker's window must not be negative");
      }
      Checks.that(
          consecutiveFailures >= 0 && consecutiveFailures <= CALLS_MAX,
          "a breaker's failures in a row must be 1 to " + CALLS_MAX + ", or 0 for no such limit");
      Checks.that(slowNanos > 0, "the limit for slow calls must be positive");
      Checks.that(
          slowShare >= 0 && slowShare <= 1,
          "the share of slow calls must be above 0 % and at most 100 %");
      Checks.that(
          slowShare == 0 || slowNanos != Deadline.NONE,
          "a share of slow calls needs the time above which a call is slow");
    }

    /** Whether a share of recent attempts is judged. */
    public boolean hasWindow() {
      return callsMin > 0;
    }
  }

  /**
   * How long a breaker stays open: with e = min(max, first·2ⁿ) after n failed rounds of probes in a
   * row, min(max, e + U(0, jitter·e)). Follows the penalty of Linkerd's failure accrual.
   *
   * @param nanos the first pause
   * @param maxNanos the longest; equal to the first for pauses of one length
   * @param jitter in [0, 1]
   */
  public record Pause(long nanos, long maxNanos, double jitter) {
    public Pause {
      Checks.that(nanos > 0, "a breaker must stay open for some time");
      Checks.that(maxNanos >= nanos, "the longest pause must not be below the first");
      Checks.that(jitter >= 0 && jitter <= 1, "the jitter of a pause must be 0 % to 100 %");
      Checks.that(
          jitter == 0 || maxNanos > nanos,
          "the jitter of a pause needs a longest pause above the first");
    }

    /**
     * The pause after so many failed rounds of probes in a row; draws only where there is jitter.
     */
    long afterRounds(int failed, Randomness random) {
      boolean capped = failed > 62 || nanos > maxNanos >> failed;
      long length = capped ? maxNanos : nanos << failed;
      return jitter == 0
          ? length
          : length + Math.min(maxNanos - length, (long) (jitter * length * random.nextUnit()));
    }
  }

  public BreakerConfig {
    Checks.that(probes >= 1 && probes <= CALLS_MAX, "a breaker needs at least one probe");
    Checks.that(
        !trip.hasWindow() || probes <= trip.callsMin(),
        "a breaker's probes must not be more than the calls of its window");
    Checks.that(rampNanos >= 0, "a breaker's ramp must not be negative");
    boolean judges = trip.hasWindow() || trip.consecutiveFailures() > 0;
    if (forced == Forced.NOT) {
      Checks.that(judges, "a breaker needs a share of its calls or a number of failures in a row");
    } else {
      Checks.that(
          !judges && rampNanos == 0 && !perEndpoint,
          "a forced breaker is held in its state: it has no share, failures in a row, ramp or"
              + " endpoints");
    }
  }

  private static BreakerConfig of(Trip trip) {
    int probes = trip.hasWindow() ? Math.min(PROBES_DEFAULT, trip.callsMin()) : PROBES_DEFAULT;
    Pause pause = new Pause(PAUSE_DEFAULT_NANOS, PAUSE_DEFAULT_NANOS, 0);
    return new BreakerConfig(trip, pause, probes, 0, false, Forced.NOT);
  }

  /** Opens when this share of the last so many attempts failed. */
  public static BreakerConfig ofCalls(double share, int calls) {
    return of(new Trip(share, calls, COUNT_WINDOW, 0, Deadline.NONE, 0));
  }

  /** Opens when this share of the attempts of a span of time failed, of so many at least. */
  public static BreakerConfig ofTime(double share, int callsMin, long windowNanos) {
    return of(new Trip(share, callsMin, windowNanos, 0, Deadline.NONE, 0));
  }

  /** Opens after so many failures in a row. */
  public static BreakerConfig ofConsecutive(int failures) {
    return of(new Trip(0, 0, COUNT_WINDOW, failures, Deadline.NONE, 0));
  }

  /** Held open or closed until an operator lets it go; closed and never opening from then on. */
  public static BreakerConfig forcedTo(Forced state) {
    Pause pause = new Pause(PAUSE_DEFAULT_NANOS, PAUSE_DEFAULT_NANOS, 0);
    return new BreakerConfig(Trip.NEVER, pause, PROBES_DEFAULT, 0, false, state);
  }

  private BreakerConfig with(Trip value) {
    return new BreakerConfig(value, pause, probes, rampNanos, perEndpoint, forced);
  }

  /** The same, opening after so many failures in a row too. */
  public BreakerConfig withConsecutive(int failures) {
    return with(
        new Trip(
            trip.failureShare,
            trip.callsMin,
            trip.windowNanos,
            failures,
            trip.slowNanos,
            trip.slowShare));
  }

  /** The same, where an attempt that takes longer has failed. */
  public BreakerConfig withSlow(long nanos) {
    return withSlow(nanos, 0);
  }

  /** The same, opening too when this share of the window took longer. */
  public BreakerConfig withSlow(long nanos, double share) {
    return with(
        new Trip(
            trip.failureShare,
            trip.callsMin,
            trip.windowNanos,
            trip.consecutiveFailures,
            nanos,
            share));
  }

  /** The same, always open for so long. */
  public BreakerConfig withPause(long nanos) {
    return withPause(new Pause(nanos, nanos, 0));
  }

  /** The same with these pauses. */
  public BreakerConfig withPause(Pause value) {
    return new BreakerConfig(trip, value, probes, rampNanos, perEndpoint, forced);
  }

  /** The same with so many probes. */
  public BreakerConfig withProbes(int value) {
    return new BreakerConfig(trip, pause, value, rampNanos, perEndpoint, forced);
  }

  /** The same with a rising share of the attempts for so long after the probes. */
  public BreakerConfig withRamp(long nanos) {
    return new BreakerConfig(trip, pause, probes, nanos, perEndpoint, forced);
  }

  /** The same, for each endpoint of the callee or for the callee as a whole. */
  public BreakerConfig withPerEndpoint(boolean value) {
    return new BreakerConfig(trip, pause, probes, rampNanos, value, forced);
  }

  /** Attempts that the window must hold before it is judged; 0 without a window. */
  public int callsMin() {
    return trip.callsMin;
  }

  /** The window's length in time, or {@link #COUNT_WINDOW}. */
  public long windowNanos() {
    return trip.windowNanos;
  }

  /** Whether the window is the last {@code callsMin} attempts rather than a span of time. */
  public boolean countsCalls() {
    return trip.windowNanos == COUNT_WINDOW;
  }
}
