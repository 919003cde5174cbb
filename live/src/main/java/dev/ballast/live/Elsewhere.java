package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fault;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream.Discovery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that run in processes which are none of ours, and where. Calls to them take the same
 * path as all others; nothing is done to them.
 */
final class Elsewhere {
  private static final InetSocketAddress[] NOWHERE = {};

  private final Plan plan;
  private final @Nullable Role role;

  /** Where the replicas of each service listen; none where nobody said, or where they are found. */
  private final InetSocketAddress[][] addresses;

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
    if (role != null) {
      requireService(role.service(), "");
    }
    addresses = new InetSocketAddress[services.size()][];
    for (int i = 0; i < addresses.length; i++) {
      Service service = services.get(i);
      List<Integer> ports = named.get(service.name());
      addresses[i] =
          ports != null ? local(service, ports) : isCalled(i) ? written(service) : NOWHERE;
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

  /** Whether the role calls a service, so that it has to know where that is. */
  private boolean isCalled(int service) {
    return role != null
        && plan.edges().stream()
            .anyMatch(
                edge -> edge.callee() == service && edge.caller() == plan.index(role.service()));
  }

  private static InetSocketAddress[] local(Service service, List<Integer> given) {
    if (given.size() != service.replicas()) {
      throw new LiveException(
          "%s has %d replicas and is served elsewhere on %d ports: give one port per replica"
              .formatted(service.name(), service.replicas(), given.size()));
    }
    return given.stream().map(Sockets::local).toArray(InetSocketAddress[]::new);
  }

  /** The addresses that the system file names. */
  private static InetSocketAddress[] written(Service service) {
    return service.upstream().addresses().stream()
        .map(
            address -> {
              try {
                return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
              } catch (UnknownHostException e) {
                throw new LiveException(
                    "the host of %s, where a replica of %s is, is not known"
                        .formatted(address, service.name()),
                    e);
              }
            })
        .toArray(InetSocketAddress[]::new);
  }

  /** How the replicas of a service are found that come and go; null where they do not. */
  @Nullable Discovery discovery(int service) {
    return isCalled(service) && addresses[service].length == 0
        ? plan.model().services().get(service).upstream().discovery()
        : null;
  }

  private void require(Role only) {
    int service = plan.index(only.service());
    int replicas = plan.model().services().get(service).replicas();
    if (only.replica() >= replicas) {
      throw new LiveException(
          "%s has %d replicas, so there is no %s".formatted(only.service(), replicas, only.name()));
    }
    for (Plan.EdgePlan edge : plan.edges()) {
      if (edge.caller() == service
          && addresses[edge.callee()].length == 0
          && discovery(edge.callee()) == null) {
        throw new LiveException(
            "%s calls %s, and nobody said where that is: say `addresses` or `discover` in the file, or --at"
                .formatted(only.service(), plan.model().services().get(edge.callee()).name()));
      }
    }
  }

  /** Whether a replica is served by others. */
  boolean serves(int service, int replica) {
    return role == null
        ? addresses[service].length > 0
        : service != plan.index(role.service()) || replica != role.replica();
  }

  /** Whether a service is served by servers of others, who know nothing of probes. */
  boolean isForeign(int service) {
    return role == null && addresses[service].length > 0;
  }

  /** Where a replica listens that is served elsewhere; null where nobody said. */
  @Nullable InetSocketAddress address(int service, int replica) {
    return addresses[service].length == 0 ? null : addresses[service][replica];
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
    for (int service = 0; service < addresses.length; service++) {
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
