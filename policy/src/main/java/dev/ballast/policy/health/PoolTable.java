package dev.ballast.policy.health;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What follows for one caller from who is in service: who is a candidate, and the share of each
 * pool. Immutable.
 */
final class PoolTable {
  private static final double ROUNDING = 1e-9;

  /** The share of each pool and those before it. */
  final double[] upTo;

  /** Candidates in each pool. */
  final int[] perPool;

  final boolean[] candidates;

  /** Tiers in panic. */
  final boolean[] panics;

  /** Whether other tiers bear a part of what the first would bear. */
  final boolean helped;

  private PoolTable(
      double[] upTo, int[] perPool, boolean[] candidates, boolean[] panics, boolean helped) {
    this.upTo = upTo;
    this.perPool = perPool;
    this.candidates = candidates;
    this.panics = panics;
    this.helped = helped;
  }

  /**
   * The table of a caller in this zone.
   *
   * @param out the reasons against each replica, as the bits of {@link Pools.Out}
   */
  static PoolTable of(CandidateRules rules, PoolMap map, int ownZone, IntUnaryOperator out) {
    boolean[] candidates = new boolean[map.replicas()];
    int[] inService = new int[map.tiers()];
    int[] total = new int[map.tiers()];
    boolean[] present = new boolean[map.replicas()];
    for (int i = 0; i < candidates.length; i++) {
      int bits = out.applyAsInt(i);
      candidates[i] = bits == 0;
      present[i] = (bits & Pools.Out.ABSENT.bit) == 0;
      inService[map.tierOf(i)] += candidates[i] ? 1 : 0;
      total[map.tierOf(i)] += present[i] ? 1 : 0;
    }
    Priorities tiers = Priorities.of(inService, total, rules.panicBelow());
    for (int i = 0; i < candidates.length; i++) {
      candidates[i] |= present[i] && tiers.panics[map.tierOf(i)];
    }
    int[] perPool = new int[map.size()];
    for (int i = 0; i < candidates.length; i++) {
      perPool[map.poolOf(i)] += candidates[i] ? 1 : 0;
    }
    boolean isHelped = map.hasFirstTier() && tiers.shares[0] < 1 - ROUNDING;
    return new PoolTable(
        upTo(rules, map, ownZone, tiers, perPool), perPool, candidates, tiers.panics, isHelped);
  }

  private static double[] upTo(
      CandidateRules rules, PoolMap map, int ownZone, Priorities tiers, int[] perPool) {
    double[][] zones = new double[map.tiers()][];
    for (int tier = 0; tier < zones.length; tier++) {
      zones[tier] =
          map.isByZone(tier)
              ? zoneShares(
                  rules.zones(), map, ownZone, hosts(map, tier, perPool), tiers.panics[tier])
              : new double[0];
    }
    double[] upTo = new double[map.size()];
    double sum = 0;
    int last = 0;
    for (int pool = 0; pool < upTo.length; pool++) {
      int tier = map.tierOfPool(pool);
      double share =
          tiers.shares[tier] * (map.isByZone(tier) ? zones[tier][map.zoneOfPool(pool)] : 1);
      sum += share;
      upTo[pool] = sum;
      last = share > 0 ? pool : last;
    }
    Arrays.fill(upTo, last, upTo.length, 2); // above every number that can be drawn
    return upTo;
  }

  /** Candidates of a tier in each zone. */
  private static int[] hosts(PoolMap map, int tier, int[] perPool) {
    int[] hosts = new int[map.zones()];
    for (int pool = 0; pool < perPool.length; pool++) {
      if (map.tierOfPool(pool) == tier) {
        hosts[map.zoneOfPool(pool)] = perPool[pool];
      }
    }
    return hosts;
  }

  private static double[] zoneShares(
      @Nullable ZonePreference preference, PoolMap map, int ownZone, int[] hosts, boolean panics) {
    boolean isPreferred =
        preference != null
            && !panics
            && ZoneShares.total(hosts) >= preference.healthyMin()
            && ZoneShares.isSpread(hosts);
    return isPreferred ? ZoneShares.of(hosts, map.callers(), ownZone) : ZoneShares.even(hosts);
  }
}
