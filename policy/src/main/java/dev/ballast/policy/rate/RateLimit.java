package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;

/**
 * How many requests are allowed, how they are counted, and for whom.
 *
 * @param rate how many in which time
 * @param burst requests allowed at once by somebody who has asked for nothing; with a sliding
 *     window always the permits of the rate
 * @param keysMax keys remembered at once; counts only with {@link Scope#KEY}
 * @param leaseNanos how long a replica may use its part of a service's limit without asking again;
 *     counts only with {@link Scope#SERVICE}
 */
public record RateLimit(
    Rate rate, int burst, Algorithm by, Scope per, int keysMax, long leaseNanos) {
  /** How requests are counted. */
  public enum Algorithm {
    /** Permits are earned evenly, and saved up to a burst. GCRA is the same under another name. */
    TOKEN_BUCKET,
    /** No more than the permits of the rate in any window, estimated from two fixed windows. */
    SLIDING_WINDOW
  }

  /** Whose requests count together. */
  public enum Scope {
    /** What one replica gets; a service allows as many times more as it has replicas. */
    REPLICA,
    /** What all replicas of the service get together; they lease parts of it from a pool. */
    SERVICE,
    /** What one replica gets about one key. */
    KEY
  }

  /** Keys remembered where nothing else is said. */
  public static final int KEYS_DEFAULT = 10_000;

  /** The most keys that can be remembered. */
  public static final int KEYS_MAX = 10_000_000;

  /** How long a lease lasts where nothing else is said. */
  public static final long LEASE_NANOS_DEFAULT = 1_000_000_000L;

  public RateLimit {
    Checks.that(burst >= 1 && burst <= Rate.PERMITS_MAX, "a burst must be 1 to 10000000");
    Checks.that(
        by == Algorithm.TOKEN_BUCKET || burst == rate.permits(),
        "a sliding window has no burst of its own: its rate is its burst");
    Checks.that(
        by == Algorithm.TOKEN_BUCKET || per == Scope.REPLICA,
        "a sliding window counts per replica; per key and per service a token bucket does");
    Checks.that(
        keysMax >= KeyedRateLimiter.WAYS && keysMax <= KEYS_MAX,
        "the keys remembered must be " + KeyedRateLimiter.WAYS + " to " + KEYS_MAX);
    Checks.that(
        leaseNanos > 0 && leaseNanos <= Rate.PER_NANOS_MAX,
        "a lease must last some time, at most 24h");
    Meter checked = meter(rate, burst, by);
    Checks.that(checked.waitNanos(checked.fresh(), 0) == 0, "a fresh limit must grant");
  }

  /** A token bucket at each replica that starts full with the permits of the rate. */
  public static RateLimit of(Rate rate) {
    return new RateLimit(
        rate,
        rate.permits(),
        Algorithm.TOKEN_BUCKET,
        Scope.REPLICA,
        KEYS_DEFAULT,
        LEASE_NANOS_DEFAULT);
  }

  /** The same with another burst. */
  public RateLimit withBurst(int value) {
    return new RateLimit(rate, value, by, per, keysMax, leaseNanos);
  }

  /** The same, counted in another way. */
  public RateLimit countedBy(Algorithm value) {
    return new RateLimit(rate, burst, value, per, keysMax, leaseNanos);
  }

  /** The same for others together. */
  public RateLimit per(Scope value) {
    return new RateLimit(rate, burst, by, value, keysMax, leaseNanos);
  }

  /** The same with so many keys remembered. */
  public RateLimit withKeys(int value) {
    return new RateLimit(rate, burst, by, per, value, leaseNanos);
  }

  /** The same with leases that last so long. */
  public RateLimit withLease(long nanos) {
    return new RateLimit(rate, burst, by, per, keysMax, nanos);
  }

  Meter meter() {
    return meter(rate, burst, by);
  }

  private static Meter meter(Rate rate, int burst, Algorithm by) {
    return switch (by) {
      case TOKEN_BUCKET -> new Gcra(rate.intervalNanos(), burst);
      case SLIDING_WINDOW -> new TwoWindows(rate.permits(), rate.perNanos());
    };
  }
}
