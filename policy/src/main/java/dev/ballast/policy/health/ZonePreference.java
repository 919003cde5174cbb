package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * Calls prefer replicas in the caller's own zone, as far as the zones' capacities are balanced; see
 * {@link ZoneShares}.
 *
 * @param healthyMin with fewer replicas in service zones do not matter, at least 2
 */
public record ZonePreference(int healthyMin) {
  /** Envoy's: six replicas. */
  public static final ZonePreference DEFAULT = new ZonePreference(6);

  public ZonePreference {
    Checks.that(healthyMin >= 2, "preferring a zone takes at least 2 replicas");
  }
}
