package dev.ballast.live;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Units;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Ingress;
import dev.ballast.model.Machine;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Small systems in a few words. */
final class Systems {
  static final String ROUTE = "GET /play/{title}";

  private final List<Service> services = new ArrayList<>();
  private final SequencedMap<Edge, CallPolicy> policies = new LinkedHashMap<>();
  private List<String> zones = List.of("a");

  private Systems() {}

  /** A gateway {@code edge} whose one route calls {@code back.go}. */
  static Systems gateway() {
    return gateways(1);
  }

  /** A system of these alone. */
  static Systems of(Service... all) {
    Systems systems = new Systems();
    systems.services.addAll(List.of(all));
    return systems;
  }

  /** A gateway that answers with a fallback when {@code back.go} fails. */
  static Systems gatewayWithFallback() {
    return gateway(new Fallback.Named("most-watched"));
  }

  /** A gateway that answers with this when {@code back.go} fails. */
  static Systems gateway(Fallback fallback) {
    return new Systems().gateway("back", 1, fallback);
  }

  /** So many replicas of a gateway whose one route calls {@code back.go}. */
  static Systems gateways(int replicas) {
    return new Systems().gateway("back", replicas, null);
  }

  /** A gateway {@code edge} whose one route is this. */
  static Systems gateway(String route) {
    return new Systems().gateway(route, "back", 1, null);
  }

  /** A gateway {@code edge} with these routes. */
  static Systems routes(Endpoint... routes) {
    return new Systems().add(new Service("edge", 1, 10_000, 0, false, true, List.of(routes), null));
  }

  private Systems gateway(String callee, int replicas, @Nullable Fallback fallback) {
    return gateway(ROUTE, callee, replicas, fallback);
  }

  private Systems gateway(String route, String callee, int replicas, @Nullable Fallback fallback) {
    services.add(
        new Service(
            "edge",
            replicas,
            10_000,
            0,
            false,
            true,
            List.of(
                new Endpoint(
                    route,
                    true,
                    List.of(new Step.Call(new EndpointRef(callee, "go"), fallback, 1, 1)))),
            null));
    return this;
  }

  Systems service(String name, int replicas, int workers, int queue, Step... steps) {
    services.add(
        new Service(
            name,
            replicas,
            workers,
            queue,
            false,
            false,
            List.of(new Endpoint("go", true, List.of(steps))),
            null));
    return this;
  }

  /** A service with one endpoint, {@code go}, and this admission. */
  Systems service(String name, int replicas, AdmissionPolicy admission, Step... steps) {
    return add(
        new Service(
            name,
            replicas,
            admission,
            false,
            false,
            List.of(new Endpoint("go", true, List.of(steps))),
            null));
  }

  /** One more gateway, whose route calls {@code back.go} with this priority. */
  Systems route(String route, Priority priority) {
    return add(
        new Service(
            "door" + services.size(),
            1,
            10_000,
            0,
            false,
            true,
            List.of(new Endpoint(route, true, priority, List.of(call("back")))),
            null));
  }

  Systems add(Service service) {
    services.add(service);
    return this;
  }

  /** Lets a service drop work that nobody waits for. */
  Systems cancelling(String name) {
    services.replaceAll(
        s ->
            s.name().equals(name)
                ? new Service(
                    s.name(), s.replicas(), s.admission(), true, false, s.endpoints(), null)
                : s);
    return this;
  }

  /** Puts a service on this machine. */
  Systems on(String name, Machine machine) {
    services.replaceAll(s -> s.name().equals(name) ? s.on(machine) : s);
    return this;
  }

  /** Says how callers reach a service. */
  Systems reached(String name, Upstream upstream) {
    services.replaceAll(s -> s.name().equals(name) ? s.reached(Ingress.DEFAULT, upstream) : s);
    return this;
  }

  /** Has the replicas of a service checked. */
  Systems checked(String name, HealthCheck check) {
    return reached(
        name, new Upstream(List.of(), null, Upstream.Protocol.HTTP_1_1, check, null, false));
  }

  Systems zones(String... names) {
    zones = List.of(names);
    return this;
  }

  Systems policy(String caller, String callee, CallPolicy policy) {
    policies.put(new Edge(caller, callee), policy);
    return this;
  }

  SystemModel model() {
    SequencedMap<Edge, CallPolicy> all = new LinkedHashMap<>();
    for (Edge edge : SystemModel.edges(services)) {
      all.put(edge, policies.getOrDefault(edge, CallPolicy.DEFAULT));
    }
    Distribution none = new Distribution.Constant(0);
    return new SystemModel(
        "test", new Network(zones, none, none), services, all, List.of(), List.of());
  }

  static Step work(double millis) {
    return new Step.Work(new Distribution.Constant(millis * Units.MILLISECOND));
  }

  static Step call(String service) {
    return new Step.Call(new EndpointRef(service, "go"), null, 1, 1);
  }
}
