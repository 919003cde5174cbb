package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.policy.Balancer;
import dev.ballast.policy.Breaker;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.Ejection;
import dev.ballast.policy.RetryBudget;
import java.util.ArrayDeque;
import java.util.List;
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
  private final @Nullable Bulkhead bulkhead;
  private final ArrayDeque<Call> waiting = new ArrayDeque<>();
  private final Balancer balancer;
  private final List<Breaker> breakers;
  private final @Nullable Ejection ejection;
  private final int replicas;
  private int passedOn;
  private boolean isPassingOn;

  CallPath(
      World world,
      Plan.EdgePlan edge,
      int callerReplica,
      int replicas,
      RandomStream balancerRandom,
      RandomStream backoffRandom,
      RandomStream breakerRandom) {
    CallPolicy policy = edge.policy();
    this.world = world;
    this.edge = edge;
    this.callerReplica = callerReplica;
    this.replicas = replicas;
    this.backoffRandom = backoffRandom;
    budget = new RetryBudget(policy.retry().budget());
    bulkhead =
        policy.bulkhead().equals(Bulkhead.Config.UNLIMITED)
            ? null
            : new Bulkhead(policy.bulkhead());
    balancer = new Balancer(policy.balance(), replicas, balancerRandom);
    ejection = policy.ejection() == null ? null : new Ejection(policy.ejection(), replicas);
    breakers = breakers(policy.breaker(), breakerRandom);
  }

  /** None, one for the callee, or one for each of its endpoints. */
  private List<Breaker> breakers(@Nullable BreakerConfig config, RandomStream random) {
    if (config == null) {
      return List.of();
    }
    if (!config.perEndpoint()) {
      return List.of(breaker(config, "", random));
    }
    return edge.endpoints().stream().map(name -> breaker(config, name, random)).toList();
  }

  private Breaker breaker(BreakerConfig config, String endpoint, RandomStream random) {
    return new Breaker(
        config,
        random,
        (from, to, now) ->
            world
                .observer()
                .on(
                    new Observation.BreakerChanged(
                        now, edge.index(), callerReplica, endpoint, from, to)));
  }

  private Breaker breaker(int endpoint) {
    return breakers.get(breakers.size() == 1 ? 0 : endpoint);
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
    if (bulkhead == null || bulkhead.tryEnter()) {
      entered(call);
    } else if (now < deadline && bulkhead.tryWait()) {
      waiting.add(call);
      call.waits(edge.policy().bulkhead().waitNanos());
    } else {
      observeEnd(Result.BULKHEAD_FULL, 0, now);
      caller.callEnded(Result.BULKHEAD_FULL, null);
    }
    return call;
  }

  private void entered(Call call) {
    budget.callBegins();
    call.attempt();
  }

  /** A call no longer waits for a place. */
  void stopsWaiting(Call call, Result result, long latency, long now) {
    if (bulkhead != null) {
      waiting.remove(call);
      bulkhead.tryStopWaiting();
      observeEnd(result, latency, now);
    }
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
  long tryAdmit(int endpoint, long now) {
    return breakers.isEmpty() ? 0 : breaker(endpoint).tryAdmit(now);
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
    if (!breakers.isEmpty()) {
      breaker(attempt.endpoint()).record(attempt.permit, !result.isCalleesFailure(), latency, now);
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
    if (!breakers.isEmpty()) {
      breaker(attempt.endpoint()).forget(attempt.permit);
    }
  }

  void left(Result result, long latency, long now) {
    budget.callEnds();
    observeEnd(result, latency, now);
    if (bulkhead != null && bulkhead.leave()) {
      passedOn++;
      passOn();
    }
  }

  /** Lets in those whom a place was passed on to; in a loop, since some of them end at once. */
  private void passOn() {
    if (isPassingOn) {
      return;
    }
    isPassingOn = true;
    while (passedOn > 0) {
      passedOn--;
      Call first = waiting.remove();
      first.enters();
      entered(first);
    }
    isPassingOn = false;
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
