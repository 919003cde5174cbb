package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Zones by priority: replicas in the zones of the first tier are used while enough of them are in
 * service, those of the next ones help out or take over.
 *
 * @param zones names of zones, the first tier first; at least two tiers, each zone once
 */
public record Tiers(List<List<String>> zones) {
  public Tiers {
    zones = zones.stream().map(List::copyOf).toList();
    Checks.that(zones.size() >= 2, "one tier alone has nothing to fail over to: name two or more");
    Set<String> seen = new HashSet<>();
    for (List<String> tier : zones) {
      Checks.that(!tier.isEmpty(), "a tier needs at least one zone");
      for (String zone : tier) {
        Checks.that(seen.add(zone), "a zone belongs to one tier, but " + zone + " is in two");
      }
    }
  }

  /** The tier of a zone, or −1. */
  public int of(String zone) {
    for (int i = 0; i < zones.size(); i++) {
      if (zones.get(i).contains(zone)) {
        return i;
      }
    }
    return -1;
  }
}
