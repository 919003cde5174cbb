package dev.ballast.engine;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Zipf;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Experiment;
import dev.ballast.model.Fallback;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Recovery;
import dev.ballast.observation.RunRecorder;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.ReplicaPools;
import dev.ballast.policy.balance.Balance;
import dev.ballast.policy.health.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    record Wait(Distribution time) implements Do {}

    /**
     * A call.
     *
     * @param path which of the caller's edges it takes
     * @param endpoint index within the callee
     * @param otherwise what replaces its answer when it fails; null for nothing
     */
    record Call(
        int path,
        int endpoint,
        boolean idempotent,
        @Nullable Otherwise otherwise,
        double chance,
        int times)
        implements Do {}

    /**
     * One of several calls.
     *
     * @param upTo for each call the shares of it and those before it, added; the last is 1
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Split(double[] upTo, Call[] calls) implements Do {
      /** The call that a number from 0 to below 1 falls to. */
      Call at(double unit) {
        int i = 0;
        while (unit >= upTo[i]) {
          i++;
        }
        return calls[i];
      }
    }

    /** A call that nobody waits for. */
    record Mirror(Call call) implements Do {}

    record Together(List<Do[]> branches) implements Do {}

    /**
     * A look into a memory of the replica.
     *
     * @param number which of the service's memories
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Memory(int number, int entries, Do[] miss) implements Do {}

    /** Steps that requests about one key do in turn. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OneAtATime(Do[] steps) implements Do {}

    record Fails(double probability) implements Do {}

    /** A real program answers. */
    record Handle() implements Do {}
  }

  /** What replaces the answer of a failed call. */
  sealed interface Otherwise {
    /** An answer that needs nobody. */
    record Ready() implements Otherwise {}

    /** The last good answer of the same call. */
    record LastGood(int path, int endpoint) implements Otherwise {}

    /** The answer of another call. */
    record Other(Do.Call call) implements Otherwise {}
  }

  /**
   * One edge with its policy.
   *
   * @param callerName of the service that calls, after which streams of chance are named
   * @param calleeName of the one that is called
   * @param calleesFirst the number of the callee's first replica among those of all services
   * @param goesOn whether the callee makes calls of its own
   * @param remembers whether some step falls back to the last good answer of a call over it
   * @param endpoints the names of the callee's endpoints
   * @param replicas the callee's, as all replicas of the caller see them
   */
  public record EdgePlan(
      int index,
      int caller,
      int callee,
      String callerName,
      String calleeName,
      int calleesFirst,
      CallPolicy policy,
      boolean goesOn,
      boolean remembers,
      List<String> endpoints,
      ReplicaPools replicas) {}

  /** One service; {@code paths} are its outgoing edges. */
  static final class ServicePlan {
    final int index;
    final Service service;

    /** The number of its first replica among those of all services, in the order of the file. */
    final int firstReplica;

    /** Of its replicas, as their random streams are named. */
    final String[] names;

    final List<EdgePlan> paths = new ArrayList<>();
    private final Map<Integer, Integer> pathTo = new HashMap<>();

    /** Whether some caller's balancer asks its replicas how they are. */
    boolean isProbed;

    /** The steps of each endpoint; set when all edges are known. */
    Do[][] endpoints = {};

    /** How many memories each replica has. */
    int memories;

    /** Whether some route splits, or mirrors. */
    boolean splits;

    boolean mirrors;

    ServicePlan(int index, Service service, int firstReplica) {
      this.index = index;
      this.service = service;
      this.firstReplica = firstReplica;
      names = new String[service.replicas()];
      Arrays.setAll(names, replica -> service.name() + "/" + replica);
    }

    /** Which of the outgoing edges leads to a callee; there must be one. */
    int pathTo(int callee) {
      Integer path = pathTo.get(callee);
      if (path == null) {
        throw new IllegalStateException(service.name() + " has no edge to service " + callee);
      }
      return path;
    }
  }

  /**
   * A route: an endpoint of a gateway.
   *
   * @param timeoutNanos of the rule, which is far away in a large system
   * @param rule which requests it takes, and what becomes of them
   */
  public record Route(
      String name,
      int service,
      int endpoint,
      Priority priority,
      long timeoutNanos,
      dev.ballast.model.Route rule) {
    /** Whether its requests only read, by their method, so that answers may serve others too. */
    public boolean reads() {
      String method = rule.match().method();
      return method.equals("GET") || method.equals("HEAD");
    }

    /** When a request that arrives now is to be over; {@link Deadline#NONE} for never. */
    public long deadlineNanos(long nowNanos) {
      return Deadline.earlier(Deadline.NONE, nowNanos, timeoutNanos);
    }
  }

  private final SystemModel model;
  private final List<ServicePlan> services = new ArrayList<>();
  private final int replicas;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<EdgePlan> edges;
  private final List<Route> routes;
  private final Map<String, Integer> routeIndexes = new HashMap<>();
  private final Subjects subjects;
  private final Map<Keys, Zipf> laws = new HashMap<>();

  private Plan(SystemModel model) {
    this.model = model;
    int replicas = 0;
    for (Service service : model.services()) {
      indexes.put(service.name(), services.size());
      services.add(new ServicePlan(services.size(), service, replicas));
      replicas = Math.addExact(replicas, service.replicas());
    }
    this.replicas = replicas;
    edges = resolveEdges();
    routes = resolveEndpoints();
    for (Route route : routes) {
      routeIndexes.put(route.name(), routeIndexes.size());
    }
    subjects =
        new Subjects(
            routes.stream().map(Route::name).toList(),
            edges.stream().map(e -> e.callerName() + " -> " + e.calleeName()).toList(),
            model.services().stream().map(Service::name).toList());
    for (Experiment experiment : model.experiments()) {
      for (Load load : experiment.loads()) {
        laws.computeIfAbsent(load.keys(), keys -> new Zipf(keys.count(), keys.skew()));
      }
    }
  }

  private List<EdgePlan> resolveEdges() {
    List<EdgePlan> resolved = new ArrayList<>();
    Set<Edge> all = model.edges();
    Set<String> callers = all.stream().map(Edge::caller).collect(Collectors.toSet());
    Set<Edge> remembering = remembering();
    Map<CallPolicy, CallPolicy> policies = new HashMap<>();
    Map<PoolsKey, ReplicaPools> pools = new HashMap<>();
    for (Edge edge : all) {
      CallPolicy policy = policies.computeIfAbsent(model.policy(edge), same -> same);
      ServicePlan caller = services.get(index(edge.caller()));
      ServicePlan callee = services.get(index(edge.callee()));
      EdgePlan plan =
          new EdgePlan(
              resolved.size(),
              caller.index,
              callee.index,
              edge.caller(),
              edge.callee(),
              callee.firstReplica,
              policy,
              callers.contains(edge.callee()),
              remembering.contains(edge),
              callee.service.endpoints().stream().map(Endpoint::name).toList(),
              pools.computeIfAbsent(
                  new PoolsKey(
                      policy,
                      caller.service.replicas(),
                      callee.service.replicas(),
                      callee.service.weights()),
                  this::replicas));
      resolved.add(plan);
      caller.pathTo.put(callee.index, caller.paths.size());
      caller.paths.add(plan);
      callee.isProbed |= policy.balance().innermost() instanceof Balance.Prequal;
    }
    return List.copyOf(resolved);
  }

  private List<Route> resolveEndpoints() {
    List<Route> resolved = new ArrayList<>();
    StepResolver steps = new StepResolver(this);
    for (ServicePlan service : services) {
      service.endpoints = steps.resolve(service);
      for (int i = 0; i < service.endpoints.length; i++) {
        Endpoint endpoint = service.service.endpoints().get(i);
        if (service.service.isGateway()) {
          resolved.add(
              new Route(
                  endpoint.name(),
                  service.index,
                  i,
                  endpoint.priority(),
                  endpoint.routing().timeoutNanos(),
                  endpoint.routing()));
        }
      }
    }
    return List.copyOf(resolved);
  }

  /** The edges over which some call falls back to the last good answer. */
  private Set<Edge> remembering() {
    Set<Edge> remembering = new HashSet<>();
    for (Service service : model.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        for (Step.Call call : SystemModel.calls(endpoint.steps())) {
          if (call.last() instanceof Fallback.Cached) {
            remembering.add(new Edge(service.name(), call.targets().getLast().service()));
          }
        }
      }
    }
    return remembering;
  }

  /** What the pools of an edge follow from; edges that agree in it share them. */
  private record PoolsKey(CallPolicy policy, int callers, int callees, List<Integer> weights) {}

  private ReplicaPools replicas(PoolsKey key) {
    return new ReplicaPools(
        key.policy(),
        Placement.inTurn(model.network().zones(), key.callees(), key.callers()),
        key.weights().stream().mapToDouble(weight -> weight).toArray());
  }

  /**
   * Resolves a model.
   *
   * @throws IllegalArgumentException when the model is not consistent
   */
  public static Plan of(SystemModel model) {
    return new Plan(model.requireConsistent());
  }

  /** The law by which a load of some experiment chooses its keys. */
  Zipf law(Keys keys) {
    Zipf law = laws.get(keys);
    return law == null ? new Zipf(keys.count(), keys.skew()) : law;
  }

  /** The number of a service. */
  public int index(String service) {
    Integer index = indexes.get(service);
    if (index == null) {
      throw new IllegalArgumentException("no service " + service);
    }
    return index;
  }

  public SystemModel model() {
    return model;
  }

  /** The routes of all gateways. */
  public List<Route> routes() {
    return routes;
  }

  /** The number of a route, or −1. */
  public int route(String name) {
    return routeIndexes.getOrDefault(name, -1);
  }

  /** All edges. */
  public List<EdgePlan> edges() {
    return edges;
  }

  /** The edge from one service to another, or null where none of the file's steps takes it. */
  public @Nullable EdgePlan edge(int caller, int callee) {
    Integer path = services.get(caller).pathTo.get(callee);
    return path == null ? null : services.get(caller).paths.get(path);
  }

  ServicePlan service(int index) {
    return services.get(index);
  }

  /**
   * A recorder for a run of an experiment, which tells what its objectives ask about: of those
   * about recovery, what was seen after it.
   */
  public RunRecorder recorder(Experiment experiment) {
    List<Recovery> recoveries =
        experiment.expect().stream()
            .map(name -> model.objective(name).recoversWithinNanos())
            .filter(within -> within > 0)
            .distinct()
            .map(within -> new Recovery(within, experiment.recovered(within)))
            .toList();
    return new RunRecorder(subjects(), experiment.lengthNanos(), recoveries);
  }

  /** Replicas of all services. */
  public int replicas() {
    return replicas;
  }

  /** The number of a service's first replica among those of all, in the order of the file. */
  public int firstReplica(int service) {
    return services.get(service).firstReplica;
  }

  /** The names behind the indexes of observations. */
  public Subjects subjects() {
    return subjects;
  }
}
