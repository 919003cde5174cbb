package dev.ballast.sim;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Small systems for tests, in a few words. */
final class Systems {
  static final String ROUTE = "GET /";

  private Systems() {}

  /** A service with one endpoint, {@code run}. */
  static Service service(String name, int replicas, int workers, int queue, Step... steps) {
    return new Service(
        name,
        replicas,
        workers,
        queue,
        false,
        false,
        List.of(new Endpoint("run", true, List.of(steps))),
        null);
  }

  static Step work(Distribution time) {
    return new Step.Work(time);
  }

  static Step call(String service) {
    return new Step.Call(new EndpointRef(service, "run"), null, 1, 1);
  }

  /** A gateway that passes each route to the service of that name; default policies, no network. */
  static SystemModel apart(Service... services) {
    return apart(0, services);
  }

  /** The same, with messages that take this long. */
  static SystemModel apart(double delayNanos, Service... services) {
    List<Service> all = new ArrayList<>();
    for (Service service : services) {
      all.add(gateway("edge of " + service.name(), service.name(), "GET /" + service.name()));
      all.add(service);
    }
    return system(all, delayNanos, CallPolicy.DEFAULT);
  }

  /** A gateway that passes {@link #ROUTE} to the first service; every edge has this policy. */
  static SystemModel system(CallPolicy policy, Service... services) {
    List<Service> all = new ArrayList<>(List.of(services));
    all.addFirst(gateway("edge", services[0].name(), ROUTE));
    return system(all, 0, policy);
  }

  private static Service gateway(String name, String callee, String route) {
    Endpoint endpoint = new Endpoint(route, true, List.of(call(callee)));
    return new Service(name, 1, 65_536, 0, false, true, List.of(endpoint), null);
  }

  private static SystemModel system(List<Service> all, double delayNanos, CallPolicy policy) {
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    for (Edge edge : SystemModel.edges(all)) {
      policies.put(edge, edge.caller().startsWith("edge") ? CallPolicy.DEFAULT : policy);
    }
    Distribution delay =
        delayNanos == 0 ? new Distribution.Constant(0) : new Distribution.Exponential(delayNanos);
    return new SystemModel(
        "test", new Network(List.of("a"), delay, delay), all, policies, List.of(), List.of());
  }

  static Experiment experiment(double seconds, Load load, Experiment.TimedFault... faults) {
    return new Experiment(
        "test",
        (long) (seconds / 5 * Units.SECOND),
        (long) (seconds * Units.SECOND),
        List.of(load),
        List.of(faults),
        List.of());
  }
}
