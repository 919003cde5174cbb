package dev.ballast.engine;

import dev.ballast.engine.Plan.Do;
import dev.ballast.engine.Plan.Otherwise;
import dev.ballast.engine.Plan.ServicePlan;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the targets of steps to indexes. Steps that equal others are those others, and so are
 * whole endpoints: many services of a large system do the same, and then what they do is in the
 * processor's caches.
 */
final class StepResolver {
  private final Plan plan;
  private final Map<Do, Do> same = new HashMap<>();
  private final Map<List<Do>, Do[]> sameSteps = new HashMap<>();
  private final Map<List<Do[]>, Do[][]> sameEndpoints = new HashMap<>();

  StepResolver(Plan plan) {
    this.plan = plan;
  }

  /** The steps of each endpoint. */
  Do[][] resolve(ServicePlan service) {
    List<Do[]> endpoints =
        service.service.endpoints().stream()
            .map(endpoint -> resolve(service, endpoint.steps()))
            .toList();
    return sameEndpoints.computeIfAbsent(endpoints, all -> all.toArray(Do[][]::new));
  }

  private Do[] resolve(ServicePlan caller, List<Step> steps) {
    Do[] resolved = new Do[steps.size()];
    for (int i = 0; i < resolved.length; i++) {
      Do step = resolve(caller, steps.get(i));
      resolved[i] = same.computeIfAbsent(step, itself -> itself);
    }
    return sameSteps.computeIfAbsent(Arrays.asList(resolved), _ -> resolved);
  }

  private Do resolve(ServicePlan caller, Step step) {
    return switch (step) {
      case Step.Work work -> new Do.Work(work.time());
      case Step.Wait wait -> new Do.Wait(wait.time());
      case Step.Fails fails -> new Do.Fails(fails.probability());
      case Step.Together together ->
          new Do.Together(
              together.branches().stream().map(branch -> resolve(caller, branch)).toList());
      case Step.Memory(int entries, List<Step> miss) ->
          new Do.Memory(caller.memories++, entries, resolve(caller, miss));
      case Step.OneAtATime(List<Step> inner) -> new Do.OneAtATime(resolve(caller, inner));
      case Step.Call call -> resolve(caller, call);
      case Step.Split split -> resolve(caller, split);
      case Step.Mirror(Step.Call call) -> {
        caller.mirrors = true;
        yield new Do.Mirror(resolve(caller, call));
      }
    };
  }

  private Do.Split resolve(ServicePlan caller, Step.Split split) {
    caller.splits = true;
    int count = split.parts().size();
    double[] upTo = new double[count];
    Do.Call[] calls = new Do.Call[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += split.parts().get(i).share();
      upTo[i] = i == count - 1 ? 1 : sum;
      calls[i] = resolve(caller, split.parts().get(i).call());
    }
    return new Do.Split(upTo, calls);
  }

  private Do.Call resolve(ServicePlan caller, Step.Call call) {
    int callee = plan.index(call.target().service());
    int path = caller.pathTo(callee);
    List<Endpoint> endpoints = plan.model().services().get(callee).endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).name().equals(call.target().endpoint())) {
        return new Do.Call(
            path,
            i,
            endpoints.get(i).idempotent(),
            otherwise(caller, path, i, call.fallback()),
            call.chance(),
            call.times());
      }
    }
    throw new IllegalArgumentException("no endpoint " + call.target());
  }

  private @Nullable Otherwise otherwise(
      ServicePlan caller, int path, int endpoint, @Nullable Fallback fallback) {
    return switch (fallback) {
      case null -> null;
      case Fallback.Named _ -> new Otherwise.Ready();
      case Fallback.Cached _ -> new Otherwise.LastGood(path, endpoint);
      case Fallback.Other(EndpointRef target, Fallback next) ->
          new Otherwise.Other(resolve(caller, new Step.Call(target, next, 1, 1)));
    };
  }
}
