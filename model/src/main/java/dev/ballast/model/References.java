package dev.ballast.model;

import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.policy.health.Tiers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that every name in a system stands for something, and for one thing only. */
final class References {
  private final Network network;
  private final Map<String, Service> services = new HashMap<>();
  private final Set<String> routes = new HashSet<>();
  private final Set<String> objectives = new HashSet<>();

  private References(Network network) {
    this.network = network;
  }

  /** Stops at the first name that means nothing. */
  static void check(
      Network network,
      List<Service> services,
      List<Objective> objectives,
      List<Experiment> experiments) {
    References references = new References(network);
    references.declare(services);
    for (Service service : services) {
      references.checkCalls(service);
    }
    for (Objective objective : objectives) {
      references.route(objective.route());
      once(references.objectives.add(objective.name()), "objective", objective.name());
    }
    Set<String> names = new HashSet<>();
    for (Experiment experiment : experiments) {
      once(names.add(experiment.name()), "experiment", experiment.name());
      references.checkExperiment(experiment);
    }
  }

  /** Stops at the first zone that is unknown or in no tier. */
  static void checkTiers(Network network, Edge edge, @Nullable Tiers tiers) {
    if (tiers == null) {
      return;
    }
    for (List<String> tier : tiers.zones()) {
      tier.forEach(zone -> exists(network.zones().contains(zone), "zone", zone));
    }
    for (String zone : network.zones()) {
      if (tiers.of(zone) < 0) {
        throw new IllegalArgumentException("no tier of " + edge + " has the zone " + zone);
      }
    }
  }

  private void declare(List<Service> all) {
    for (Service service : all) {
      once(services.put(service.name(), service) == null, "service", service.name());
      Set<String> endpoints = new HashSet<>();
      for (Endpoint endpoint : service.endpoints()) {
        String name = endpoint.name();
        once(endpoints.add(name), "endpoint", service.name() + "." + name);
        if (service.isGateway()) {
          once(routes.add(name), "route", name);
        }
      }
    }
  }

  private void checkCalls(Service service) {
    for (Endpoint endpoint : service.endpoints()) {
      for (Step.Call call : SystemModel.calls(endpoint.steps())) {
        for (EndpointRef target : call.targets()) {
          Service callee = service(target.service());
          exists(callee.endpoint(target.endpoint()) != null, "endpoint", target);
        }
      }
    }
  }

  private void checkExperiment(Experiment experiment) {
    experiment.loads().forEach(load -> load.routes().forEach(this::route));
    experiment.expect().forEach(name -> exists(objectives.contains(name), "objective", name));
    for (TimedFault timed : experiment.faults()) {
      switch (timed.fault()) {
        case Fault.OnReplicas fault -> scope(fault.scope());
        case Fault.OnLink fault -> {
          side(fault.link().from());
          side(fault.link().to());
        }
        case Fault.Rollback rollback -> service(rollback.service());
        case Fault.ZoneDown down -> zone(down.zone());
        case Fault.RegionDown down -> region(down.region());
        case Fault.Surge surge -> {
          if (surge.route() != null) {
            route(surge.route());
          }
        }
      }
    }
  }

  private void side(Link.Side side) {
    switch (side) {
      case Link.Side.Service(String name) -> service(name);
      case Link.Side.Zone(String name) -> zone(name);
      case Link.Side.Region(String name) -> region(name);
      case Link.Side.Anyone() -> {}
    }
  }

  private void region(String name) {
    exists(!network.zonesOf(name).isEmpty(), "region", name);
  }

  private void zone(String name) {
    exists(network.zones().contains(name), "zone", name);
  }

  private void scope(Scope scope) {
    int replicas = service(scope.service()).replicas();
    if (scope.replicas() > replicas) {
      throw new IllegalArgumentException(
          scope.service() + " has " + replicas + " replicas, a fault names " + scope.replicas());
    }
  }

  private Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service " + name);
    }
    return service;
  }

  private void route(String name) {
    exists(routes.contains(name), "route", name);
  }

  private static void exists(boolean exists, String kind, Object name) {
    if (!exists) {
      throw new IllegalArgumentException("no " + kind + " " + name);
    }
  }

  private static void once(boolean first, String kind, String name) {
    if (!first) {
      throw new IllegalArgumentException("two " + kind + "s are called " + name);
    }
  }
}
