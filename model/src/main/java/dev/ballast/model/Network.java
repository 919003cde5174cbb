package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import java.util.List;

/**
 * Where replicas stand and how messages go between them. Users' requests do not take it, except
 * that they pass proxies too.
 *
 * @param zones names of the zones, at least one; replica i of a service stands in zone i mod n
 * @param regions groups of zones; empty for one region that has no name, else every zone is in one
 * @param withinZone one-way delay between replicas of one zone
 * @param betweenZones one-way delay between replicas of different zones of one region
 * @param betweenRegions one-way delay between replicas of different regions
 * @param loss the share of messages that is lost and sent again, in [0, 1)
 * @param bitsPerSecond how fast a replica sends; {@link #UNBOUNDED} where that takes no time
 * @param hop what the proxies on its way take of one message, a request or an answer, besides its
 *     link; {@link #NO_HOP} where that is nothing or not known. Real in the live world, where it is
 *     not played
 */
public record Network(
    List<String> zones,
    List<Region> regions,
    Distribution withinZone,
    Distribution betweenZones,
    Distribution betweenRegions,
    double loss,
    double bitsPerSecond,
    Distribution hop) {
  /** Sending takes no time. */
  public static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  /** Proxies take no time. */
  public static final Distribution NO_HOP = new Distribution.Constant(0);

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

  /** One region, in which nothing is lost, and neither sending nor proxies take time. */
  public Network(List<String> zones, Distribution withinZone, Distribution betweenZones) {
    this(zones, List.of(), withinZone, betweenZones, betweenZones, 0, UNBOUNDED, NO_HOP);
  }

  /** The same with this time for proxies. */
  public Network withHop(Distribution taken) {
    return new Network(
        zones, regions, withinZone, betweenZones, betweenRegions, loss, bitsPerSecond, taken);
  }

  /** Whether proxies take time. */
  public boolean hasHop() {
    return !hop.equals(NO_HOP);
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
