package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import java.util.List;

/**
 * Where replicas stand and how messages go between them. Users' requests do not take it.
 *
 * @param zones names of the zones, at least one; replica i of a service stands in zone i mod n
 * @param regions groups of zones; empty for one region that has no name, else every zone is in one
 * @param withinZone one-way delay between replicas of one zone
 * @param betweenZones one-way delay between replicas of different zones of one region
 * @param betweenRegions one-way delay between replicas of different regions
 * @param loss the share of messages that is lost and sent again, in [0, 1)
 * @param bitsPerSecond how fast a replica sends; {@link #UNBOUNDED} where that takes no time
 */
public record Network(
    List<String> zones,
    List<Region> regions,
    Distribution withinZone,
    Distribution betweenZones,
    Distribution betweenRegions,
    double loss,
    double bitsPerSecond) {
  /** Sending takes no time. */
  public static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  /** Zones near each other. */
  public record Region(String name, List<String> zones) {
    public Region {
      zones = List.copyOf(zones);
      Checks.that(!zones.isEmpty(), "the region " + name + " has at least one zone");
    }
  }

  public Network {
    zones = List.copyOf(zones);
    regions = List.copyOf(regions);
    Checks.that(!zones.isEmpty(), "a network has at least one zone");
    Checks.that(loss >= 0 && loss < 1, "a network loses 0 % to less than 100 % of its messages");
    Checks.that(bitsPerSecond > 0, "a replica sends more than nothing per second");
    if (!regions.isEmpty()) {
      List<String> placed = regions.stream().flatMap(r -> r.zones().stream()).sorted().toList();
      Checks.that(placed.equals(zones.stream().sorted().toList()), "every zone is in one region");
    }
  }

  /** One region, in which nothing is lost and sending takes no time. */
  public Network(List<String> zones, Distribution withinZone, Distribution betweenZones) {
    this(zones, List.of(), withinZone, betweenZones, betweenZones, 0, UNBOUNDED);
  }

  /** The zone of a replica, as an index into {@link #zones}. */
  public int zoneOf(int replica) {
    return replica % zones.size();
  }

  /** The one-way delay from one zone to another. */
  public Distribution delay(int fromZone, int toZone) {
    if (fromZone == toZone) {
      return withinZone;
    }
    return areInOneRegion(fromZone, toZone) ? betweenZones : betweenRegions;
  }

  private boolean areInOneRegion(int one, int other) {
    for (Region region : regions) {
      if (region.zones().contains(zones.get(one))) {
        return region.zones().contains(zones.get(other));
      }
    }
    return true;
  }

  /** The zones of a region, as indexes; none where there is no such region. */
  public List<Integer> zonesOf(String region) {
    return regions.stream()
        .filter(r -> r.name().equals(region))
        .flatMap(r -> r.zones().stream())
        .map(zones::indexOf)
        .toList();
  }
}
