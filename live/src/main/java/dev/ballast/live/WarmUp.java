package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Machine;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Requests through every hop before anything is measured, so that code is compiled and connections
 * are made: the same system without its waiting, so that a second gives thousands of them.
 */
final class WarmUp {
  private static final int USERS = 16;
  private static final long LENGTH_NANOS = 1_500 * Units.MILLISECOND;

  /** Where requests do something, as in real programs, they are few. */
  private static final int USERS_OF_REAL_THINGS = 2;

  private static final Distribution NOTHING = new Distribution.Constant(0);

  private WarmUp() {}

  /** The same services, endpoints and edges, with no time spent and no policy in the way. */
  static Plan plan(SystemModel model) {
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    model.edges().forEach(edge -> policies.put(edge, CallPolicy.DEFAULT));
    Network network = new Network(model.network().zones(), NOTHING, NOTHING);
    List<Service> services = model.services().stream().map(WarmUp::quick).toList();
    return Plan.of(
        new SystemModel(model.name(), network, services, policies, List.of(), List.of()));
  }

  private static Service quick(Service service) {
    return service
        .with(
            service.admission().withoutProtection(),
            service.endpoints().stream().map(e -> e.withSteps(quick(e.steps()))).toList())
        .on(Machine.IDEAL);
  }

  private static List<Step> quick(List<Step> steps) {
    List<Step> quick = new ArrayList<>();
    for (Step step : steps) {
      quick.add(
          switch (step) {
            case Step.Work _, Step.Wait _ -> new Step.Work(NOTHING);
            case Step.Fails _ -> new Step.Fails(0);
            case Step.Call call -> call;
            case Step.Together _, Step.Memory _, Step.OneAtATime _, Step.Split _, Step.Mirror _ ->
                step.withWithin(WarmUp::quick);
          });
    }
    return quick;
  }

  /**
   * Users who ask on every route without a pause, or now and then where that reaches anything real.
   */
  static Experiment experiment(Plan plan, boolean isReal) {
    int users = isReal ? USERS_OF_REAL_THINGS : USERS;
    double think = isReal ? 20 * Units.MILLISECOND : 0;
    List<Load> loads = new ArrayList<>();
    for (Plan.Route route : plan.routes()) {
      loads.add(new Load.Closed(route.name(), users, new Distribution.Constant(think)));
    }
    return new Experiment("warm-up", 0, LENGTH_NANOS, loads, List.of(), List.of());
  }
}
