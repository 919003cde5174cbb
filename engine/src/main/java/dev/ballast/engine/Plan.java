package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Zipf;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.CallPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A system with every name resolved to an index, ready to run. Immutable; shared by all
 * repetitions. Services and edges are numbered in the order of the file; a route's number is its
 * place among all gateways' endpoints.
 */
public final class Plan {
  /** A step whose target is an index. */
  sealed interface Do {
    record Work(Distribution time) implements Do {}

    /**
     * A call.
     *
     * @param path which of the caller's edges it takes
     * @param endpoint index within the callee
     */
    record Call(
        int path, int endpoint, boolean idempotent, boolean hasFallback, double chance, int times)
        implements Do {}

    record Together(List<Do[]> branches) implements Do {}

    record Fails(double probability) implements Do {}

    /** A real program answers. */
    record Handle() implements Do {}
  }

  /** One edge with its policy, and the names of the callee's endpoints. */
  public record EdgePlan(
      int index, int caller, int callee, CallPolicy policy, List<String> endpoints) {}

  /** One service; {@code paths} are its outgoing edges. */
  static final class ServicePlan {
    final int index;
    final Service service;
    final List<EdgePlan> paths = new ArrayList<>();
    final List<Do[]> endpoints = new ArrayList<>();

    ServicePlan(int index, Service service) {
      this.index = index;
      this.service = service;
    }
  }

  /** A route: an endpoint of a gateway. */
  public record Route(String name, int service, int endpoint, Priority priority) {}

  private final SystemModel model;
  private final List<ServicePlan> services = new ArrayList<>();
  private final List<EdgePlan> edges = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final Map<Keys, Zipf> laws = new HashMap<>();

  private Plan(SystemModel model) {
    this.model = model;
    for (Service service : model.services()) {
      services.add(new ServicePlan(services.size(), service));
    }
    for (Edge edge : model.edges()) {
      EdgePlan plan =
          new EdgePlan(
              edges.size(),
              index(edge.caller()),
              index(edge.callee()),
              model.policy(edge),
              model.service(edge.callee()).endpoints().stream().map(Endpoint::name).toList());
      edges.add(plan);
      services.get(plan.caller()).paths.add(plan);
    }
    for (ServicePlan service : services) {
      for (Endpoint endpoint : service.service.endpoints()) {
        if (service.service.isGateway()) {
          routes.add(
              new Route(
                  endpoint.name(), service.index, service.endpoints.size(), endpoint.priority()));
        }
        service.endpoints.add(resolve(service, endpoint.steps()));
      }
    }
    for (Experiment experiment : model.experiments()) {
      for (Load load : experiment.loads()) {
        laws.computeIfAbsent(load.keys(), keys -> new Zipf(keys.count(), keys.skew()));
      }
    }
  }

  /**
   * Resolves a model.
   *
   * @throws IllegalArgumentException when the model is not consistent
   */
  public static Plan of(SystemModel model) {
    return new Plan(model.requireConsistent());
  }

  private Do[] resolve(ServicePlan caller, List<Step> steps) {
    Do[] resolved = new Do[steps.size()];
    for (int i = 0; i < resolved.length; i++) {
      resolved[i] =
          switch (steps.get(i)) {
            case Step.Work work -> new Do.Work(work.time());
            case Step.Fails fails -> new Do.Fails(fails.probability());
            case Step.Together together ->
                new Do.Together(
                    together.branches().stream().map(branch -> resolve(caller, branch)).toList());
            case Step.Call call -> resolve(caller, call);
          };
    }
    return resolved;
  }

  private Do.Call resolve(ServicePlan caller, Step.Call call) {
    int callee = index(call.target().service());
    int path = 0;
    while (caller.paths.get(path).callee() != callee) {
      path++;
    }
    List<Endpoint> endpoints = model.services().get(callee).endpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).name().equals(call.target().endpoint())) {
        return new Do.Call(
            path,
            i,
            endpoints.get(i).idempotent(),
            call.fallback() != null,
            call.chance(),
            call.times());
      }
    }
    throw new IllegalArgumentException("no endpoint " + call.target());
  }

  /** The law by which a load of some experiment chooses its keys. */
  Zipf law(Keys keys) {
    Zipf law = laws.get(keys);
    return law == null ? new Zipf(keys.count(), keys.skew()) : law;
  }

  /** The number of a service. */
  public int index(String service) {
    for (int i = 0; i < model.services().size(); i++) {
      if (model.services().get(i).name().equals(service)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no service " + service);
  }

  public SystemModel model() {
    return model;
  }

  /** The routes of all gateways. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** The number of a route, or −1. */
  public int route(String name) {
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** All edges. */
  public List<EdgePlan> edges() {
    return List.copyOf(edges);
  }

  /** The edge from one service to another, or null where none of the file's steps takes it. */
  public @Nullable EdgePlan edge(int caller, int callee) {
    for (EdgePlan edge : edges) {
      if (edge.caller() == caller && edge.callee() == callee) {
        return edge;
      }
    }
    return null;
  }

  ServicePlan service(int index) {
    return services.get(index);
  }

  /** The names behind the indexes of observations. */
  public Subjects subjects() {
    return new Subjects(
        routes.stream().map(Route::name).toList(),
        edges.stream().map(e -> name(e.caller()) + " -> " + name(e.callee())).toList(),
        model.services().stream().map(Service::name).toList());
  }

  private String name(int service) {
    return model.services().get(service).name();
  }
}
