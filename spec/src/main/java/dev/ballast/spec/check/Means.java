package dev.ballast.spec.check;

import dev.ballast.model.Edge;
import dev.ballast.model.Network;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an undisturbed system does on average, without queues: how long each endpoint takes, and how
 * often each is called. Steps after a {@code fails} count by the chance to get there; parallel
 * branches take as long as the longest mean among them, which is a lower bound.
 */
final class Means {
  private final SystemModel model;
  private final CallGraph graph;
  private final double roundTripNanos;
  private final double[] nanos;

  Means(SystemModel model, CallGraph graph) {
    this.model = model;
    this.graph = graph;
    Network network = model.network();
    int zones = network.zones().size();
    double within = network.withinZone().meanNanos();
    double between = network.betweenZones().meanNanos();
    roundTripNanos = 2 * (within + (zones - 1) * between) / zones;
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
        case Step.Call call -> total += alive * duration(call, caller);
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
    double once = roundTripNanos + (target == null ? 0 : nanos[target]);
    return call.chance() * call.times() * Math.min(once, (double) policy.timeoutNanos());
  }

  /** How often each endpoint runs per second when these run so often by themselves. */
  double[] rates(Map<Integer, Double> perSecond) {
    double[] rates = new double[graph.size()];
    perSecond.forEach((node, rate) -> rates[node] += rate);
    for (int node : graph.callersFirst()) {
      for (Map.Entry<Integer, Double> call : calls(node).entrySet()) {
        rates[call.getKey()] += rates[node] * call.getValue();
      }
    }
    return rates;
  }

  /** The mean number of calls to each endpoint from one run of this one. */
  Map<Integer, Double> calls(int node) {
    Map<Integer, Double> calls = new HashMap<>();
    count(graph.endpoint(node).steps(), 1, calls);
    List<Integer> kept = graph.calls(node).stream().map(CallGraph.Site::to).toList();
    calls.keySet().retainAll(kept);
    return calls;
  }

  private double count(List<Step> steps, double begin, Map<Integer, Double> calls) {
    double alive = begin;
    for (Step step : steps) {
      switch (step) {
        case Step.Call call -> {
          Integer target = graph.number(call.target());
          if (target != null) {
            calls.merge(target, alive * call.chance() * call.times(), Double::sum);
          }
        }
        case Step.Together(List<List<Step>> branches) -> {
          double after = alive;
          for (List<Step> branch : branches) {
            after *= alive == 0 ? 0 : count(branch, alive, calls) / alive;
          }
          alive = after;
        }
        case Step.Fails(double probability) -> alive *= 1 - probability;
        case Step.Work _ -> {}
      }
    }
    return alive;
  }
}
