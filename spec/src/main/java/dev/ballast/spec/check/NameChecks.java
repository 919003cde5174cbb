package dev.ballast.spec.check;

import dev.ballast.kernel.Position;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Link;
import dev.ballast.model.Load;
import dev.ballast.model.Network;
import dev.ballast.model.Objective;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.Quoted;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every name that is used exists, once. */
final class NameChecks {
  private final SystemModel model;
  private final Positions positions;
  private final Set<NameKind> incomplete;
  private final Problems problems;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Set<String> routes = new LinkedHashSet<>();

  NameChecks(SystemModel model, Positions positions, Set<NameKind> incomplete, Problems problems) {
    this.model = model;
    this.positions = positions;
    this.incomplete = incomplete;
    this.problems = problems;
    for (Service service : model.services()) {
      services.putIfAbsent(service.name(), service);
      if (service.isGateway()) {
        service.endpoints().forEach(e -> routes.add(e.name()));
      }
    }
  }

  void run() {
    duplicates();
    for (Service service : model.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        calls(endpoint.steps(), List.of("endpoint", service.name(), endpoint.name()));
      }
    }
    List<String> objectives = model.objectives().stream().map(Objective::name).toList();
    for (Objective objective : model.objectives()) {
      route(objective.route(), positions.of("objective", objective.name(), "route"));
    }
    for (Experiment experiment : model.experiments()) {
      for (Load load : experiment.loads()) {
        for (String route : load.routes()) {
          loaded(load, route, positions.of("load", experiment.name(), route));
        }
      }
      for (String expected : experiment.expect()) {
        if (!objectives.contains(expected)) {
          Position at = positions.of("expect", experiment.name(), expected);
          unknown(NameKind.OBJECTIVE, "objective", expected, objectives, at);
        }
      }
      for (int i = 0; i < experiment.faults().size(); i++) {
        Position at = positions.of("fault", experiment.name(), Integer.toString(i));
        fault(experiment.faults().get(i).fault(), at);
      }
    }
  }

  private void duplicates() {
    unique("service", model.services().stream().map(Service::name).toList());
    unique("objective", model.objectives().stream().map(Objective::name).toList());
    unique("experiment", model.experiments().stream().map(Experiment::name).toList());
    for (Service service : model.services()) {
      unique("endpoint", service.endpoints().stream().map(Endpoint::name).toList(), service.name());
    }
    Set<String> gatewayRoutes = new HashSet<>();
    for (Service service : model.services()) {
      if (service.isGateway()) {
        for (Endpoint route : service.endpoints()) {
          if (!gatewayRoutes.add(route.name())) {
            duplicate(
                "route", route.name(), positions.of("endpoint", service.name(), route.name()));
          }
        }
      }
    }
  }

  private void unique(String kind, List<String> names, String... within) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        String parent = within.length == 0 ? name : within[0];
        duplicate(kind, name, positions.of(kind, parent, name));
      }
    }
  }

  private void duplicate(String kind, String name, Position at) {
    problems.add(
        Code.CHECK002,
        at,
        "two things of the kind " + kind + " are called " + Quoted.of(name),
        "expected each name once",
        "rename one of them");
  }

  private void calls(List<Step> steps, List<String> path) {
    for (int i = 0; i < steps.size(); i++) {
      List<String> here = CallGraph.append(path, i);
      if (steps.get(i) instanceof Step.Call call) {
        call.targets().forEach(t -> target(t, positions.of(here)));
      }
      List<List<Step>> within = steps.get(i).within();
      for (int w = 0; w < within.size(); w++) {
        calls(within.get(w), CallGraph.append(here, w));
      }
    }
  }

  private void target(EndpointRef target, Position at) {
    Service service = services.get(target.service());
    if (service == null) {
      unknown(NameKind.SERVICE, "service", target.service(), services.keySet(), at);
    } else if (service.isGateway()) {
      problems.add(
          Code.CHECK001,
          at,
          "the gateway " + Quoted.of(service.name()) + " cannot be called by services",
          "expected an endpoint of a service",
          "call the endpoint behind the route");
    } else if (service.endpoint(target.endpoint()) == null) {
      List<String> names = service.endpoints().stream().map(Endpoint::name).toList();
      String kind = "endpoint of " + Quoted.of(service.name());
      unknown(NameKind.ENDPOINT, kind, target.endpoint(), names, at);
    }
  }

  /** A name alone is a route's, or that of users of several whose routes were left out. */
  private void loaded(Load load, String route, Position at) {
    boolean mayBeUsers = load.name().equals(route) && !route.contains("/");
    boolean isKnown = routes.contains(route) || isUnread(NameKind.ROUTE);
    if (isKnown || !mayBeUsers || problems.nearest(route, routes) != null) {
      route(route, at);
    } else {
      problems.add(
          Code.SPEC011,
          at,
          "the load " + Quoted.of(route) + " does not say which routes are asked",
          "expected a route such as GET /play/{title} in its place, or `routes` below it",
          "add `routes: {GET /: 100%}` with the routes that these users ask");
    }
  }

  private void route(String route, Position at) {
    if (!routes.contains(route)) {
      unknown(NameKind.ROUTE, "route", route, routes, at);
    }
  }

  private void fault(Fault fault, Position at) {
    switch (fault) {
      case Fault.OnReplicas f -> service(f.scope().service(), at);
      case Fault.OnLink f -> {
        side(f.link().from(), at);
        side(f.link().to(), at);
      }
      case Fault.Rollback f -> service(f.service(), at);
      case Fault.Surge f -> {
        if (f.route() != null) {
          route(f.route(), at);
        }
      }
      case Fault.ZoneDown f -> zone(f.zone(), at);
      case Fault.RegionDown f -> region(f.region(), at);
    }
  }

  private void side(Link.Side side, Position at) {
    switch (side) {
      case Link.Side.Service(String name) -> service(name, at);
      case Link.Side.Zone(String name) -> zone(name, at);
      case Link.Side.Region(String name) -> region(name, at);
      case Link.Side.Anyone() -> {}
    }
  }

  private void region(String name, Position at) {
    List<String> regions = model.network().regions().stream().map(Network.Region::name).toList();
    if (!regions.contains(name)) {
      unknown(NameKind.ZONE, "region", name, regions, at);
    }
  }

  private void zone(String name, Position at) {
    if (!model.network().zones().contains(name)) {
      unknown(NameKind.ZONE, "zone", name, model.network().zones(), at);
    }
  }

  private void service(String name, Position at) {
    if (!services.containsKey(name)) {
      unknown(NameKind.SERVICE, "service", name, services.keySet(), at);
    }
  }

  private void unknown(
      NameKind kind, String noun, String name, Collection<String> known, Position at) {
    if (!isUnread(kind)) {
      problems.unknownName(noun, name, known, at);
    }
  }

  /** Whether not all of these could be read, so that a name not found is no news. */
  private boolean isUnread(NameKind kind) {
    return incomplete.contains(kind)
        || (kind == NameKind.ROUTE && incomplete.contains(NameKind.SERVICE));
  }
}
