package dev.ballast.engine;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Observation;
import dev.ballast.observation.ReplicaState;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Hedge;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.ReplicaChoice;
import dev.ballast.policy.ReplicaPools;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.balance.Balancer;
import dev.ballast.policy.cache.Stored;
import dev.ballast.policy.health.Pools;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The client side of one edge in one replica of the caller: every decision about its calls, with
 * the state they share. Around a call: cache and coalescing, then bulkhead, then adaptive limit,
 * then throttle, then timeout, then attempts. Around an attempt: breaker, then choice of a replica,
 * then the time for one attempt or for a hedge beside it.
 */
public final class CallPath {
  private static final Breaker[] NO_BREAKERS = {};

  private final World world;

  /** Of the edge, which is far away in a large system while the policy is shared by many. */
  private final CallPolicy policy;

  private final int index;
  private final int calleesFirst;
  private final boolean goesOn;
  private final int callerReplica;

  // What every call needs comes first and is made first, so that it lies together.
  private final RetryBudget budget;

  /** For all endpoints together; null where there is none. */
  private final @Nullable Breaker breaker;

  private final ReplicaChoice replicas;
  private final @Nullable Hedge hedge;
  private final Entrance entrance;
  private final Gate gate;
  private final @Nullable SharedAnswers shared;
  private final Plan.EdgePlan edge;
  private final PathStreams streams;

  /** One for each endpoint; empty where they have none of their own. */
  private final Breaker[] breakers;

  private @Nullable HealthChecks checks;

  CallPath(World world, Plan.EdgePlan edge, int ownZone, PathStreams streams) {
    policy = edge.policy();
    index = edge.index();
    calleesFirst = edge.calleesFirst();
    goesOn = edge.goesOn();
    callerReplica = streams.callerReplica();
    this.world = world;
    this.edge = edge;
    this.streams = streams;
    budget = RetryBudget.of(policy.retry().budget());
    BreakerConfig breaking = policy.breaker();
    breaker = breaking == null || breaking.perEndpoint() ? null : breaker(breaking, "");
    AboutReplicas about = new AboutReplicas();
    replicas =
        new ReplicaChoice(
            policy,
            edge.replicas(),
            callerReplica,
            ownZone,
            streams.balancing,
            streams.pooling,
            about,
            about);
    hedge = policy.hedge() == null ? null : new Hedge(policy.hedge());
    entrance = Entrance.of(policy.bulkhead(), call -> entered(call, world.nowNanos()));
    gate = Gate.of(world, edge, callerReplica, streams);
    shared = SharedAnswers.of(this, edge);
    breakers = breaking != null && breaking.perEndpoint() ? perEndpoint(breaking) : NO_BREAKERS;
  }

  /** A breaker; of an endpoint, or of all where its name is empty. */
  private Breaker breaker(BreakerConfig config, String endpoint) {
    Breaker.Listener listener =
        (from, to, now) ->
            world
                .observer()
                .on(new Observation.BreakerChanged(now, index, callerReplica, endpoint, from, to));
    return new Breaker(config, streams.breaking, listener);
  }

  private Breaker[] perEndpoint(BreakerConfig config) {
    Breaker[] each = new Breaker[edge.endpoints().size()];
    Arrays.setAll(each, endpoint -> breaker(config, edge.endpoints().get(endpoint)));
    return each;
  }

  /** The breaker that judges an endpoint, or null. */
  private @Nullable Breaker breaker(int endpoint) {
    return breaker != null || breakers.length == 0 ? breaker : breakers[endpoint];
  }

  /**
   * Begins a call.
   *
   * @param endpoint which of the callee's endpoints
   * @param cause the request that needs the call: its deadline, content, key and priority are the
   *     call's too
   * @return the call, so that it can be cancelled; already ended when a policy refused it or an
   *     answer was there
   */
  public Cancellable call(int endpoint, boolean idempotent, Request cause, Call.Caller caller) {
    return shared == null || !idempotent
        ? begin(endpoint, idempotent, cause, caller)
        : shared.call(endpoint, cause, caller);
  }

