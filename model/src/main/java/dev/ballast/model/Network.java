package dev.ballast.model;

import dev.ballast.kernel.Distribution;
import java.util.List;

/**
 * Where replicas stand and how long messages take between them, one way.
 *
 * @param zones names of the zones, at least one; replica i of a service stands in zone i mod n
 * @param withinZone one-way delay between replicas of one zone
 * @param betweenZones one-way delay between replicas of different zones
 */
public record Network(List<String> zones, Distribution withinZone, Distribution betweenZones) {
  public Network {
    zones = List.copyOf(zones);
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("a network has at least one zone");
    }
  }

  /** The zone of a replica, as an index into {@link #zones}. */
  public int zoneOf(int replica) {
    return replica % zones.size();
  }

  /** The one-way delay from one zone to another. */
  public Distribution delay(int fromZone, int toZone) {
    return fromZone == toZone ? withinZone : betweenZones;
  }
}
