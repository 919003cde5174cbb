package dev.ballast.policy.health;

import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Randomness;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which pool the next attempt goes to, and who is a candidate there, seen by one caller: by tiers
 * ({@link Priorities}), within a tier by zones ({@link ZoneShares}) where enough replicas are in
 * service and the tier is not in panic, else evenly over its candidates.
 *
 * <p>A choice reads one immutable table and draws one number, and none where there is one pool. A
 * replica is in service unless there is a reason against it ({@link Out}). When that changes a new
 * table is made by whoever comes first; who comes meanwhile lets it look once more. O(replicas) per
 * change; safe for threads without locks.
 */
public final class Pools {
  /** Why a replica is out of service; there may be several reasons at once. */
  public enum Out {
    /** It stood out by what it answered. */
    EJECTED(1),
    /** It failed its health checks. */
    UNHEALTHY(2),
    /** There is nobody; also in a panic it is no candidate, and it counts for nothing. */
    ABSENT(4);

    private final int bit;

    Out(int bit) {
      this.bit = bit;
    }
  }

  /** Told about every change, by the thread that found it; never by two at once. */
  public interface Listener {
    /** Whether the balancer may choose this replica now. */
    void candidate(int replica, boolean value);

    /** A tier's panic or failover began or ended. */
    void changed(int tier, PoolChange change, long nowNanos);
  }

  /** What follows from who is in service; not changed once it is made. */
  private static final class Table {
    /** The share of each pool and those before it. */
    final double[] upTo;

    /** Candidates in each pool. */
    final int[] perPool;

    final boolean[] candidates;
    final boolean[] panics;
    final boolean helped;

    Table(double[] upTo, int[] perPool, boolean[] candidates, boolean[] panics, boolean helped) {
      this.upTo = upTo;
      this.perPool = perPool;
      this.candidates = candidates;
      this.panics = panics;
      this.helped = helped;
    }
  }

  private static final double ROUNDING = 1e-9;

  private final CandidateRules rules;
  private final PoolMap map;
  private final int ownZone;
  private final Listener listener;

  /** The reasons against each replica, as bits. */
  private final AtomicIntegerArray out;

  private final AtomicInteger changes = new AtomicInteger();
  private volatile Table table;

  /** All replicas in service. */
  public Pools(CandidateRules rules, PoolMap map, int ownZone, Listener listener) {
    this.rules = rules;
    this.map = map;
    this.ownZone = ownZone;
    this.listener = listener;
    out = new AtomicIntegerArray(map.replicas());
    table = table();
  }

  /** There is now this reason against a replica, or no longer. */
  public void set(Out reason, int replica, boolean value, long nowNanos) {
    int before =
        value
            ? out.getAndUpdate(replica, bits -> bits | reason.bit)
            : out.getAndUpdate(replica, bits -> bits & ~reason.bit);
    if (((before & reason.bit) != 0) == value || changes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      show(table(), nowNanos);
      seen = changes.addAndGet(-seen);
    } while (seen != 0);
  }

  /** The pool of the next attempt. */
  public int choose(Randomness random) {
    double[] upTo = table.upTo;
    if (upTo.length == 1) {
      return 0;
    }
    double drawn = random.nextUnit();
    int pool = 0;
    while (drawn >= upTo[pool]) {
      pool++;
    }
    return pool;
  }

  /**
   * The pool of a repeat: the one given, unless the replica to avoid is the only candidate there
   * and another pool has candidates; then the next such pool.
   */
  public int avoiding(int pool, int replica) {
    Table now = table;
    boolean isOnly =
        map.poolOf(replica) == pool && now.perPool[pool] == 1 && now.candidates[replica];
    if (!isOnly) {
      return pool;
    }
    int other = pool;
    do {
      other = other + 1 == map.size() ? 0 : other + 1;
    } while (other != pool && now.perPool[other] == 0);
    return other;
  }

  /** Whether there is no reason against this replica. */
  public boolean isInService(int replica) {
    return out.get(replica) == 0;
  }

  /** Whether there is this reason against a replica. */
  public boolean is(Out reason, int replica) {
    return (out.get(replica) & reason.bit) != 0;
  }

  /** Whether the balancer may choose this replica now. */
  public boolean isCandidate(int replica) {
    return table.candidates[replica];
  }

  /** The share of calls that go to a pool. */
  public double share(int pool) {
    double[] upTo = table.upTo;
    return Math.min(1, upTo[pool]) - (pool == 0 ? 0 : Math.min(1, upTo[pool - 1]));
  }

  private void show(Table next, long nowNanos) {
    Table last = table;
    table = next;
    for (int i = 0; i < map.replicas(); i++) {
      if (last.candidates[i] != next.candidates[i]) {
        listener.candidate(i, next.candidates[i]);
      }
    }
    for (int i = 0; i < map.tiers(); i++) {
      if (last.panics[i] != next.panics[i]) {
        listener.changed(
            i, next.panics[i] ? PoolChange.PANIC_BEGAN : PoolChange.PANIC_ENDED, nowNanos);
      }
    }
    if (last.helped != next.helped) {
      listener.changed(
          0, next.helped ? PoolChange.FAILOVER_BEGAN : PoolChange.FAILOVER_ENDED, nowNanos);
    }
  }

  private Table table() {
    boolean[] candidates = new boolean[map.replicas()];
    int[] inService = new int[map.tiers()];
    int[] total = new int[map.tiers()];
    boolean[] present = new boolean[map.replicas()];
    for (int i = 0; i < candidates.length; i++) {
      int bits = out.get(i);
      candidates[i] = bits == 0;
      present[i] = (bits & Out.ABSENT.bit) == 0;
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
    return new Table(upTo(tiers, perPool), perPool, candidates, tiers.panics, isHelped);
  }

  private double[] upTo(Priorities tiers, int[] perPool) {
    double[][] zones = new double[map.tiers()][];
    for (int tier = 0; tier < zones.length; tier++) {
      zones[tier] =
          map.isByZone(tier) ? zoneShares(tier, tiers.panics[tier], perPool) : new double[0];
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

  private double[] zoneShares(int tier, boolean panics, int[] perPool) {
    int[] hosts = new int[map.zones()];
    for (int pool = 0; pool < perPool.length; pool++) {
      if (map.tierOfPool(pool) == tier) {
        hosts[map.zoneOfPool(pool)] = perPool[pool];
      }
    }
    ZonePreference preference = rules.zones();
    boolean isPreferred =
        preference != null
            && !panics
            && ZoneShares.total(hosts) >= preference.healthyMin()
            && ZoneShares.isSpread(hosts);
    return isPreferred ? ZoneShares.of(hosts, map.callers(), ownZone) : ZoneShares.even(hosts);
  }
}
