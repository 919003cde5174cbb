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
    Limits bounded = bounded(service, ingress.limits(), others);
    return ingress.timeouts().equals(Ingress.Timeouts.DEFAULT)
        ? bounded
        : bounded.with(times(ingress.timeouts()));
  }

  private static Limits bounded(Service gateway, Ingress.Limits limits, Limits others) {
    long bodyMost = Routes.bodyMost(gateway);
    Message message = others.message();
    if (limits.equals(Ingress.Limits.DEFAULT)) {
      return others.with(message.withBodyMax(Math.min(bodyMost, message.bodyMax())));
    }
    return others
        .with(
            new Message(
                Math.min(message.lineMax(), limits.headerBytes()),
                limits.headers(),
                limits.headerBytes(),
                bodyMost,
                message.keptMax(),
                message.answerMax()))
        .with(new Connections(limits.connections(), limits.connectionsPerClient()))
        .with(others.http2().with(limits.streams(), limits.resetsPerSecond()));
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
