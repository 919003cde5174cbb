package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Balancer;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Ejection;
import dev.ballast.policy.RetryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The client side of one edge in one replica of the caller: every decision about its calls, with
 * the state they share. Around a call: bulkhead, then timeout, then attempts. Around an attempt:
 * breaker, then choice of a replica, then the time for one attempt.
 */
public final class CallPath {
  private final World world;
  private final Plan.EdgePlan edge;
  private final int callerReplica;
  private final RandomStream backoffRandom;
  private final RetryBudget budget;
  private final Bulkhead bulkhead;
  private final Balancer balancer;
  private final @Nullable Breaker breaker;
  private final @Nullable Ejection ejection;
  private final int replicas;

  CallPath(
      World world,
      Plan.EdgePlan edge,
      int callerReplica,
      int replicas,
      RandomStream balancerRandom,
      RandomStream backoffRandom) {
    CallPolicy policy = edge.policy();
    this.world = world;
    this.edge = edge;
    this.callerReplica = callerReplica;
    this.replicas = replicas;
    this.backoffRandom = backoffRandom;
    budget = new RetryBudget(policy.retry().budget());
    bulkhead = new Bulkhead(policy.bulkhead());
    balancer = new Balancer(policy.balance(), replicas, balancerRandom);
    ejection = policy.ejection() == null ? null : new Ejection(policy.ejection(), replicas);
    breaker =
        policy.breaker() == null
            ? null
            : new Breaker(
                policy.breaker(),
                (from, to, now) ->
                    world
                        .observer()
                        .on(
                            new Observation.BreakerChanged(
                                now, edge.index(), callerReplica, from, to)));
  }

  /**
   * Begins a call.
   *
   * @param endpoint which of the callee's endpoints
   * @param cause the request that needs the call: its deadline, content, key and priority are the
   *     call's too
   * @return the call, so that it can be cancelled; already ended when a policy refused it
   */
  public Call call(int endpoint, boolean idempotent, Request cause, Call.Caller caller) {
    long now = world.nowNanos();
    long deadline = Deadline.earlier(cause.deadlineNanos(), now, edge.policy().timeoutNanos());
    Call call = new Call(this, endpoint, idempotent, deadline, cause, caller, now);
    if (!bulkhead.tryEnter()) {
      observeEnd(Result.BULKHEAD_FULL, 0, now);
      caller.callEnded(Result.BULKHEAD_FULL, null);
      return call;
    }
    budget.callBegins();
    call.attempt();
    return call;
  }

  /** The edge this path takes. */
  public Plan.EdgePlan edge() {
    return edge;
  }

  int callerReplica() {
    return callerReplica;
  }

  World world() {
    return world;
  }

  RandomStream backoffRandom() {
    return backoffRandom;
  }

  /** A permit from the breaker, negative when it refuses. */
  long tryAdmit(long now) {
    return breaker == null ? 0 : breaker.tryAdmit(now);
  }

  int choose(int avoid, long now) {
    if (ejection != null && ejection.anyReturns(now)) {
      putBack(ejection, now);
    }
    return balancer.choose(avoid);
  }

  private void putBack(Ejection ejected, long now) {
    for (int i = 0; i < replicas; i++) {
      if (ejected.returns(i, now)) {
        balancer.setInService(i, true);
        world.observer().on(new Observation.ReplicaReturned(now, edge.index(), callerReplica, i));
      }
    }
  }

  boolean tryRepeat() {
    return budget.tryRepeat();
  }

  void repeatEnded() {
    budget.repeatEnds();
  }

  void ended(Attempt attempt, Result result, long now) {
    int replica = attempt.replica;
    long latency = now - attempt.sentNanos;
    balancer.ended(replica);
    world.observer().on(new Observation.AttemptEnded(now, edge.index(), replica, result, latency));
    if (breaker != null) {
      breaker.record(attempt.permit, !result.isCalleesFailure(), latency, now);
    }
    if (ejection != null) {
      long length = ejection.record(replica, !result.isCalleesFailure(), now);
      if (length > 0) {
        balancer.setInService(replica, false);
        world
            .observer()
            .on(new Observation.ReplicaEjected(now, edge.index(), callerReplica, replica, length));
      }
    }
  }

  /** An attempt was given up without news about the callee. */
  void forgotten(Attempt attempt, long now) {
    balancer.ended(attempt.replica);
    observeAttempt(attempt, Result.CANCELLED, now);
    if (breaker != null) {
      breaker.forget(attempt.permit);
    }
  }

  void left(Result result, long latency, long now) {
    budget.callEnds();
    bulkhead.leave();
    observeEnd(result, latency, now);
  }

  private void observeAttempt(Attempt attempt, Result result, long now) {
    world
        .observer()
        .on(
            new Observation.AttemptEnded(
                now, edge.index(), attempt.replica, result, now - attempt.sentNanos));
  }

  private void observeEnd(Result result, long latency, long now) {
    world.observer().on(new Observation.CallEnded(now, edge.index(), result, latency));
  }
}
