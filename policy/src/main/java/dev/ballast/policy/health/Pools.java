package dev.ballast.policy.health;

import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Randomness;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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

    final int bit;

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

  /** Each element as an atomic number. */
  private static final VarHandle OUT = MethodHandles.arrayElementVarHandle(int[].class);

  private static final VarHandle CHANGES = changes();

  private final CandidateRules rules;
  private final PoolMap map;
  private final int ownZone;
  private final Listener listener;

  /** The reasons against each replica, as bits. */
  private final int[] out;

  /** Told since the table was last made. */
  @SuppressWarnings("unused") // through CHANGES
  private volatile int changes;

  private volatile PoolTable table;

  /** All replicas in service. */
  public Pools(CandidateRules rules, PoolMap map, int ownZone, Listener listener) {
    this.rules = rules;
    this.map = map;
    this.ownZone = ownZone;
    this.listener = listener;
    out = new int[map.replicas()];
    table = map.untouched(ownZone);
  }

  private static VarHandle changes() {
    try {
      return MethodHandles.lookup().findVarHandle(Pools.class, "changes", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** There is now this reason against a replica, or no longer. */
  public void set(Out reason, int replica, boolean value, long nowNanos) {
    int before =
        value
            ? (int) OUT.getAndBitwiseOr(out, replica, reason.bit)
            : (int) OUT.getAndBitwiseAnd(out, replica, ~reason.bit);
    if (((before & reason.bit) != 0) == value || (int) CHANGES.getAndAdd(this, 1) != 0) {
      return;
    }
    int seen = 1;
    do {
      show(PoolTable.of(rules, map, ownZone, this::bits), nowNanos);
      seen = (int) CHANGES.getAndAdd(this, -seen) - seen;
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
    PoolTable now = table;
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
    return bits(replica) == 0;
  }

  /** Whether there is this reason against a replica. */
  public boolean is(Out reason, int replica) {
    return (bits(replica) & reason.bit) != 0;
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

  private void show(PoolTable next, long nowNanos) {
    PoolTable last = table;
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

  /** The reasons against a replica. */
  private int bits(int replica) {
    return (int) OUT.getVolatile(out, replica);
  }
}
