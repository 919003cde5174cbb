package dev.ballast.policy;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Randomness;
import dev.ballast.kernel.Result;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.health.Ejection;
import dev.ballast.policy.health.PoolMap;
import dev.ballast.policy.health.Pools;
import dev.ballast.policy.health.SlowStart;
import dev.ballast.policy.health.WarmUp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a replica for each attempt on one edge: ejection and slow start say who is in
 * service and with which weight, the pools which of them are candidates, a balancer per pool which
 * one it is. Replicas have places, in which they come and go ({@link #become}).
 */
public final class ReplicaChoice {
  /** Told about every change, by the thread that made it. */
  public interface Listener {
    /** The replica is out for so long; 0 until it passes its health checks. */
    void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos);

    /** The replica is in service again. */
    void returned(int replica, long nowNanos);

    /** A tier's panic or failover began or ended. */
    void changed(int tier, PoolChange change, long nowNanos);
  }

  private static final Balancer[] NONE = {};
  private static final Balancer.Prober[] NO_PROBERS = {};

  // What every attempt needs, or finds missing, comes first, so that it lies together.
  private final @Nullable Ejection ejection;
  private final @Nullable WarmUp warmUp;
  private final PoolMap map;
  private final Balancer first;

  /** Since when each place has its occupant; null while all are there who were there at first. */
  private volatile @Nullable AtomicLongArray since;

  /** For each pool; empty where nobody is probed. */
  private final Balancer.Prober[] probers;

  /** Of the pools after the first. */
  private final Balancer[] others;

  private final Pools pools;
  private final Randomness poolRandom;
  private final Listener listener;

  /** Who is where. */
  private ReplicaPools replicas;

  /**
   * All replicas in service.
   *
   * @param caller which of the caller's replicas this is, from 0
   * @param ownZone where it stands
   * @param balancing where the balancers draw from
   * @param pooling where the choice of a pool and the jitter of ejections draw from
   * @param prober sends probes to replicas, where the balancer wants any
   */
  public ReplicaChoice(
      CallPolicy policy,
      ReplicaPools replicas,
      int caller,
      int ownZone,
      Randomness balancing,
      Randomness pooling,
      Balancer.Prober prober,
      Listener listener) {
    this.replicas = replicas;
    this.listener = listener;
    poolRandom = pooling;
    map = replicas.map();
    first = new Balancer(replicas.set(0), caller, balancing);
    others = map.size() == 1 ? NONE : new Balancer[map.size() - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = new Balancer(replicas.set(i + 1), caller, balancing);
    }
    probers = first.probes() ? new Balancer.Prober[map.size()] : NO_PROBERS;
    for (int i = 0; i < probers.length; i++) {
      int pool = i;
      probers[i] = index -> prober.probe(map.replica(pool, index));
    }
    pools = new Pools(policy.candidates(), map, ownZone, new ToBalancers());
    SlowStart slowStart = policy.candidates().slowStart();
    WarmUp warming =
        slowStart == null
            ? null
            : new WarmUp(
                slowStart,
                map.replicas(),
                (replica, factor) ->
                    balancer(map.poolOf(replica)).setWeight(map.indexOf(replica), factor));
    warmUp = warming;
    ejection =
        policy.ejection() == null
            ? null
            : new Ejection(
                policy.ejection(), map.replicas(), pooling, new ToPools(pools, warming, listener));
  }

  /** Tells the balancers who is a candidate. */
  private final class ToBalancers implements Pools.Listener {
    @Override
    public void candidate(int replica, boolean value) {
      balancer(map.poolOf(replica)).setInService(map.indexOf(replica), value);
    }

    @Override
    public void changed(int tier, PoolChange change, long nowNanos) {
      listener.changed(tier, change, nowNanos);
    }
  }

  private record ToPools(Pools pools, @Nullable WarmUp warmUp, Listener listener)
      implements Ejection.Listener {
    @Override
    public void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos) {
      if (!pools.is(Pools.Out.UNHEALTHY, replica)) {
        listener.ejected(replica, reason, forNanos, nowNanos);
      }
      pools.set(Pools.Out.EJECTED, replica, true, nowNanos);
    }

    @Override
    public void returned(int replica, long nowNanos) {
      if (!pools.is(Pools.Out.UNHEALTHY, replica)) {
        listener.returned(replica, nowNanos);
      }
      if (warmUp != null) {
        warmUp.away(replica);
      }
      pools.set(Pools.Out.EJECTED, replica, false, nowNanos);
    }
  }

  /**
   * Others are in the places of the replicas. Who stays is not touched. A newcomer is in service,
   * begins as its slow start says, and nothing is held against it that was held against whoever had
   * its place before; attempts still in flight to that one end without news.
   *
   * @param next of the same edge
   * @return the places that have another occupant now, or none
   */
  public synchronized List<Integer> become(ReplicaPools next, long nowNanos) {
    AtomicLongArray times = since == null ? new AtomicLongArray(map.replicas()) : since;
    for (int i = 0; since == null && i < times.length(); i++) {
      times.set(i, Long.MIN_VALUE);
    }
    List<Integer> changed = new ArrayList<>();
    int present = 0;
    for (int i = 0; i < map.replicas(); i++) {
      present += next.occupant(i).isPresent() ? 1 : 0;
      if (replicas.occupant(i).isPresent() != next.occupant(i).isPresent()
          || replicas.occupant(i).name() != next.occupant(i).name()) {
        changed.add(i);
        times.set(i, nowNanos);
      }
    }
    since = times;
    replicas = next;
    if (ejection != null) {
      ejection.setPresent(present);
    }
    for (int replica : changed) {
      replaced(replica, nowNanos);
    }
    tellAbsent(changed, true, nowNanos); // first, so that nobody is sent to an empty pool
    for (int i = 0; i < map.size(); i++) {
      balancer(i).become(next.set(i));
    }
    tellAbsent(changed, false, nowNanos);
    return changed;
  }

  private void tellAbsent(List<Integer> changed, boolean absent, long nowNanos) {
    for (int replica : changed) {
      if (replicas.occupant(replica).isPresent() != absent) {
        pools.set(Pools.Out.ABSENT, replica, absent, nowNanos);
      }
    }
  }

  private void replaced(int replica, long nowNanos) {
    balancer(map.poolOf(replica)).forget(map.indexOf(replica));
    if (ejection != null) {
      ejection.forget(replica, nowNanos);
    }
    checked(replica, true, nowNanos);
    if (warmUp != null) {
      warmUp.away(replica);
    }
  }

  /** A replica has failed its health checks, or passes them again. */
  public void checked(int replica, boolean isHealthy, long nowNanos) {
    if (pools.is(Pools.Out.UNHEALTHY, replica) != isHealthy) {
      return;
    }
    boolean isTold = pools.is(Pools.Out.EJECTED, replica);
    if (!isTold && isHealthy) {
      listener.returned(replica, nowNanos);
    } else if (!isTold) {
      listener.ejected(replica, EjectionReason.HEALTH_CHECK, 0, nowNanos);
    }
    if (warmUp != null && isHealthy) {
      warmUp.away(replica);
    }
    pools.set(Pools.Out.UNHEALTHY, replica, !isHealthy, nowNanos);
  }

  /** Whether there is this reason against a replica. */
  public boolean is(Pools.Out reason, int replica) {
    return pools.is(reason, replica);
  }

  /**
   * Chooses a replica and counts an attempt in flight to it; end it with {@link #ended} or {@link
   * #forgotten}.
   *
   * @param key what the call is about, or {@link Balancer#NO_KEY}
   * @param avoid the replica of the attempt before, or {@link Balancer#NONE}
   * @return {@link Balancer#NONE} where there is nobody; nothing is counted then
   */
  public int choose(long key, int avoid, long nowNanos) {
    if (ejection != null) {
      ejection.advance(nowNanos);
    }
    if (warmUp != null) {
      warmUp.advance(nowNanos);
    }
    int pool = map.size() == 1 ? 0 : pools.choose(poolRandom);
    int avoided = Balancer.NONE;
    if (avoid != Balancer.NONE) {
      pool = pools.avoiding(pool, avoid);
      avoided = map.poolOf(avoid) == pool ? map.indexOf(avoid) : Balancer.NONE;
    }
    Balancer balancer = balancer(pool);
    int index = balancer.choose(key, avoided, nowNanos);
    if (index == Balancer.NONE) {
      return Balancer.NONE;
    }
    int chosen = map.replica(pool, index);
    if (balancer.probes()) {
      balancer.probe(probers[pool]);
    }
    return chosen;
  }

  /**
   * Gives up a replica that was chosen for another of its pool: the one with the fewest attempts in
   * flight of those that are not asked yet, the next one where several are equal.
   *
   * @return {@link Balancer#NONE} where all are asked; nothing is counted then
   */
  public int chooseInstead(int chosen, IntPredicate isAsked) {
    forgotten(chosen);
    int pool = map.poolOf(chosen);
    Balancer balancer = balancer(pool);
    int best = Balancer.NONE;
    for (int i = 1; i < map.replicas(); i++) {
      int replica = (chosen + i) % map.replicas();
      boolean isFree =
          map.poolOf(replica) == pool
              && balancer.isCandidate(map.indexOf(replica))
              && !isAsked.test(replica);
      if (isFree
          && (best == Balancer.NONE
              || balancer.inFlight(map.indexOf(replica)) < balancer.inFlight(map.indexOf(best)))) {
        best = replica;
      }
    }
    if (best != Balancer.NONE) {
      balancer.begins(map.indexOf(best));
    }
    return best;
  }

  /** Most edges have one pool, which is reached without an array. */
  private Balancer balancer(int pool) {
    return pool == 0 ? first : others[pool - 1];
  }

  /** Whether a replica other than this one is in service, so that it is worth asking too. */
  public boolean hasOther(int replica) {
    for (int i = 0; i < map.replicas(); i++) {
      if (i != replica && pools.isInService(i)) {
        return true;
      }
    }
    return false;
  }

  /** Attempts without an answer, for each replica. */
  public List<Integer> inFlight() {
    return IntStream.range(0, map.replicas())
        .mapToObj(replica -> balancer(map.poolOf(replica)).inFlight(map.indexOf(replica)))
        .toList();
  }

  /** A replica has answered a probe; see {@link Balancer#probed}. */
  public void probed(int replica, int inFlight, long latencyNanos, long nowNanos) {
    balancer(map.poolOf(replica)).probed(map.indexOf(replica), inFlight, latencyNanos, nowNanos);
  }

  /** An attempt to this replica was answered, or nobody answered in time. */
  public void ended(int replica, Result result, long latencyNanos, long nowNanos) {
    AtomicLongArray times = since;
    if (times != null && nowNanos - latencyNanos < times.get(replica)) {
      forgotten(replica); // it was asked of whoever had the place before
      return;
    }
    balancer(map.poolOf(replica))
        .ended(map.indexOf(replica), latencyNanos, !result.isCalleesFailure(), nowNanos);
    if (warmUp != null && result == Result.UNREACHABLE) {
      warmUp.away(replica);
    } else if (warmUp != null && result.isSuccess()) {
      warmUp.succeeded(replica, nowNanos);
    }
    if (ejection != null) {
      // A quick refusal says nothing about how fast the replica works; a timeout says "at least".
      boolean isTimed = result.isSuccess() || result == Result.TIMED_OUT;
      ejection.record(
          replica,
          !result.isCalleesFailure(),
          isTimed ? latencyNanos : Ejection.NO_LATENCY,
          nowNanos);
    }
  }

  /** An attempt to this replica was given up without news about it. */
  public void forgotten(int replica) {
    balancer(map.poolOf(replica)).forgotten(map.indexOf(replica));
  }
}
