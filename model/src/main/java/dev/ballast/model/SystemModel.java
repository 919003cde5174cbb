package dev.ballast.model;

import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.HedgeConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A described system. Every part is valid by itself; whether the parts fit together and every edge
 * has its policy is told by {@link #requireConsistent}, so that a reader of files can look at a
 * system with mistakes and name all of them. Nothing runs that is not consistent. Orders are those
 * of the file.
 *
 * @param identities who the replicas are to each other in the live world
 * @param policies for every edge of {@link #edges}
 */
public record SystemModel(
    String name,
    Network network,
    Identities identities,
    List<Service> services,
    SequencedMap<Edge, CallPolicy> policies,
    List<Objective> objectives,
    List<Experiment> experiments) {

  /** A system whose replicas are identified by the built-in authority. */
  public SystemModel(
      String name,
      Network network,
      List<Service> services,
      SequencedMap<Edge, CallPolicy> policies,
      List<Objective> objectives,
      List<Experiment> experiments) {
    this(name, network, Identities.BUILT_IN, services, policies, objectives, experiments);
  }

  public SystemModel {
    services = List.copyOf(services);
    policies = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(policies));
    objectives = List.copyOf(objectives);
    experiments = List.copyOf(experiments);
  }

  /**
   * This system, in which every name used stands for one thing that exists, and every edge has its
   * policy.
   *
   * @throws IllegalArgumentException naming the first name or edge for which that is not so, or
   *     whose policies contradict each other
   */
  public SystemModel requireConsistent() {
    References.check(network, services, objectives, experiments);
    for (Edge edge : edges(services)) {
      if (!policies.containsKey(edge)) {
        throw new IllegalArgumentException("no policy for the edge " + edge);
      }
      requireNoContradiction(edge, policy(edge));
      References.checkTiers(network, edge, policy(edge).candidates().tiers());
    }
    return this;
  }

  private void requireNoContradiction(Edge edge, CallPolicy policy) {
    HedgeConfig hedge = policy.hedge();
    String wrong =
        policy.isPerAttemptInVain()
            ? "one attempt may take longer than the whole call"
            : policy.isRetryAfterInVain()
                ? "a callee may ask for more patience than the whole call has"
                : policy.isHedgeInVain()
                    ? "attempts are given up before they could be joined by a hedge"
                    : hedge != null && hedge.atMost() >= service(edge.callee()).replicas()
                        ? "the callee has no replica for every hedge"
                        : null;
    if (wrong != null) {
      throw new IllegalArgumentException(wrong + " on the edge " + edge);
    }
  }

  /** The service of this name. */
  public Service service(String serviceName) {
    for (Service service : services) {
      if (service.name().equals(serviceName)) {
        return service;
      }
    }
    throw new IllegalArgumentException("no service " + serviceName);
  }

  /** The objective of this name. */
  public Objective objective(String objectiveName) {
    for (Objective objective : objectives) {
      if (objective.name().equals(objectiveName)) {
        return objective;
      }
    }
    throw new IllegalArgumentException("no objective " + objectiveName);
  }

  /** The same system with these objectives and experiments. */
  public SystemModel with(List<Objective> otherObjectives, List<Experiment> otherExperiments) {
    return new SystemModel(
        name, network, identities, services, policies, otherObjectives, otherExperiments);
  }

  /** The same system whose replicas are these to each other. */
  public SystemModel with(Identities others) {
    return new SystemModel(name, network, others, services, policies, objectives, experiments);
  }

  /** The same system with these services, which call each other as before. */
  public SystemModel withServices(List<Service> others) {
    return new SystemModel(name, network, identities, others, policies, objectives, experiments);
  }

  /** The policy of an edge that some step uses. */
  public CallPolicy policy(Edge edge) {
    CallPolicy policy = policies.get(edge);
    if (policy == null) {
      throw new IllegalArgumentException("no edge " + edge);
    }
    return policy;
  }

  /** The same system with another policy on one edge. */
  public SystemModel withPolicy(Edge edge, CallPolicy policy) {
    SequencedMap<Edge, CallPolicy> other = new LinkedHashMap<>(policies);
    if (other.put(edge, policy) == null) {
      throw new IllegalArgumentException("no edge " + edge);
    }
    return new SystemModel(name, network, identities, services, other, objectives, experiments);
  }

  /** The same system on another network. */
  public SystemModel withNetwork(Network other) {
    return new SystemModel(name, other, services, policies, objectives, experiments);
  }

  /** Who calls whom in some step, in the order of the file. */
  public SequencedSet<Edge> edges() {
    return edges(services);
  }

  /** Who calls whom in some step of these services. */
  public static SequencedSet<Edge> edges(List<Service> services) {
    SequencedSet<Edge> edges = new LinkedHashSet<>();
    for (Service service : services) {
      for (Endpoint endpoint : service.endpoints()) {
        for (Step.Call call : calls(endpoint.steps())) {
          for (EndpointRef target : call.targets()) {
            edges.add(new Edge(service.name(), target.service()));
          }
        }
      }
    }
    return edges;
  }

  /** Every call in these steps, those of parallel branches included, in the order of the file. */
  public static List<Step.Call> calls(List<Step> steps) {
    List<Step.Call> calls = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.Call call) {
        calls.add(call);
      }
      step.within().forEach(within -> calls.addAll(calls(within)));
    }
    return calls;
  }

  /**
   * The same system unprotected: no retries, breakers, bulkheads, ejection or fallbacks. Timeouts,
   * balancers and bounded queues stay.
   */
  public SystemModel withoutProtection() {
    SequencedMap<Edge, CallPolicy> bare = new LinkedHashMap<>();
    for (Map.Entry<Edge, CallPolicy> entry : policies.entrySet()) {
      bare.put(entry.getKey(), entry.getValue().withoutProtection());
    }
    List<Service> bareServices =
        services.stream()
            .map(
                s ->
                    s.with(
                        s.admission().withoutProtection(),
                        s.endpoints().stream()
                            .map(e -> e.withSteps(withoutFallbacks(e.steps())))
                            .toList()))
            .toList();
    return new SystemModel(name, network, identities, bareServices, bare, objectives, experiments);
  }

  private static List<Step> withoutFallbacks(List<Step> steps) {
    List<Step> bare = new ArrayList<>();
    for (Step step : steps) {
      bare.add(
          step instanceof Step.Call call
              ? new Step.Call(call.target(), null, call.chance(), call.times())
              : step.withWithin(SystemModel::withoutFallbacks));
    }
    return bare;
  }
}
