package dev.ballast.policy.balance;

import dev.ballast.kernel.Randomness;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the replica of each attempt among those in service, and knows how many attempts each has
 * in flight from this caller. A repeat avoids the replica that has just failed where there is
 * another candidate.
 *
 * <p>Who is a candidate, and with which weight, is decided elsewhere and told by {@link
 * #setInService} and {@link #setWeight}; when nothing is in service every replica is a candidate
 * again. Replicas come and go by {@link #become}. Shared by threads without locks: a change puts
 * another immutable set of candidates in place, and what an attempt changes are single numbers. A
 * choice allocates nothing; its cost is told with each kind, and does not grow with the replicas.
 */
public final class Balancer {
  /** No replica to avoid. */
  public static final int NONE = -1;

  /** The call is about nothing in particular. */
  public static final long NO_KEY = -1;

  /** Sends probes. */
  @FunctionalInterface
  public interface Prober {
    /** Asks a replica how it is; the answer goes to {@link Balancer#probed}. */
    void probe(int replica);
  }

  private static final VarHandle CANDIDATES = handle();

  /** Where there is one place; all share it, and keep nothing of their own. */
  private static final Chooser THE_ONLY_ONE = (candidates, _, _, _) -> candidates.replica(0);

  private volatile Candidates candidates;
  private final int caller;
  private final Loads loads;
  private final Chooser chooser;
  private final @Nullable Probed probed;

  /**
   * The balancer of one caller, with everything in service.
   *
   * @param caller which of the callers this is, from 0; says where turns begin, and which subset it
   *     knows
   */
  public Balancer(ReplicaSet set, int caller, Randomness random) {
    this.caller = caller;
    candidates = set.all(caller);
    Balance balance = set.balance().innermost();
    loads = new Loads(set.size(), bound(balance) != Balance.UNBOUNDED);
    Chooser innermost = chooser(balance, set, caller, random);
    probed = innermost instanceof Probed byProbes ? byProbes : null;
    int remembered = set.size() == 1 ? 0 : remembered(set.balance());
    chooser = remembered == 0 ? innermost : new Remembered(remembered, innermost);
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(Balancer.class, "candidates", Candidates.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Chooser chooser(Balance balance, ReplicaSet set, int caller, Randomness random) {
    if (set.size() == 1 && !(balance instanceof Balance.Prequal)) {
      return THE_ONLY_ONE;
    }
    return switch (balance) {
      case Balance.RoundRobin _ -> new InTurn(caller);
      case Balance.Random _ -> new LightestOf(1, loads, random);
      case Balance.LeastLoaded(int choices) -> new LightestOf(choices, loads, random);
      case Balance.PeakEwma(long decay) -> new CheaperOfTwo(decay, set.size(), loads, random);
      case Balance.RingHash _, Balance.Maglev _ ->
          new ByKey(bound(balance), loads, new LightestOf(2, loads, random));
      case Balance.Prequal prequal -> new Probed(prequal, random);
      case Balance.Sticky _, Balance.Subset _ ->
          throw new IllegalStateException("expected what is innermost, found " + balance);
    };
  }

  private static double bound(Balance innermost) {
    return switch (innermost) {
      case Balance.RingHash ring -> ring.bound();
      case Balance.Maglev maglev -> maglev.bound();
      case Balance.RoundRobin _,
          Balance.Random _,
          Balance.LeastLoaded _,
          Balance.PeakEwma _,
          Balance.Prequal _,
          Balance.Sticky _,
          Balance.Subset _ ->
          Balance.UNBOUNDED;
    };
  }

  private static int remembered(Balance balance) {
    return switch (balance) {
      case Balance.Sticky sticky -> sticky.keys();
      case Balance.Subset subset -> remembered(subset.within());
      case Balance.RoundRobin _,
          Balance.Random _,
          Balance.LeastLoaded _,
          Balance.PeakEwma _,
          Balance.Prequal _,
          Balance.RingHash _,
          Balance.Maglev _ ->
          0;
    };
  }

  /** Takes a replica out, or puts it back. */
  public void setInService(int replica, boolean value) {
    change(now -> now.withService(replica, value));
  }

  /**
   * Gives a replica a part of its configured weight, such as while it starts.
   *
   * @param part in [0, 1]; 0 makes it no candidate
   */
  public void setWeight(int replica, double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a part of a weight must be 0 to 1, was " + part);
    }
    change(now -> now.withWeight(replica, part));
  }

  /** Others are in the places of the replicas; see {@link #forget} for those who are new. */
  public void become(ReplicaSet set) {
    change(now -> now.of(set, caller));
  }

  /** Forgets what it knows of a replica, but for the attempts in flight to its place. */
  public void forget(int replica) {
    chooser.forget(replica);
  }

  private void change(UnaryOperator<Candidates> change) {
    Candidates before;
    Candidates after;
    do {
      before = candidates;
      after = change.apply(before);
    } while (before != after && !CANDIDATES.compareAndSet(this, before, after));
  }

  /**
   * Chooses a replica and counts an attempt in flight to it; end it with {@link #ended} or {@link
   * #forgotten}.
   *
   * @param key what the call is about, or {@link #NO_KEY}
   * @param avoid the replica of the attempt before, or {@link #NONE}
   * @return {@link #NONE} where there is nobody at all; nothing is counted then
   */
  public int choose(long key, int avoid, long nowNanos) {
    Candidates now = candidates;
    if (now.count() == 0) {
      return NONE;
    }
    boolean canAvoid = avoid != NONE && now.count() > 1 && now.has(avoid);
    int chosen = chooser.choose(now, key, canAvoid ? avoid : NONE, nowNanos);
    loads.begins(chosen);
    return chosen;
  }

  /** Whether a replica may be chosen. */
  public boolean isCandidate(int replica) {
    return candidates.has(replica);
  }

  /** Counts an attempt in flight to a replica that was chosen otherwise. */
  public void begins(int replica) {
    loads.begins(replica);
  }

  /**
   * An attempt has its answer, or the wait for it is over.
   *
   * @param latencyNanos how long the answer took
   * @param good whether the replica did what it is there for
   */
  public void ended(int replica, long latencyNanos, boolean good, long nowNanos) {
    loads.ends(replica);
    chooser.ended(replica, latencyNanos, good, nowNanos);
  }

  /** An attempt was given up without news about the replica. */
  public void forgotten(int replica) {
    loads.ends(replica);
  }

  /** Attempts in flight to a replica. */
  public int inFlight(int replica) {
    return loads.of(replica);
  }

  /** Whether {@link #probe} is to be called with each attempt. */
  public boolean probes() {
    return probed != null;
  }

  /** Says which replicas are to be probed along with an attempt, if any. */
  public void probe(Prober prober) {
    if (probed != null) {
      probed.probe(candidates, prober);
    }
  }

  /**
   * A replica has answered a probe.
   *
   * @param inFlight requests it works on, with those that wait
   * @param latencyNanos what a request takes there at about this load
   */
  public void probed(int replica, int inFlight, long latencyNanos, long nowNanos) {
    if (probed != null) {
      probed.arrived(replica, inFlight, latencyNanos, nowNanos);
    }
  }
}
