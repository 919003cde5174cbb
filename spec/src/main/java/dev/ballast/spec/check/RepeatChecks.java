package dev.ballast.spec.check;

import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashMap;
import java.util.Map;

/** Attempts, waits and hedges that the rest of their edge leaves no room for. */
final class RepeatChecks {
  private final SystemModel model;
  private final Positions positions;
  private final Problems problems;

  RepeatChecks(SystemModel model, Positions positions, Problems problems) {
    this.model = model;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    Map<String, Integer> replicas = new HashMap<>();
    model.services().forEach((Service s) -> replicas.put(s.name(), s.replicas()));
    model
        .policies()
        .forEach(
            (edge, policy) -> {
              perAttempt(edge, policy);
              retryAfter(edge, policy);
              HedgeConfig hedge = policy.hedge();
              if (hedge != null) {
                after(edge, policy);
                replicas(edge, hedge, replicas.getOrDefault(edge.callee(), Integer.MAX_VALUE));
              }
            });
  }

  private void contradiction(Edge edge, String kind, String problem, String expected, String fix) {
    problems.add(
        Code.SPEC022, positions.of("policy", edge.toString(), kind), problem, expected, fix);
  }

  private void perAttempt(Edge edge, CallPolicy policy) {
    if (policy.isPerAttemptInVain()) {
      String timeout = Units.duration(policy.timeoutNanos());
      contradiction(
          edge,
          "retry",
          "one attempt of `"
              + edge
              + "` may take "
              + Units.duration(policy.retry().perAttemptNanos())
              + ", all together only "
              + timeout,
          "expected `per-attempt` of at most " + timeout,
          "lower `per-attempt`, or raise `timeout`");
    }
  }

  private void retryAfter(Edge edge, CallPolicy policy) {
    if (policy.isRetryAfterInVain()) {
      String timeout = Units.duration(policy.timeoutNanos());
      contradiction(
          edge,
          "retry",
          "a call of `"
              + edge
              + "` may stay away for "
              + Units.duration(policy.retry().retryAfterMaxNanos())
              + ", but is over after "
              + timeout,
          "expected `retry-after-at-most` of at most " + timeout,
          "lower `retry-after-at-most`, or raise `timeout`");
    }
  }

  private void after(Edge edge, CallPolicy policy) {
    if (policy.isHedgeInVain()) {
      long limit = Math.min(policy.timeoutNanos(), policy.retry().perAttemptNanos());
      contradiction(
          edge,
          "hedge",
          "a hedge of `" + edge + "` comes when its attempts are given up",
          "expected `after` below " + Units.duration(limit),
          "lower `after`, or write a percentile such as `after: p95`");
    }
  }

  private void replicas(Edge edge, HedgeConfig hedge, int replicas) {
    if (hedge.atMost() < replicas) {
      return;
    }
    String callee = edge.callee();
    contradiction(
        edge,
        "hedge",
        "`"
            + callee
            + "` has "
            + (replicas == 1 ? "no second replica" : "only " + replicas + " replicas")
            + " to ask beside "
            + (hedge.atMost() == 1 ? "the first" : "the others"),
        replicas == 1
            ? "expected at least 2 replicas"
            : "expected `at-most: " + (replicas - 1) + "`",
        replicas == 1
            ? "raise the replicas of `" + callee + "`, or write `hedge: none` for `" + edge + "`"
            : "lower `at-most`, or raise the replicas of `" + callee + "`");
  }
}
