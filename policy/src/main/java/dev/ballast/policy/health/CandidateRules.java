package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Among which replicas the balancer chooses. Made from {@link #DEFAULT} by the {@code with}
 * methods.
 *
 * @param panicBelow below this share of replicas in service all of a pool are used, in [0, 1]; with
 *     0 only when none is left
 * @param zones null where all zones are alike
 * @param tiers null where all zones have the same priority
 * @param slowStart null where a replica that comes back has its full weight at once
 */
public record CandidateRules(
    double panicBelow,
    @Nullable ZonePreference zones,
    @Nullable Tiers tiers,
    @Nullable SlowStart slowStart) {
  /** One pool of all replicas, with Envoy's panic threshold. */
  public static final CandidateRules DEFAULT = new CandidateRules(0.5, null, null, null);

  public CandidateRules {
    Checks.that(panicBelow >= 0 && panicBelow <= 1, "a panic threshold must be 0 % to 100 %");
  }

  /** The same with this panic threshold. */
  public CandidateRules withPanicBelow(double share) {
    return new CandidateRules(share, zones, tiers, slowStart);
  }

  /** The same with this preference of zones, or none. */
  public CandidateRules withZones(@Nullable ZonePreference value) {
    return new CandidateRules(panicBelow, value, tiers, slowStart);
  }

  /** The same with these tiers, or none. */
  public CandidateRules withTiers(@Nullable Tiers value) {
    return new CandidateRules(panicBelow, zones, value, slowStart);
  }

  /** The same with this slow start, or none. */
  public CandidateRules withSlowStart(@Nullable SlowStart value) {
    return new CandidateRules(panicBelow, zones, tiers, value);
  }
}
