package dev.ballast.live;

import dev.ballast.live.http.Accepted;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http1.Http1Server;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the connections of one address, as far as it is known by then: after the PROXY protocol it
 * is the client's, and not that of the proxy that all clients share. One for each listener, on its
 * loop.
 */
final class PerClient implements ServerProtocol {
  private final ServerProtocol next;

  /** How many connections each address has. */
  private final Map<AsciiString, Integer> clients = new HashMap<>();

  /**
   * The bound before another protocol.
   *
   * @param next what those speak who are within it
   */
  PerClient(ServerProtocol next) {
    this.next = next;
  }

  @Override
  public void accept(Accepted accepted) {
    AsciiString client = accepted.peer().host();
    int ofClient = clients.merge(client, 1, Integer::sum);
    accepted
        .channel()
        .closeFuture()
        .addListener(
            _ -> clients.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1));
    int max = accepted.limits().connections().perClientMax();
    if (ofClient > max) {
      Http1Server.turnAway(accepted, 503, "more than " + max + " connections from " + client);
    } else {
      next.accept(accepted);
    }
  }
}
