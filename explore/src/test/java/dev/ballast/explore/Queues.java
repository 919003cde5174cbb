package dev.ballast.explore;

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
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import java.util.LinkedHashMap;
import java.util.List;

/** Small systems for tests: a gateway and one service behind it. */
final class Queues {
  static final String ROUTE = "GET /";

  private Queues() {}

  /** One worker with exponential times at a network without delay; empty at time 0. */
  static Variation exponential(double arrivals, double served, long lengthNanos) {
    return of(arrivals, served, AdmissionPolicy.of(1, 10_000), CallPolicy.DEFAULT, lengthNanos);
  }

  /** A service called shop behind a gateway. */
  static Variation of(
      double arrivals,
      double served,
      AdmissionPolicy admission,
      CallPolicy policy,
      long lengthNanos) {
    List<Service> services =
        List.of(
            service(
                "edge",
                true,
                ROUTE,
                AdmissionPolicy.of(100_000, 0),
                new Step.Call(new EndpointRef("shop", "buy"), null, 1, 1)),
            service(
                "shop",
                false,
                "buy",
                admission,
                new Step.Work(new Distribution.Exponential(Units.SECOND / served))));
    LinkedHashMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
    SystemModel.edges(services).forEach(edge -> policies.put(edge, policy));
    Experiment experiment =
        new Experiment(
            "calm",
            0,
            lengthNanos,
            List.of(new Load.Poisson(ROUTE, arrivals)),
            List.of(),
            List.of());
    Network network =
        new Network(List.of("a"), new Distribution.Constant(0), new Distribution.Constant(0));
    return new Variation(
        new SystemModel("shop", network, services, policies, List.of(), List.of(experiment)),
        experiment);
  }

  private static Service service(
      String name, boolean isGateway, String endpoint, AdmissionPolicy admission, Step step) {
    return new Service(
        name,
        1,
        admission,
        false,
        isGateway,
        List.of(new Endpoint(endpoint, true, List.of(step))),
        null);
  }
}
