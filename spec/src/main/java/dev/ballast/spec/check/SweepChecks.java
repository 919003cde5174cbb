package dev.ballast.spec.check;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.health.EjectionConfig;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Rules of ejection that see too few requests in a sweep to judge. A policy that one pattern gives
 * to several edges is spoken about only if it is so on all of those that are called.
 */
final class SweepChecks {
  /** No such rule. */
  private static final int NONE = 0;

  private final SystemModel model;
  private final CallGraph graph;
  private final Means means;
  private final Map<String, Integer> replicas = new HashMap<>();
  private final Map<Edge, Double> attemptsPerSecond = new LinkedHashMap<>();

  SweepChecks(SystemModel model, CallGraph graph, Means means) {
    this.model = model;
    this.graph = graph;
    this.means = means;
    model.services().forEach(s -> replicas.put(s.name(), s.replicas()));
  }

  /** Takes the load of one experiment in; the highest of all counts. */
  void see(double[] rates) {
    Map<Edge, Double> perSecond = new LinkedHashMap<>();
    for (int node = 0; node < graph.size(); node++) {
      for (Map.Entry<Integer, Double> call : means.calls(node).entrySet()) {
        Edge edge = new Edge(graph.ref(node).service(), graph.ref(call.getKey()).service());
        double calls = rates[node] * call.getValue();
        perSecond.merge(edge, calls * CallChecks.factor(model.policy(edge).retry()), Double::sum);
      }
    }
    perSecond.forEach((edge, rate) -> attemptsPerSecond.merge(edge, rate, Math::max));
  }

  void run(Positions positions, Problems problems) {
    rule("success-rate", SweepChecks::successRate, positions, problems);
    rule("failure-percentage", SweepChecks::failurePercentage, positions, problems);
    rule("latency", SweepChecks::latency, positions, problems);
  }

  private static int successRate(EjectionConfig ejection) {
    return ejection.successRate() == null ? NONE : ejection.successRate().requestsMin();
  }

  private static int failurePercentage(EjectionConfig ejection) {
    return ejection.failurePercentage() == null ? NONE : ejection.failurePercentage().requestsMin();
  }

  private static int latency(EjectionConfig ejection) {
    return ejection.latency() == null ? NONE : ejection.latency().requestsMin();
  }

  private void rule(
      String name, ToIntFunction<EjectionConfig> needs, Positions positions, Problems problems) {
    Map<Position, Edge> tooFew = new LinkedHashMap<>();
    Set<Position> enough = new HashSet<>();
    for (Map.Entry<Edge, Double> load : attemptsPerSecond.entrySet()) {
      CallPolicy policy = model.policy(load.getKey());
      int needed = policy.ejection() == null ? NONE : needs.applyAsInt(policy.ejection());
      if (needed != NONE && load.getValue() > 0) {
        Position at = positions.of("policy", load.getKey().toString(), "eject");
        if (seen(load.getKey()) < needed) {
          tooFew.putIfAbsent(at, load.getKey());
        } else {
          enough.add(at);
        }
      }
    }
    tooFew.keySet().removeAll(enough);
    tooFew.forEach((at, edge) -> report(name, edge, needs, at, problems));
  }

  private void report(
      String name, Edge edge, ToIntFunction<EjectionConfig> needs, Position at, Problems problems) {
    EjectionConfig ejection = model.policy(edge).ejection();
    if (ejection == null) {
      return;
    }
    int callers = replicas.getOrDefault(edge.caller(), 1);
    problems.add(
        Code.CHECK044,
        at,
        "`"
            + name
            + "` hardly ever ejects: each of "
            + callers
            + (callers == 1 ? " replica" : " replicas")
            + " of `"
            + edge.caller()
            + "` sends about "
            + rounded(seen(edge))
            + " requests to one of `"
            + edge.callee()
            + "` in "
            + Units.duration(ejection.intervalNanos())
            + " and needs "
            + needs.applyAsInt(ejection),
        "expected at most " + Math.max(1, (int) seen(edge)) + " `requests`",
        "lower its `requests`, or make the `interval` longer");
  }

  /** Never up to what would be enough. */
  private static String rounded(double seen) {
    return CallChecks.number(seen >= 100 ? Math.floor(seen) : Math.floor(10 * seen) / 10);
  }

  /** Requests of one caller to one replica in a sweep, in the mean. */
  private double seen(Edge edge) {
    EjectionConfig ejection = model.policy(edge).ejection();
    double interval = ejection == null ? 0 : ejection.intervalNanos() / (double) Units.SECOND;
    return attemptsPerSecond.getOrDefault(edge, 0.0)
        * interval
        / replicas.getOrDefault(edge.caller(), 1)
        / replicas.getOrDefault(edge.callee(), 1);
  }
}
