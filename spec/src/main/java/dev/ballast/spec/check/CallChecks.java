package dev.ballast.spec.check;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cycles, retries that multiply, and calls that outlast their callers. */
final class CallChecks {
  /** The largest factor by which retries may multiply along a path without a warning. */
  static final double AMPLIFICATION_MAX = 8;

  private static final int PATH_END = 5;

  private final SystemModel model;
  private final CallGraph graph;
  private final Positions positions;
  private final Problems problems;

  CallChecks(SystemModel model, CallGraph graph, Positions positions, Problems problems) {
    this.model = model;
    this.graph = graph;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    for (CallGraph.Cycle cycle : graph.endless()) {
      cycle(cycle);
    }
    timeouts();
    amplification();
  }

  private void cycle(CallGraph.Cycle cycle) {
    List<EndpointRef> around = new ArrayList<>();
    cycle.sites().forEach(site -> around.add(graph.ref(site.from())));
    CallGraph.Site last = cycle.sites().getLast();
    around.add(graph.ref(last.to()));
    problems.add(
        Code.CHECK003,
        positions.of(last.path()),
        "these calls never end: " + path(around),
        "expected calls that do not lead back",
        "take one of the calls out, or give it a `chance` below 100%");
  }

  /** An edge's calls may take so long in all, or {@link Deadline#NONE}. */
  static long longest(CallPolicy policy) {
    RetryConfig retry = policy.retry();
    if (policy.timeoutNanos() != Deadline.NONE || retry.perAttemptNanos() == Deadline.NONE) {
      return policy.timeoutNanos();
    }
    double total =
        (double) retry.attempts() * retry.perAttemptNanos()
            + (retry.attempts() - 1.0) * retry.backoff().capNanos();
    return (long) total;
  }

  private void timeouts() {
    Map<String, List<Edge>> byCaller = new HashMap<>();
    for (Edge edge : model.policies().keySet()) {
      byCaller.computeIfAbsent(edge.caller(), _ -> new ArrayList<>()).add(edge);
    }
    Set<String> cancelling = new HashSet<>();
    model.services().stream()
        .filter(Service::cancellationPropagates)
        .forEach(s -> cancelling.add(s.name()));
    for (Map.Entry<Edge, CallPolicy> outer : model.policies().entrySet()) {
      CallPolicy outerPolicy = outer.getValue();
      String middle = outer.getKey().callee();
      long given = Math.min(outerPolicy.timeoutNanos(), outerPolicy.retry().perAttemptNanos());
      boolean stopsInTime = outerPolicy.propagatesDeadline() || cancelling.contains(middle);
      if (given == Deadline.NONE || stopsInTime) {
        continue;
      }
      for (Edge inner : byCaller.getOrDefault(middle, List.of())) {
        long longest = longest(model.policy(inner));
        if (longest != Deadline.NONE && longest > given) {
          outlasts(inner, longest, outer.getKey(), given);
        }
      }
    }
  }

  private void outlasts(Edge inner, long innerNanos, Edge outer, long givenNanos) {
    boolean hasTimeout = model.policy(inner).timeoutNanos() != Deadline.NONE;
    String given = Units.duration(givenNanos);
    problems.add(
        Code.CHECK004,
        positions.of("policy", inner.toString(), hasTimeout ? "timeout" : "retry"),
        "calls of `"
            + inner
            + "` may take "
            + Units.duration(innerNanos)
            + ", but `"
            + outer
            + "` waits only "
            + given,
        "expected at most " + given,
        "lower it below "
            + given
            + ", raise that of `"
            + outer
            + "`, or set `deadline: propagates` on `"
            + outer
            + "`");
  }

  /** By how much an edge's retries multiply its load when every attempt fails. */
  static double factor(RetryConfig retry) {
    return switch (retry.budget()) {
      case RetryBudget.Unlimited _ -> retry.attempts();
      case RetryBudget.Share(double share, int _) -> Math.min(retry.attempts(), 1 + share);
      case RetryBudget.Bucket(double share, double _, long _) ->
          Math.min(retry.attempts(), 1 + share);
    };
  }

  /** The product with what is below, where one allowance for the tree bounds it. */
  private static double within(RetryConfig retry, double below) {
    double product = factor(retry) * below;
    return retry.tree() == RepeatTree.UNBOUNDED ? product : Math.min(product, 1 + retry.tree());
  }

  /** The worst product below each endpoint, callees first; then the worst path from each root. */
  private void amplification() {
    double[] worst = new double[graph.size()];
    CallGraph.@Nullable Site[] by = new CallGraph.@Nullable Site[graph.size()];
    Set<Integer> called = new HashSet<>();
    for (int node : graph.callersFirst().reversed()) {
      worst[node] = 1;
      for (CallGraph.Site site : graph.calls(node)) {
        called.add(site.to());
        double product = within(policy(site).retry(), worst[site.to()]);
        if (product > worst[node]) {
          worst[node] = product;
          by[node] = site;
        }
      }
    }
    Set<List<Edge>> reported = new HashSet<>();
    for (int node = 0; node < graph.size(); node++) {
      if (!called.contains(node) && worst[node] > AMPLIFICATION_MAX + 1e-9) {
        List<CallGraph.Site> path = new ArrayList<>();
        CallGraph.Site site = by[node];
        while (site != null) {
          path.add(site);
          site = by[site.to()];
        }
        if (reported.add(path.stream().map(this::edge).toList())) {
          amplifies(node, path, worst[node]);
        }
      }
    }
  }

  private void amplifies(int root, List<CallGraph.Site> path, double product) {
    StringBuilder factors = new StringBuilder();
    Set<EndpointRef> visited = new LinkedHashSet<>();
    visited.add(graph.ref(root));
    CallGraph.Site strongest = path.getFirst();
    for (CallGraph.Site site : path) {
      double factor = factor(policy(site).retry());
      if (factor > 1) {
        factors.append(factors.isEmpty() ? "" : "×").append(number(factor));
      }
      if (factor >= factor(policy(strongest).retry())) {
        strongest = site;
      }
      visited.add(graph.ref(site.to()));
    }
    Position at = positions.of("policy", edge(strongest).toString(), "retry");
    problems.add(
        Code.CHECK005,
        at,
        "retries multiply to " + factors + "=" + number(product) + " attempts: " + path(visited),
        "expected a product of at most " + number(AMPLIFICATION_MAX),
        "retry on one edge of the path only, or give each a `budget` such as 20%, or all a `tree`"
            + " such as 3");
  }

  /** The whole path, or its two ends if it is long. */
  private static String path(Collection<EndpointRef> visited) {
    List<String> names = new ArrayList<>(visited.stream().map(EndpointRef::toString).toList());
    if (names.size() > 2 * PATH_END) {
      names.subList(PATH_END, names.size() - PATH_END).clear();
      names.add(PATH_END, "…");
    }
    return String.join(" -> ", names);
  }

  private Edge edge(CallGraph.Site site) {
    return new Edge(graph.ref(site.from()).service(), graph.ref(site.to()).service());
  }

  private CallPolicy policy(CallGraph.Site site) {
    return model.policy(edge(site));
  }

  /** At most three significant places behind the point. */
  static String number(double value) {
    return new BigDecimal(value)
        .setScale(value < 10 ? 2 : value < 100 ? 1 : 0, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
