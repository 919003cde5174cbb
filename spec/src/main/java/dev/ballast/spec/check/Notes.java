package dev.ballast.spec.check;

import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Keys;
import dev.ballast.model.Objective;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.Deadline;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is worth knowing, in a file without errors. */
final class Notes {
  private static final int NAMED_MAX = 4;

  private final SystemModel model;
  private final CallGraph graph;
  private final Positions positions;
  private final Problems problems;

  Notes(SystemModel model, CallGraph graph, Positions positions, Problems problems) {
    this.model = model;
    this.graph = graph;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    withoutTimeout();
    unmeasured();
    unreached();
    withoutKeys();
  }

  /** Steps that are about keys, where no request has one. */
  private void withoutKeys() {
    for (Service service : model.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        Step step = keyed(endpoint.steps());
        Experiment experiment = step == null ? null : withoutAnyKey();
        if (experiment != null) {
          problems.add(
              Code.CHECK062,
              positions.of("experiment", experiment.name()),
              "requests of `"
                  + experiment.name()
                  + "` have no keys, so "
                  + (step instanceof Step.Memory ? "the memory of `" : "all requests for `")
                  + service.name()
                  + "."
                  + endpoint.name()
                  + (step instanceof Step.Memory ? "` never hits" : "` take turns"),
              "",
              "say what requests are about with `keys` in the load");
          return;
        }
      }
    }
  }

  private @Nullable Experiment withoutAnyKey() {
    for (Experiment experiment : model.experiments()) {
      if (experiment.loads().stream().allMatch(load -> load.keys().equals(Keys.NONE))) {
        return experiment;
      }
    }
    return null;
  }

  /** The first step among these or within them for which keys count; null for none. */
  private static @Nullable Step keyed(List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Memory || step instanceof Step.OneAtATime) {
        return step;
      }
      for (List<Step> within : step.within()) {
        Step found = keyed(within);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private void withoutTimeout() {
    List<Edge> edges =
        model.policies().keySet().stream()
            .filter(e -> CallChecks.longest(model.policy(e)) == Deadline.NONE)
            .toList();
    if (edges.isEmpty()) {
      return;
    }
    List<String> named = edges.stream().limit(NAMED_MAX).map(e -> "`" + e + "`").toList();
    String more = edges.size() > NAMED_MAX ? " and " + (edges.size() - NAMED_MAX) + " more" : "";
    problems.add(
        Code.CHECK007,
        positions.of("service", edges.getFirst().caller()),
        "calls without a timeout: " + String.join(", ", named) + more,
        "",
        "set a `timeout` for `\"" + (edges.size() == 1 ? edges.getFirst() : "* -> *") + "\"`");
  }

  private void unmeasured() {
    Set<String> measured = new HashSet<>();
    for (Experiment experiment : model.experiments()) {
      measured.addAll(experiment.expect());
    }
    for (Objective objective : model.objectives()) {
      if (!measured.contains(objective.name())) {
        problems.add(
            Code.CHECK009,
            positions.of("objective", objective.name()),
            "no experiment measures `" + objective.name() + "`",
            "",
            "load its route in an experiment, and name it in `expect` if there is one");
      }
    }
  }

  private void unreached() {
    if (model.services().stream().noneMatch(Service::isGateway)) {
      return;
    }
    boolean[] reached = new boolean[graph.size()];
    Set<String> used = new HashSet<>();
    for (int node : graph.callersFirst()) {
      if (graph.service(node).isGateway() || reached[node]) {
        used.add(graph.ref(node).service());
        graph.calls(node).forEach(site -> reached[site.to()] = true);
      }
    }
    for (Service service : model.services()) {
      if (!used.contains(service.name())) {
        problems.add(
            Code.CHECK016,
            positions.of("service", service.name()),
            "no request reaches `" + service.name() + "`",
            "",
            "call it, give it a route, or leave it out");
      }
    }
  }
}
