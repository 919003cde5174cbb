package dev.ballast.live;

import dev.ballast.live.http.Limits;
import dev.ballast.live.http.Limits.Connections;
import dev.ballast.live.http.Limits.Message;
import dev.ballast.live.http.Limits.Times;
import dev.ballast.model.Ingress;
import dev.ballast.model.Service;

/** What the system file says of how users reach a gateway, as the live world has it. */
final class Ingresses {
  private Ingresses() {}

  /**
   * The limits of a service's listeners. Bodies are bounded by what some route of a gateway allows;
   * the route that a request takes bounds it further.
   *
   * @param others where the file says nothing
   */
  static Limits limits(Service service, Limits others) {
    if (!service.isGateway()) {
      return others;
    }
    Ingress ingress = service.ingress();
    return others
        .with(message(service, ingress.limits(), others.message()))
        .with(
            ingress.limits().equals(Ingress.Limits.DEFAULT)
                ? others.connections()
                : new Connections(
                    ingress.limits().connections(), ingress.limits().connectionsPerClient()))
        .with(
            ingress.limits().equals(Ingress.Limits.DEFAULT)
                ? others.http2()
                : others
                    .http2()
                    .with(ingress.limits().streams(), ingress.limits().resetsPerSecond()))
        .with(
            ingress.timeouts().equals(Ingress.Timeouts.DEFAULT)
                ? others.times()
                : times(ingress.timeouts()));
  }

  private static Message message(Service gateway, Ingress.Limits limits, Message others) {
    long bodyMost = Routes.bodyMost(gateway);
    if (limits.equals(Ingress.Limits.DEFAULT)) {
      return others.withBodyMax(Math.min(bodyMost, others.bodyMax()));
    }
    return new Message(
        Math.min(others.lineMax(), limits.headerBytes()),
        limits.headers(),
        limits.headerBytes(),
        bodyMost,
        others.keptMax(),
        others.answerMax());
  }

  private static Times times(Ingress.Timeouts timeouts) {
    return new Times(
        timeouts.headerNanos(),
        timeouts.bodyNanos(),
        timeouts.writeNanos(),
        timeouts.streamNanos(),
        timeouts.idleNanos(),
        timeouts.drainNanos());
  }
}
