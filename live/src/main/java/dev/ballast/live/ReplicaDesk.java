package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.policy.Deadline;
import org.jspecify.annotations.Nullable;

/** Takes what arrives at a replica's port and hands it to the replica. */
final class ReplicaDesk implements Desk {
  private final Host host;
  private final Endpoints endpoints;
  private final boolean passesOn;
  private final RequestIds ids;

  ReplicaDesk(Host host) {
    this.host = host;
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
    if (request.deadlineNanos != Deadline.NONE) {
      request.deadlineNanos += host.world().nowNanos();
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
