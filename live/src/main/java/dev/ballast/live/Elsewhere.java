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
 * The replicas that run in processes which are none of ours, and where. Calls to them take the same
 * path as all others; nothing is done to them.
 */
final class Elsewhere {
  private final Plan plan;
  private final @Nullable Role role;
  private final int[][] ports;

  /**
   * Finds the services in the plan.
   *
   * @param role the only replica that is here; null when all are that are not named
   * @throws LiveException when there is no such service, not one port per replica, or nobody said
   *     where a callee of the role's is
   */
  Elsewhere(Plan plan, Map<String, List<Integer>> named, @Nullable Role role) {
    this.plan = plan;
    this.role = role;
    List<Service> services = plan.model().services();
    named.keySet().forEach(name -> requireService(name, " to be served elsewhere"));
    ports = new int[services.size()][];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = ports(services.get(i), named.get(services.get(i).name()));
    }
    if (role != null) {
      require(role);
    }
  }

  private void requireService(String name, String why) {
    List<String> names = plan.model().services().stream().map(Service::name).toList();
    if (!names.contains(name)) {
      throw new LiveException(
          "there is no service %s%s; there are %s".formatted(name, why, String.join(", ", names)));
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

  private void require(Role only) {
    requireService(only.service(), "");
    int service = plan.index(only.service());
    int replicas = plan.model().services().get(service).replicas();
    if (only.replica() >= replicas) {
      throw new LiveException(
          "%s has %d replicas, so there is no %s".formatted(only.service(), replicas, only.name()));
    }
    for (Plan.EdgePlan edge : plan.edges()) {
      if (edge.caller() == service && ports[edge.callee()].length == 0) {
        throw new LiveException(
            "%s calls %s, and nobody said where that is"
                .formatted(only.service(), plan.model().services().get(edge.callee()).name()));
      }
    }
  }

  /** Whether a replica is served by others. */
  boolean serves(int service, int replica) {
    return role == null
        ? ports[service].length > 0
        : service != plan.index(role.service()) || replica != role.replica();
  }

  /** Whether a service is served by servers of others, who know nothing of probes. */
  boolean isForeign(int service) {
    return role == null && ports[service].length > 0;
  }

  /** The port of a replica that is served elsewhere; 0 where nobody said. */
  int port(int service, int replica) {
    return ports[service].length == 0 ? 0 : ports[service][replica];
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
    int index = plan.index(service);
    int replicas = plan.model().services().get(index).replicas();
    for (int replica = 0; replica < replicas; replica++) {
      if (serves(index, replica)) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }

  private Optional<String> anyIn(List<Integer> zones) {
    Network network = plan.model().network();
    for (int service = 0; service < ports.length; service++) {
      int replicas = plan.model().services().get(service).replicas();
      for (int replica = 0; replica < replicas; replica++) {
        if (serves(service, replica) && zones.contains(network.zoneOf(replica))) {
          return Optional.of(plan.model().services().get(service).name());
        }
      }
    }
    return Optional.empty();
  }
}
