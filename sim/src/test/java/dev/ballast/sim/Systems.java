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

  /** A gateway that passes {@link #ROUTE} to the first service; every edge has this policy. */
  static SystemModel system(CallPolicy policy, Service... services) {
    Service gateway =
        new Service(
            "edge",
            1,
            65_536,
            0,
            false,
            true,
            List.of(new Endpoint(ROUTE, true, List.of(call(services[0].name())))),
            null);
    List<Service> all =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(gateway), java.util.Arrays.stream(services))
            .toList();
    SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    for (Edge edge : SystemModel.edges(all)) {
      policies.put(edge, edge.caller().equals("edge") ? CallPolicy.DEFAULT : policy);
    }
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "test", new Network(List.of("a"), none, none), all, policies, List.of(), List.of());
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