  /** Begins a call that shares its answer with nobody. */
  Cancellable begin(int endpoint, boolean idempotent, Request cause, Call.Caller caller) {
    long now = world.nowNanos();
    long deadline = Deadline.earlier(cause.deadlineNanos(), now, policy.timeoutNanos());
    Call call = new Call(this, endpoint, idempotent, deadline, cause, caller, now);
    if (entrance.tryEnter()) {
      entered(call, now);
    } else if (now >= deadline || !entrance.tryWait(call)) {
      observeEnd(caller, Result.BULKHEAD_FULL, 0, now);
      caller.callEnded(Result.BULKHEAD_FULL, null);
    }
    return call;
  }

  private void entered(Call call, long now) {
    Result refused = gate.enter(call.cause, now);
    if (refused != null) {
      observeEnd(call.caller, refused, now - call.begunNanos, now);
      entrance.leave();
      call.refused(refused);
      return;
    }
    budget.callBegins(now);
    if (hedge != null) {
      hedge.callBegins(now);
    }
    int tree = policy.retry().tree();
    if (tree != RepeatTree.UNBOUNDED && call.cause.repeatsLeft() == RepeatTree.UNBOUNDED) {
      call.cause.setRepeatsLeft(tree);
    }
    call.begin(now);
  }

  /** A call no longer waits for a place. */
  void stopsWaiting(Call call, Result result, long latency, long now) {
    entrance.stopsWaiting(call);
    observeEnd(call.caller, result, latency, now);
  }

  /** The last good answer for what a request asks, where it is kept and not too old. */
  @Nullable Stored<Object> lastGood(int endpoint, Request cause) {
    return shared == null ? null : shared.lastGood(endpoint, cause, world.nowNanos());
  }

  /** The process that it belongs to starts again and has forgotten what it kept. */
  void restart() {
    if (shared != null) {
      shared.restart();
    }
  }

  /** How it is at this moment. */
  ReplicaState.PathState state() {
    long repeatsLeft = budget.repeatsLeft(world.nowNanos());
    return new ReplicaState.PathState(
        edge.index(), replicas.inFlight(), gate.limit(), entrance.waiting(), repeatsLeft);
  }

  /** The edge this path takes. */
  public Plan.EdgePlan edge() {
    return edge;
  }

  CallPolicy policy() {
    return policy;
  }

  /** The number of the edge. */
  int index() {
    return index;
  }

  /** The number of the callee's first replica among those of all services. */
  int calleesFirst() {
    return calleesFirst;
  }

  /** Whether the callee makes calls of its own. */
  boolean goesOn() {
    return goesOn;
  }

  int callerReplica() {
    return callerReplica;
  }

  World world() {
    return world;
  }

  /** For the waits before repeats. */
  RandomStream backoffRandom() {
    return streams.backoff();
  }

  /** A permit from the breaker, negative when it refuses. */
  long tryAdmit(int endpoint, long now) {
    Breaker judge = breaker(endpoint);
    return judge == null ? 0 : judge.tryAdmit(now);
  }

  /**
   * A replica for an attempt about this key, another than the one to avoid where there is one;
   * {@link dev.ballast.policy.balance.Balancer#NONE} where nobody is there at all.
   */
  int choose(long key, int avoid, long now) {
    return replicas.choose(key, avoid, now);
  }

  /** One that is not asked yet, instead of this one; {@link Balancer#NONE} where there is none. */
  int chooseInstead(int chosen, IntPredicate isAsked) {
    return replicas.chooseInstead(chosen, isAsked);
  }

  void probed(int replica, int inFlight, long latencyNanos) {
    replicas.probed(replica, inFlight, latencyNanos, world.nowNanos());
  }

  /** Probes the callee's replicas, and tells what changes among them. */
  private final class AboutReplicas implements Balancer.Prober, ReplicaChoice.Listener {
    @Override
    public void probe(int replica) {
      world.wire().probe(new Probe(CallPath.this, replica));
    }

    @Override
    public void ejected(int replica, EjectionReason reason, long forNanos, long now) {
      observe(new Observation.ReplicaEjected(now, index, callerReplica, replica, reason, forNanos));
    }

