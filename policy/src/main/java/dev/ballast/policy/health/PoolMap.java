package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which replicas are balanced together: all; those of a tier; or, where zones are preferred, those
 * of a tier in one zone. It depends on where replicas and callers stand, not on who is in service,
 * and is the same for all callers. Immutable.
 */
public final class PoolMap {
  private final int[] callers;
  private final int[] tierOf;
  private final int[] zoneOf;
  private final int[] poolOf;
  private final int[] indexOf;
  private final int[][] members;
  private final int[] tierOfPool;
  private final boolean[] byZone;

  /** For callers in each zone, or one for all where zones do not matter. */
  private final PoolTable[] untouched;

  /**
   * Divides the replicas.
   *
   * @throws IllegalArgumentException when a replica's zone is in no tier
   */
  public PoolMap(CandidateRules rules, Placement placement) {
    int replicas = placement.replicaZones().size();
    int zones = placement.zones().size();
    Tiers tiers = rules.tiers();
    callers = placement.callersPerZone().stream().mapToInt(i -> i).toArray();
    zoneOf = placement.replicaZones().stream().mapToInt(i -> i).toArray();
    tierOf = new int[replicas];
    for (int i = 0; i < replicas; i++) {
      String zone = placement.zones().get(zoneOf[i]);
      tierOf[i] = tiers == null ? 0 : tiers.of(zone);
      Checks.that(tierOf[i] >= 0, "zone " + zone + " is in no tier");
    }
    byZone = new boolean[tiers == null ? 1 : tiers.zones().size()];
    poolOf = new int[replicas];
    indexOf = new int[replicas];
    List<int[]> all = new ArrayList<>();
    List<Integer> tierOfAll = new ArrayList<>();
    for (int tier = 0; tier < byZone.length; tier++) {
      byZone[tier] = prefersZones(rules.zones(), tier);
      for (int zone = 0; zone < (byZone[tier] ? zones : 1); zone++) {
        int[] pool = inPool(tier, byZone[tier] ? zone : -1);
        if (pool.length > 0) {
          for (int i = 0; i < pool.length; i++) {
            poolOf[pool[i]] = all.size();
            indexOf[pool[i]] = i;
          }
          all.add(pool);
          tierOfAll.add(tier);
        }
      }
    }
    members = all.toArray(int[][]::new);
    tierOfPool = tierOfAll.stream().mapToInt(i -> i).toArray();
    untouched = new PoolTable[isByZone() ? zones : 1];
    Arrays.setAll(untouched, zone -> PoolTable.of(rules, this, zone, replica -> 0));
  }

  private boolean isByZone() {
    return IntStream.range(0, byZone.length).anyMatch(tier -> byZone[tier]);
  }

  /** What holds for a caller in this zone while all replicas are in service. */
  PoolTable untouched(int ownZone) {
    return untouched[untouched.length == 1 ? 0 : ownZone];
  }

  /** Whether so many replicas and callers stand so that zones can matter in a tier. */
  private boolean prefersZones(@Nullable ZonePreference preference, int tier) {
    if (preference == null || !ZoneShares.isSpread(callers)) {
      return false;
    }
    int[] hosts = new int[callers.length];
    for (int replica : inPool(tier, -1)) {
      hosts[zoneOf[replica]]++;
    }
    return ZoneShares.isSpread(hosts) && ZoneShares.total(hosts) >= preference.healthyMin();
  }

  private int[] inPool(int tier, int zone) {
    return IntStream.range(0, tierOf.length)
        .filter(i -> tierOf[i] == tier && (zone < 0 || zoneOf[i] == zone))
        .toArray();
  }

  /** How many pools there are, at least 1. */
  public int size() {
    return members.length;
  }

  /** The replicas of a pool, rising. */
  public List<Integer> members(int pool) {
    return Arrays.stream(members[pool]).boxed().toList();
  }

  /** The replica at this place of a pool. */
  public int replica(int pool, int index) {
    return members[pool][index];
  }

  /** The pool of a replica. */
  public int poolOf(int replica) {
    return poolOf[replica];
  }

  /** The replica's place in its pool. */
  public int indexOf(int replica) {
    return indexOf[replica];
  }

  /** How many replicas there are. */
  public int replicas() {
    return tierOf.length;
  }

  int tiers() {
    return byZone.length;
  }

  /** Whether some replica belongs to the tier of the highest priority. */
  boolean hasFirstTier() {
    return Arrays.stream(tierOf).anyMatch(tier -> tier == 0);
  }

  int tierOf(int replica) {
    return tierOf[replica];
  }

  int zoneOf(int replica) {
    return zoneOf[replica];
  }

  int tierOfPool(int pool) {
    return tierOfPool[pool];
  }

  int zoneOfPool(int pool) {
    return zoneOf[members[pool][0]];
  }

  boolean isByZone(int tier) {
    return byZone[tier];
  }

  int zones() {
    return callers.length;
  }

  int[] callers() {
    return callers;
  }
}
