package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.policy.Deadline;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what arrives at a replica's port and hands it to the replica. At a gateway these are
 * requests of users; where the load generator does not tell of them itself, they are observed here.
 */
final class ReplicaDesk implements Desk {
  private final Host host;
  private final Endpoints endpoints;
  private final boolean passesOn;
  private final RequestIds ids;

  /** By endpoint; empty where users do not enter. */
  private final int[] routes;

  ReplicaDesk(Host host, Plan plan) {
    this.host = host;
    routes =
        IntStream.range(0, plan.routes().size())
            .filter(route -> plan.routes().get(route).service() == host.serviceIndex())
            .toArray();
    endpoints = Endpoints.of(host.service());
    passesOn = host.service().isGateway() || host.service().program() != null;
    ids = new RequestIds();
  }

  @Override
  public @Nullable String address(Inbound request) {
    boolean isGateway = host.service().isGateway();
    String named = isGateway ? null : request.headers.get(Http.ENDPOINT);
    request.endpoint =
        named == null ? endpoints.find(request.method.name(), request.uri) : endpoints.named(named);
    request.isPassedOn = passesOn;
    Context.read(request);
    if (isGateway && request.endpoint != Endpoints.NONE) {
      request.priority = host.service().endpoints().get(request.endpoint).priority();
      request.key = endpoints.key(request.endpoint, request.uri, request.key);
    }
    if (isGateway && request.id == null) {
      request.id = ids.next();
    }
    return request.endpoint == Endpoints.NONE
        ? "no endpoint for %s %s; %s".formatted(request.method, request.uri, endpoints.offered())
        : null;
  }

  @Override
  public void take(Inbound request) {
    Replica replica = host.replica();
    request.replica = replica;
    LoopWorld world = host.world();
    if (request.deadlineNanos != Deadline.NONE) {
      request.deadlineNanos += world.nowNanos();
    }
    if (routes.length > 0 && host.guestsAreUsers()) {
      request.visit = Visit.begin(world, routes[request.endpoint]);
    }
    replica.receive(request);
  }

  @Override
  public void abandoned(Inbound request) {
    if (request.replica != null) {
      request.replica.abandoned(request);
    }
  }

  @Override
  public boolean keepsBodies() {
    return passesOn;
  }
}
