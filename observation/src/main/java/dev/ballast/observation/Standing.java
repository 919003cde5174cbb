package dev.ballast.observation;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.Refusal;
import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.AdmissionLimitChanged;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observation.BreakerChanged;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Change;
import dev.ballast.observation.Observation.FaultBegan;
import dev.ballast.observation.Observation.FaultEnded;
import dev.ballast.observation.Observation.LimitChanged;
import dev.ballast.observation.Observation.PoolChanged;
import dev.ballast.observation.Observation.ProgramChanged;
import dev.ballast.observation.Observation.ReplicaEjected;
import dev.ballast.observation.Observation.ReplicaReturned;
import dev.ballast.observation.Observation.ReplicaUsed;
import dev.ballast.observation.Observation.RequestEnded;
import dev.ballast.observation.Observation.RequestOffered;
import dev.ballast.observation.Observation.SheddingBegan;
import dev.ballast.observation.Observation.SheddingEnded;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the policies stand now, and since when and why: folded from what they told as it changed.
 * What never changed is as it was in the beginning. Safe for threads. Its size depends on the
 * system file alone.
 */
public final class Standing implements Observer {
  /** A breaker that is not as it was in the beginning. */
  public record Breaker(BreakerState state, long sinceNanos) {}

  /**
   * A replica that is out of a caller's balancer.
   *
   * @param untilNanos {@link Long#MAX_VALUE} until it passes its health checks
   */
  public record Ejection(EjectionReason reason, long sinceNanos, long untilNanos) {
    /** Whether its end is known. */
    public boolean hasEnd() {
      return untilNanos != Long.MAX_VALUE;
    }
  }

  /** A failed attempt. */
  public record Failure(long atNanos, int replica, Result result) {}

  /** A tier of the callee's replicas that is in trouble for one caller's replica. */
  public record Pool(int tier, boolean isInPanic, boolean isFailingOver) {}

  private record Path(int edge, int callerReplica) {}

  private record Place(int service, int replica) {}

  private final Map<Path, SortedMap<String, Breaker>> breakers = new HashMap<>();
  private final Map<Path, SortedMap<Integer, Ejection>> ejected = new HashMap<>();
  private final Map<Path, SortedMap<Integer, Pool>> pools = new HashMap<>();
  private final Map<Integer, Failure> failures = new HashMap<>();
  private final Map<Place, SortedMap<Refusal, Long>> shedding = new HashMap<>();

  @Override
  public void on(Observation observation) {
    switch (observation) {
      case AttemptEnded o -> {
        if (o.result().isCalleesFailure()) {
          failed(o);
        }
      }
      case Change change -> changed(change);
      case RequestOffered _, RequestEnded _, CallEnded _, ReplicaUsed _ -> {}
    }
  }

  private synchronized void failed(AttemptEnded o) {
    failures.put(o.edge(), new Failure(o.atNanos(), o.replica(), o.result()));
  }

  private static long until(ReplicaEjected c) {
    return c.forNanos() == 0 ? Long.MAX_VALUE : c.atNanos() + c.forNanos();
  }

  private synchronized void changed(Change change) {
    switch (change) {
      case BreakerChanged c ->
          of(breakers, new Path(c.edge(), c.callerReplica()))
              .put(c.endpoint(), new Breaker(c.to(), c.atNanos()));
      case ReplicaEjected c ->
          of(ejected, new Path(c.edge(), c.callerReplica()))
              .put(c.replica(), new Ejection(c.reason(), c.atNanos(), until(c)));
      case ReplicaReturned c ->
          of(ejected, new Path(c.edge(), c.callerReplica())).remove(c.replica());
      case PoolChanged c ->
          of(pools, new Path(c.edge(), c.callerReplica()))
              .compute(
                  c.tier(),
                  (tier, was) ->
                      pool(was == null ? new Pool(tier, false, false) : was, c.change()));
      case SheddingBegan c ->
          shedding
              .computeIfAbsent(new Place(c.service(), c.replica()), _ -> new TreeMap<>())
              .put(c.why(), c.atNanos());
      case SheddingEnded c -> {
        SortedMap<Refusal, Long> begun = shedding.get(new Place(c.service(), c.replica()));
        if (begun != null) {
          begun.remove(c.why());
        }
      }
      case LimitChanged _,
          AdmissionLimitChanged _,
          FaultBegan _,
          FaultEnded _,
          ProgramChanged _ -> {}
    }
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> of(
      Map<Path, SortedMap<K, V>> all, Path path) {
    return all.computeIfAbsent(path, _ -> new TreeMap<>());
  }

  private static Pool pool(Pool was, PoolChange change) {
    return switch (change) {
      case PANIC_BEGAN -> new Pool(was.tier(), true, was.isFailingOver());
      case PANIC_ENDED -> new Pool(was.tier(), false, was.isFailingOver());
      case FAILOVER_BEGAN -> new Pool(was.tier(), was.isInPanic(), true);
      case FAILOVER_ENDED -> new Pool(was.tier(), was.isInPanic(), false);
    };
  }

  /**
   * The breakers that have changed, by the endpoint that they guard, empty for the whole callee.
   */
  public synchronized SortedMap<String, Breaker> breakers(int edge, int callerReplica) {
    return copy(breakers, new Path(edge, callerReplica));
  }

  /** The callee's replicas that are ejected, by their numbers from 0. */
  public synchronized SortedMap<Integer, Ejection> ejected(int edge, int callerReplica) {
    return copy(ejected, new Path(edge, callerReplica));
  }

  /** The callee's tiers that have been in trouble. */
  public synchronized SortedMap<Integer, Pool> pools(int edge, int callerReplica) {
    return copy(pools, new Path(edge, callerReplica));
  }

  /** Why a replica refuses requests at present, and since when. */
  public synchronized SortedMap<Refusal, Long> shedding(int service, int replica) {
    SortedMap<Refusal, Long> now = shedding.get(new Place(service, replica));
    return now == null ? Collections.emptySortedMap() : new TreeMap<>(now);
  }

  /** The last failed attempt on an edge, by whichever caller; null when there was none. */
  public synchronized @Nullable Failure lastFailure(int edge) {
    return failures.get(edge);
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> copy(
      Map<Path, SortedMap<K, V>> all, Path path) {
    SortedMap<K, V> now = all.get(path);
    return now == null ? Collections.emptySortedMap() : new TreeMap<>(now);
  }
}
