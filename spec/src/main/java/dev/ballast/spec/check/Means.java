package dev.ballast.spec.check;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an undisturbed system does on average, without queues: how long each endpoint takes, how
 * much work it is, and how often each is called. Steps after a {@code fails} count by the chance to
 * get there; parallel branches take as long as the longest mean among them, which is a lower bound.
 * Calls that a cache may answer take no time, as the least.
 */
final class Means {
  private final SystemModel model;
  private final CallGraph graph;
  private final boolean allMiss;
  private final double roundTripNanos;
  private final double[] nanos;
  private final Map<String, Double> allowed = new HashMap<>();

  /**
   * The means of a system.
   *
   * @param allMiss whether memories are empty, so that every request misses; otherwise all are
   *     found
   */
  Means(SystemModel model, CallGraph graph, boolean allMiss) {
    this.model = model;
    this.allMiss = allMiss;
    this.graph = graph;
    Network network = model.network();
    int zones = network.zones().size();
    double within = network.withinZone().meanNanos();
    double between = network.betweenZones().meanNanos();
    roundTripNanos = 2 * ((within + (zones - 1) * between) / zones + network.hop().meanNanos());
    model.services().forEach(service -> allow(service, allowed));
    nanos = new double[graph.size()];
    for (int node : graph.callersFirst().reversed()) {
      String service = graph.ref(node).service();
      nanos[node] = duration(graph.endpoint(node).steps(), service);
    }
  }

  /** The mean time that a request keeps a worker of this endpoint busy. */
  double nanos(int node) {
    return nanos[node];
  }

  private double duration(List<Step> steps, String caller) {
    double total = 0;
    double alive = 1;
    for (Step step : steps) {
      switch (step) {
        case Step.Work(var time) -> total += alive * time.meanNanos();
        case Step.Wait(var time) -> total += alive * time.meanNanos();
        case Step.Call call -> total += alive * duration(call, caller);
        case Step.Memory(_, List<Step> miss) ->
            total += allMiss ? alive * duration(miss, caller) : 0;
        case Step.OneAtATime(List<Step> locked) -> total += alive * duration(locked, caller);
        case Step.Mirror _ -> {} // nobody waits for it
        case Step.Split(List<Step.Split.Part> parts) -> {
          for (Step.Split.Part part : parts) {
            total += alive * part.share() * duration(part.call(), caller);
          }
        }
        case Step.Together(List<List<Step>> branches) -> {
          double longest = 0;
          for (List<Step> branch : branches) {
            longest = Math.max(longest, duration(branch, caller));
          }
          total += alive * longest;
        }
        case Step.Fails(double probability) -> alive *= 1 - probability;
      }
    }
    return total;
  }

  private double duration(Step.Call call, String caller) {
    Integer target = graph.number(call.target());
    CallPolicy policy = model.policy(new Edge(caller, call.target().service()));
    if (policy.sharing().cache() != null && isIdempotent(target)) {
      return 0;
    }
    double once = roundTripNanos + (target == null ? 0 : nanos[target]);
    return call.chance() * call.times() * Math.min(once, (double) policy.timeoutNanos());
  }

  private boolean isIdempotent(@Nullable Integer node) {
    return node != null && graph.endpoint(node).idempotent();
  }

  /** Whether a call to this endpoint may be answered without a call of its own. */
  private boolean mayBeSpared(String caller, int target) {
    String callee = graph.ref(target).service();
    return isIdempotent(target)
        && !model.policy(new Edge(caller, callee)).sharing().equals(Sharing.NONE);
  }

  /**
   * How often each endpoint runs per second when these run so often by themselves; not more often
   * than its service's rate limit allows.
   *
   * @param atLeast without the calls that a cache or an equal call may answer
   */
  double[] rates(Map<Integer, Double> perSecond, boolean atLeast) {
    double[] rates = new double[graph.size()];
    perSecond.forEach((node, rate) -> rates[node] += rate);
    for (int node : graph.callersFirst()) {
      rates[node] =
          Math.min(
              rates[node],
              allowed.getOrDefault(graph.ref(node).service(), Double.POSITIVE_INFINITY));
      for (Map.Entry<Integer, Double> call : calls(node).entrySet()) {
        if (!atLeast || !mayBeSpared(graph.ref(node).service(), call.getKey())) {
          rates[call.getKey()] += rates[node] * call.getValue();
        }
      }
    }
    return rates;
  }

  /** What all replicas together let in per second; a limit per key is none for all keys. */
  private static void allow(Service service, Map<String, Double> allowed) {
    RateLimit limit = service.admission().rateLimit();
    if (limit != null && limit.per() != RateLimit.Scope.KEY) {
      int times = limit.per() == RateLimit.Scope.SERVICE ? 1 : service.replicas();
      Rate rate = limit.rate();
      allowed.put(
          service.name(), times * (rate.permits() * (double) Units.SECOND / rate.perNanos()));
    }
  }

  /** The mean number of calls to each endpoint from one run of this one. */
  Map<Integer, Double> calls(int node) {
    Map<Integer, Double> calls = new HashMap<>();
    walk(
        graph.endpoint(node).steps(),
        1,
        (step, times) -> {
          if (step instanceof Step.Call call) {
            Integer target = graph.number(call.target());
            if (target != null) {
              calls.merge(target, times * call.chance() * call.times(), Double::sum);
            }
          }
        });
    List<Integer> kept = graph.calls(node).stream().map(CallGraph.Site::to).toList();
    calls.keySet().retainAll(kept);
    return calls;
  }

  /** The mean work that a request for this endpoint asks of its replica's processor. */
  double workNanos(int node) {
    double[] sum = new double[1];
    walk(
        graph.endpoint(node).steps(),
        1,
        (step, times) ->
            sum[0] += step instanceof Step.Work(var time) ? times * time.meanNanos() : 0);
    return sum[0];
  }

  /**
   * Shows every step with how often it is done.
   *
   * @param begin how often the first one is
   * @return how often the end is reached
   */
  private double walk(List<Step> steps, double begin, ObjDoubleConsumer<Step> see) {
    double alive = begin;
    for (Step step : steps) {
      see.accept(step, alive);
      switch (step) {
        case Step.Together _, Step.OneAtATime _ -> {
          double after = alive;
          for (List<Step> within : step.within()) {
            after *= alive == 0 ? 0 : walk(within, alive, see) / alive;
          }
          alive = after;
        }
        case Step.Memory(_, List<Step> miss) -> {
          if (allMiss) {
            alive = walk(miss, alive, see);
          }
        }
        case Step.Split(List<Step.Split.Part> parts) -> {
          for (Step.Split.Part part : parts) {
            see.accept(part.call(), alive * part.share());
          }
        }
        case Step.Mirror(Step.Call call) -> see.accept(call, alive);
        case Step.Fails(double probability) -> alive *= 1 - probability;
        case Step.Work _, Step.Wait _, Step.Call _ -> {}
      }
    }
    return alive;
  }
}
