package dev.ballast.policy;

/**
 * When a breaker opens and how it closes again.
 *
 * @param failureShare opens when at least this share of the window's attempts failed, in (0, 1]
 * @param callsMin attempts that the window must hold before it is judged, at least 1
 * @param windowNanos the window's length in time; {@link #COUNT_WINDOW} makes it the last {@code
 *     callsMin} attempts
 * @param openNanos how long it refuses before it probes
 * @param probes attempts let through while half open; all must succeed to close
 * @param slowNanos an attempt that takes longer counts as failed; {@link Deadline#NONE} disables
 */
public record BreakerConfig(
    double failureShare,
    int callsMin,
    long windowNanos,
    long openNanos,
    int probes,
    long slowNanos) {
  /** Marks a window of the last {@code callsMin} attempts. */
  public static final long COUNT_WINDOW = 0;

  /** The largest window, in attempts. */
  public static final int CALLS_MAX = 1_000_000;

  public BreakerConfig {
    Checks.that(
        failureShare > 0 && failureShare <= 1,
        "a breaker's share must be above 0 % and at most 100 %");
    Checks.that(
        callsMin >= 1 && callsMin <= CALLS_MAX, "a breaker's calls must be 1 to " + CALLS_MAX);
    Checks.that(windowNanos >= 0, "a breaker's window must not be negative");
    Checks.that(openNanos > 0, "a breaker must stay open for some time");
    Checks.that(probes >= 1 && probes <= CALLS_MAX, "a breaker needs at least one probe");
    Checks.that(slowNanos > 0, "the limit for slow calls must be positive");
  }

  /** Whether the window is the last {@code callsMin} attempts rather than a span of time. */
  public boolean countsCalls() {
    return windowNanos == COUNT_WINDOW;
  }
}