    @Override
    public void returned(int replica, long now) {
      observe(new Observation.ReplicaReturned(now, index, callerReplica, replica));
    }

    @Override
    public void changed(int tier, PoolChange change, long now) {
      observe(new Observation.PoolChanged(now, index, callerReplica, tier, change));
    }

    private void observe(Observation.Change change) {
      world.observer().on(change);
    }
  }

  /** Takes back a permit that no attempt follows. */
  void unadmit(int endpoint, long permit) {
    Breaker judge = breaker(endpoint);
    if (judge != null) {
      judge.forget(permit);
    }
  }

  /** Others are in the places of the callee's replicas; see {@link ReplicaChoice#become}. */
  public void become(ReplicaPools others) {
    List<Integer> changed = replicas.become(others, world.nowNanos());
    if (checks != null) {
      changed.forEach(checks::forget);
    }
  }

  /** Has the callee's replicas checked, from {@link #start} on. */
  void checkBy(HealthCheck config, int calleeReplicas) {
    checks = new HealthChecks(this, config, calleeReplicas, streams.of(" checks"));
  }

  /** Begins what happens by itself. */
  void start() {
    if (checks != null) {
      checks.start();
    }
  }

  /** Ends what happens by itself. */
  void stop() {
    if (checks != null) {
      checks.stop();
    }
  }

  void checked(int replica, boolean isHealthy) {
    replicas.checked(replica, isHealthy, world.nowNanos());
  }

  boolean isAbsent(int replica) {
    return replicas.is(Pools.Out.ABSENT, replica);
  }

  /** Takes back a choice that no attempt follows. */
  void unchoose(int replica) {
    replicas.forgotten(replica);
  }

  boolean tryRepeat(long now) {
    return budget.tryRepeat(now);
  }

  void repeatEnded() {
    budget.repeatEnds();
  }

  /**
   * When an attempt sent now is to be joined by a hedge; {@link Hedge#NOT_YET} for never.
   *
   * @param made hedges of the call so far
   */
  long hedgeAt(boolean idempotent, int made, long now) {
    return hedge == null || !idempotent || !hedge.allows(made)
        ? Hedge.NOT_YET
        : Deadline.earlier(Deadline.NONE, now, hedge.delayNanos());
  }

  /** Whether the callee is well, and has a replica besides this one to ask. */
  boolean mayHedge(int endpoint, int asked) {
    Breaker judge = breaker(endpoint);
    return (judge == null || judge.state().isWell()) && replicas.hasOther(asked);
  }

  boolean tryHedge(long now) {
    return hedge != null && hedge.tryHedge(now);
  }

  void ended(Attempt attempt, Result result, long now) {
    int replica = attempt.replica;
    long latency = now - attempt.sentNanos;
    observeAttempt(attempt, result, now);
    if (hedge != null && result.isSuccess()) {
      hedge.succeeded(latency, now);
    }
    Breaker judge = breaker(attempt.endpoint());
    if (judge != null) {
      judge.record(attempt.permit, !result.isCalleesFailure(), latency, now);
    }
    replicas.ended(replica, result, latency, now);
  }

  /** An attempt was given up without news about the callee. */
  void forgotten(Attempt attempt, long now) {
    replicas.forgotten(attempt.replica);
    observeAttempt(attempt, Result.CANCELLED, now);
    unadmit(attempt.endpoint(), attempt.permit);
    if (hedge != null) {
      hedge.superseded(now - attempt.sentNanos, now);
    }
  }

  void left(Call.Caller caller, Result result, long latency, long now) {
    budget.callEnds();
    gate.left(result, latency, now);
    observeEnd(caller, result, latency, now);
    entrance.leave();
  }

  private void observeAttempt(Attempt attempt, Result result, long now) {
    world
        .observer()
        .on(
            new Observation.AttemptEnded(
                now, index, attempt.replica, attempt.kind, result, now - attempt.sentNanos));
  }

  private void observeEnd(Call.Caller caller, Result result, long latency, long now) {
    if (!caller.tellsItself()) {
      world.observer().on(new Observation.CallEnded(now, index, result, latency));
    }
  }
}
