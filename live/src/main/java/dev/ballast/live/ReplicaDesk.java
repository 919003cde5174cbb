package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Peer;
import dev.ballast.model.Endpoint;
import dev.ballast.observation.Served;
import dev.ballast.policy.Deadline;
import io.netty.util.AsciiString;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes what arrives at a replica's port and hands it to the replica. At a gateway these are
 * requests of users; where the load generator does not tell of them itself, they are observed here.
 */
final class ReplicaDesk implements Desk {
  private final Host host;
  private final Endpoints endpoints;

  /** Of a gateway; null elsewhere. */
  private final @Nullable Routes table;

  private final boolean passesOn;
  private final RequestIds ids;
  private final Ledger ledger;

  /** Null where nobody asks whether it is well. */
  private final @Nullable HealthDesk checks;

  /** By endpoint; empty where users do not enter. */
  private final int[] routes;

  ReplicaDesk(Host host, Plan plan, LiveOptions options) {
    this.host = host;
    ledger =
        new Ledger(
            plan.subjects().services(),
            host.service().name(),
            host.index(),
            host.service().endpoints().stream().map(Endpoint::name).toList(),
            options.access(),
            options.seed());
    routes =
        IntStream.range(0, plan.routes().size())
            .filter(route -> plan.routes().get(route).service() == host.serviceIndex())
            .toArray();
    endpoints = Endpoints.of(host.service());
    table = host.service().isGateway() ? new Routes(host.service()) : null;
    passesOn = host.service().isGateway() || host.service().program() != null;
    ids = new RequestIds();
    checks = HealthDesk.of(host);
  }

  @Override
  public @Nullable Refused address(Inbound request) {
    request.isPassedOn = passesOn;
    return table == null ? ofService(request) : ofUser(request, table);
  }

  private @Nullable Refused ofUser(Inbound request, Routes routing) {
    request.forwarding = Forwarding.REPLACES;
    Context.read(request);
    if (request.id == null) {
      request.id = ids.next();
    }
    return routing.find(request);
  }

  private @Nullable Refused ofService(Inbound request) {
    if (checks != null && checks.isAskedBy(request)) {
      request.isHealthCheck = true;
      return null;
    }
    if (request.head.fields().contains(Context.PROBE)) {
      request.isProbe = true;
      return null;
    }
    AsciiString named = request.head.fields().get(Http.ENDPOINT);
    request.endpoint =
        named == null ? endpoints.find(request.head.target()) : endpoints.named(named);
    Context.read(request);
    request.lend(Context.repeats(request.head.fields())); // of users nobody takes them
    return request.endpoint == Endpoints.NONE ? endpoints.refused(request.head) : null;
  }

  @Override
  public void take(Inbound request) {
    Replica replica = host.replica();
    if (request.isProbe) {
      request.isTaken = false;
      request.stream.answer(
          Context.answerToProbe(replica.load(), replica.latencyNanos()), Body.NONE);
      return;
    }
    if (request.isHealthCheck && checks != null) {
      checks.answer(request);
      return;
    }
    request.replica = replica;
    LoopWorld world = host.world();
    boolean isOuter = world.eventBegins();
    try {
      receive(request, replica, world);
    } finally {
      if (isOuter) {
        world.eventEnds();
      }
    }
  }

  private void receive(Inbound request, Replica replica, LoopWorld world) {
    if (request.deadlineNanos != Deadline.NONE) {
      request.deadlineNanos += world.nowNanos();
    }
    if (table != null) {
      request.deadlineNanos = table.deadlineNanos(request, world.nowNanos());
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
  public void ended(Inbound request, Result result) {
    ledger.ended(request, result);
  }

  @Override
  public void refused(Inbound request, int status, String why) {
    ledger.refused(request, status, why);
  }

  @Override
  public void refused(Peer peer, int status, String why) {
    ledger.refused(peer, status, why);
  }

  /** What is counted of its requests. */
  Served served() {
    return ledger.served();
  }

  @Override
  public boolean keepsBodies() {
    return passesOn;
  }
}
