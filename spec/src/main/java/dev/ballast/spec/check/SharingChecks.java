package dev.ballast.spec.check;

import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fallback;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that are to serve more than one call, where they cannot or hardly say anything. */
final class SharingChecks {
  private final SystemModel model;
  private final CallGraph graph;
  private final Positions positions;
  private final Problems problems;

  SharingChecks(SystemModel model, CallGraph graph, Positions positions, Problems problems) {
    this.model = model;
    this.graph = graph;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    for (Map.Entry<Edge, CallPolicy> entry : model.policies().entrySet()) {
      Edge edge = entry.getKey();
      if (entry.getValue().sharing().cache() != null) {
        sharesNothing(edge, "cache", "none");
        withoutKeys(edge);
      }
      if (entry.getValue().sharing().coalesces()) {
        sharesNothing(edge, "coalesce", "false");
      }
    }
    for (Service service : model.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        List<String> path = List.of("endpoint", service.name(), endpoint.name());
        fallbacks(service.name(), endpoint.steps(), path);
      }
    }
  }

  /** Every endpoint that is called over the edge must not be asked once for several. */
  private void sharesNothing(Edge edge, String kind, String off) {
    @Nullable EndpointRef first = null;
    for (int node = 0; node < graph.size(); node++) {
      if (!graph.ref(node).service().equals(edge.caller())) {
        continue;
      }
      for (EndpointRef target : graph.targets(node)) {
        if (target.service().equals(edge.callee())) {
          if (isIdempotent(target)) {
            return;
          }
          first = first == null ? target : first;
        }
      }
    }
    if (first != null) {
      problems.add(
          Code.CHECK051,
          positions.of("policy", edge.toString(), kind),
          "`" + kind + "` on `" + edge + "`, but `" + first + "` is not idempotent",
          "expected an endpoint for which one answer may serve several calls",
          "write `" + kind + ": " + off + "` for `\"" + edge + "\"`, or make it idempotent");
    }
  }

  private boolean isIdempotent(EndpointRef target) {
    Integer node = graph.number(target);
    return node == null || graph.endpoint(node).idempotent();
  }

  private void fallbacks(String caller, List<Step> steps, List<String> path) {
    for (int i = 0; i < steps.size(); i++) {
      List<String> here = CallGraph.append(path, i);
      if (steps.get(i) instanceof Step.Call call) {
        fallback(caller, call.target(), call.fallback(), here);
      }
      List<List<Step>> within = steps.get(i).within();
      for (int w = 0; w < within.size(); w++) {
        fallbacks(caller, within.get(w), CallGraph.append(here, w));
      }
    }
  }

  private void fallback(
      String caller, EndpointRef failed, @Nullable Fallback fallback, List<String> path) {
    switch (fallback) {
      case null -> {}
      case Fallback.Named _ -> {}
      case Fallback.Other(EndpointRef target, Fallback otherwise) -> {
        if (target.equals(failed)) {
          problems.add(
              Code.CHECK053,
              positions.of(path),
              "`else` calls `" + target + "`, which has just failed",
              "expected another endpoint",
              "call another endpoint, or use `retry` to call it again");
        }
        fallback(caller, target, otherwise, path);
      }
      case Fallback.Cached _ -> lastGood(new Edge(caller, failed.service()), failed, path);
    }
  }

  private void lastGood(Edge edge, EndpointRef failed, List<String> path) {
    CallPolicy policy = model.policies().get(edge);
    CacheConfig cache = policy == null ? null : policy.sharing().cache();
    if (!isIdempotent(failed)) {
      problems.add(
          Code.CHECK052,
          positions.of(path),
          "`else: cached`, but `" + failed + "` is not idempotent",
          "expected an endpoint for which an earlier answer may stand in",
          "name an answer that needs nobody, or make the endpoint idempotent");
    } else if (cache != null && cache.staleIfErrorNanos() == 0) {
      problems.add(
          Code.CHECK052,
          positions.of(path),
          "`else: cached`, but the `cache` of `" + edge + "` keeps nothing for failures",
          "expected a `cache` with `stale-if-error`",
          "add `stale-if-error: 5min` to the `cache` of `" + edge + "`");
    }
  }

  private static boolean saysKeys(Load load) {
    return !load.keys().equals(Keys.NONE)
        || (load instanceof Load.Replay replay && replay.trace().hasKeys());
  }

  /** Without keys every request asks for the same, and nearly every one is a hit. */
  private void withoutKeys(Edge edge) {
    for (Experiment experiment : model.experiments()) {
      boolean saysKeys = experiment.loads().stream().anyMatch(SharingChecks::saysKeys);
      if (!saysKeys) {
        problems.add(
            Code.CHECK054,
            positions.of("experiment", experiment.name()),
            "every request of `"
                + experiment.name()
                + "` is about the same, so the `cache` of `"
                + edge
                + "` nearly always hits",
            "",
            "say what requests are about with `keys` in the load");
        return;
      }
    }
  }
}
