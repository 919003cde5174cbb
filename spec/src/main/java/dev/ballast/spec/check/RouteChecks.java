package dev.ballast.spec.check;

import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the routes of a gateway do to each other. */
final class RouteChecks {
  private final SystemModel model;
  private final Positions positions;
  private final Problems problems;

  RouteChecks(SystemModel model, Positions positions, Problems problems) {
    this.model = model;
    this.positions = positions;
    this.problems = problems;
  }

  void run() {
    for (Service service : model.services()) {
      Set<String> asked = new HashSet<>();
      for (Endpoint endpoint : service.endpoints()) {
        List<Step> ofUsers =
            endpoint.steps().stream().filter(step -> !(step instanceof Step.Mirror)).toList();
        for (Step.Call call : SystemModel.calls(ofUsers)) {
          call.targets().stream().map(EndpointRef::service).forEach(asked::add);
        }
      }
      service.endpoints().forEach(endpoint -> mirrors(service, endpoint, asked));
    }
  }

  private void mirrors(Service gateway, Endpoint route, Set<String> asked) {
    for (Step step : route.steps()) {
      if (step instanceof Step.Mirror(Step.Call copy) && asked.contains(copy.target().service())) {
        String callee = copy.target().service();
        problems.add(
            Code.CHECK071,
            positions.of("endpoint", gateway.name(), route.name()),
            "the mirror of `"
                + route.name()
                + "` goes to `"
                + callee
                + "`, which `"
                + gateway.name()
                + "` asks for users too: its copies count for the breaker and the limits of users",
            "expected a service that gets copies alone",
            "describe the replicas that get copies as a service of their own");
      }
    }
  }
}
