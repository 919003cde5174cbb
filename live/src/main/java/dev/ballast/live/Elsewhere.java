package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services whose replicas run in processes that are none of ours, and where. Calls to them take
 * the same path as all others; nothing is done to them.
 */
final class Elsewhere {
  private final Plan plan;
  private final int[][] ports;

  /**
   * Finds the services in the plan.
   *
   * @throws LiveException when there is no such service, or not one port per replica
   */
  Elsewhere(Plan plan, Map<String, List<Integer>> named) {
    this.plan = plan;
    List<Service> services = plan.model().services();
    for (String name : named.keySet()) {
      if (services.stream().noneMatch(service -> service.name().equals(name))) {
        throw new LiveException(
            "there is no service %s to be served elsewhere; there are %s"
                .formatted(name, String.join(", ", services.stream().map(Service::name).toList())));
      }
    }
    ports = new int[services.size()][];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = ports(services.get(i), named.get(services.get(i).name()));
    }
  }

  private static int[] ports(Service service, @Nullable List<Integer> given) {
    if (given != null && given.size() != service.replicas()) {
      throw new LiveException(
          "%s has %d replicas and is served elsewhere on %d ports: give one port per replica"
              .formatted(service.name(), service.replicas(), given.size()));
    }
    return given == null ? new int[0] : given.stream().mapToInt(port -> port).toArray();
  }

  boolean serves(int service) {
    return ports[service].length > 0;
  }

  /** The port of a replica that is served elsewhere. */
  int port(int service, int replica) {
    return ports[service][replica];
  }

  /**
   * Refuses an experiment that would do something to a replica which is not here.
   *
   * @throws LiveException naming the first such fault
   */
  void requireTouchedByNone(Experiment experiment) {
    for (Experiment.TimedFault timed : experiment.faults()) {
      touched(timed.fault())
          .ifPresent(
              service -> {
                throw new LiveException(
                    "`%s` cannot be played on %s, which is served elsewhere"
                        .formatted(timed.fault().words(), service));
              });
    }
  }

  private Optional<String> touched(Fault fault) {
    return switch (fault) {
      case Fault.OnReplicas f -> ifElsewhere(f.scope().service());
      case Fault.Rollback f -> ifElsewhere(f.service());
      case Fault.ZoneDown f -> anyIn(List.of(plan.model().network().zones().indexOf(f.zone())));
      case Fault.RegionDown f -> anyIn(plan.model().network().zonesOf(f.region()));
      case Fault.OnLink _, Fault.Surge _ -> Optional.empty(); // act on the callers' side
    };
  }

  private Optional<String> ifElsewhere(String service) {
    return serves(plan.index(service)) ? Optional.of(service) : Optional.empty();
  }

  private Optional<String> anyIn(List<Integer> zones) {
    Network network = plan.model().network();
    for (int service = 0; service < ports.length; service++) {
      for (int replica = 0; replica < ports[service].length; replica++) {
        if (zones.contains(network.zoneOf(replica))) {
          return Optional.of(plan.model().services().get(service).name());
        }
      }
    }
    return Optional.empty();
  }
}
