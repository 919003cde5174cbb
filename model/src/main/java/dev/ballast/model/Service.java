package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.policy.AdmissionPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service: equal replicas, spread over the zones in turn, that answer the same endpoints.
 *
 * @param admission what each replica lets in
 * @param cancellationPropagates whether work is dropped when its caller has given up; otherwise it
 *     goes on and keeps its worker busy
 * @param isGateway whether users' requests enter here; its endpoints are routes with one call each
 * @param program the real program of the service; null is played by a stand-in
 * @param weights what each replica is meant to get in proportion to the others, 1 to {@link
 *     #WEIGHT_MAX}; empty when all are to get the same
 * @param machine what each replica runs on
 * @param ingress how users reach it, where it is a gateway
 * @param upstream how callers reach its replicas, where it is none
 */
public record Service(
    String name,
    int replicas,
    AdmissionPolicy admission,
    boolean cancellationPropagates,
    boolean isGateway,
    List<Endpoint> endpoints,
    @Nullable Program program,
    List<Integer> weights,
    Machine machine,
    Ingress ingress,
    Upstream upstream) {
  /** The largest weight of a replica. */
  public static final int WEIGHT_MAX = 1_000;

  /**
   * A real program that takes the stand-in's place in the live world.
   *
   * @param command the command and its arguments; empty when the program is started by someone else
   * @param port where it listens on 127.0.0.1; 0 lets Ballast choose one per replica and pass it in
   *     the environment variable {@code PORT}
   */
  public record Program(List<String> command, int port) {
    public Program {
      command = List.copyOf(command);
    }
  }

  public Service {
    endpoints = List.copyOf(endpoints);
    weights = List.copyOf(weights);
    Checks.that(replicas >= 1, name + ": a service has at least one replica");
    Checks.that(
        weights.isEmpty() || weights.size() == replicas,
        name + ": every replica has a weight, or none has");
    Checks.that(
        weights.stream().allMatch(weight -> weight >= 1 && weight <= WEIGHT_MAX),
        name + ": a replica's weight is 1 to " + WEIGHT_MAX);
  }

  /** A service whose replicas are to get the same. */
  public Service(
      String name,
      int replicas,
      AdmissionPolicy admission,
      boolean cancellationPropagates,
      boolean isGateway,
      List<Endpoint> endpoints,
      @Nullable Program program) {
    this(
        name,
        replicas,
        admission,
        cancellationPropagates,
        isGateway,
        endpoints,
        program,
        List.of(),
        Machine.IDEAL,
        Ingress.DEFAULT,
        Upstream.DEFAULT);
  }

  /** The same with these weights of its replicas. */
  public Service withWeights(List<Integer> ofReplicas) {
    return new Service(
        name,
        replicas,
        admission,
        cancellationPropagates,
        isGateway,
        endpoints,
        program,
        ofReplicas,
        machine,
        ingress,
        upstream);
  }

  /** The same on another machine. */
  public Service on(Machine other) {
    return new Service(
        name,
        replicas,
        admission,
        cancellationPropagates,
        isGateway,
        endpoints,
        program,
        weights,
        other,
        ingress,
        upstream);
  }

  /** The same, reached in another way. */
  public Service reached(Ingress byUsers, Upstream byCallers) {
    return new Service(
        name,
        replicas,
        admission,
        cancellationPropagates,
        isGateway,
        endpoints,
        program,
        weights,
        machine,
        byUsers,
        byCallers);
  }

  /** The same with another number of replicas, of which nothing particular is known. */
  public Service withReplicas(int count) {
    return new Service(
        name,
        count,
        admission,
        cancellationPropagates,
        isGateway,
        endpoints,
        program,
        List.of(),
        machine,
        ingress,
        upstream.addresses().isEmpty() ? upstream : upstream.withAddresses(List.of()));
  }

  /** The same with another admission and other endpoints. */
  public Service with(AdmissionPolicy otherAdmission, List<Endpoint> otherEndpoints) {
    return new Service(
        name,
        replicas,
        otherAdmission,
        cancellationPropagates,
        isGateway,
        otherEndpoints,
        program,
        weights,
        machine,
        ingress,
        upstream);
  }

  /** A service whose replicas serve first come, first served. */
  public Service(
      String name,
      int replicas,
      int workers,
      int queue,
      boolean cancellationPropagates,
      boolean isGateway,
      List<Endpoint> endpoints,
      @Nullable Program program) {
    this(
        name,
        replicas,
        AdmissionPolicy.of(workers, queue),
        cancellationPropagates,
        isGateway,
        endpoints,
        program);
  }

  /** The endpoint of this name, or null. */
  public @Nullable Endpoint endpoint(String endpointName) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.name().equals(endpointName)) {
        return endpoint;
      }
    }
    return null;
  }
}
