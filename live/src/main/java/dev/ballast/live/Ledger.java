package dev.ballast.live;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Peer;
import dev.ballast.live.log.AccessEntry;
import dev.ballast.observation.Served;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The books of the requests that one replica was asked: all are counted; refused and failed ones
 * and a sample of the others go to the access log. Belongs to the replica's loop.
 */
final class Ledger {
  private final List<String> services;
  private final String service;
  private final int replica;
  private final Served served;
  private final LiveOptions.@Nullable Access access;
  private final RandomStream random;

  /**
   * Books in which nothing is written.
   *
   * @param services all that may be called, by their numbers
   * @param access null writes no access log
   */
  Ledger(
      List<String> services,
      String service,
      int replica,
      List<String> endpoints,
      LiveOptions.@Nullable Access access,
      long seed) {
    this.services = services;
    this.service = service;
    this.replica = replica;
    this.access = access;
    served = new Served(endpoints);
    random = RandomStream.of(seed, service + "/" + replica + " access log");
  }

  Served served() {
    return served;
  }

  /** A request for an endpoint was answered; its status and bytes are known. */
  void ended(Inbound request, Result result) {
    long nanos = System.nanoTime() - request.begunNanos;
    served.ended(request.endpoint, result, nanos);
    if (access != null && (isOfNote(request, result) || random.chance(access.sample()))) {
      String callee =
          request.callee < 0
              ? null
              : services.get(request.callee) + "-" + (request.calleeReplica + 1);
      tell(
          access,
          request,
          served.endpoints().get(request.endpoint),
          callee,
          nanos,
          Http.word(result),
          request.cause);
    }
  }

  private static boolean isOfNote(Inbound request, Result result) {
    return !result.isSuccess() || request.status >= 500;
  }

  /** A request was refused before it was one for any endpoint. */
  void refused(Inbound request, int status, String why) {
    served.refused(status);
    if (access != null) {
      request.status = status;
      tell(access, request, null, null, System.nanoTime() - request.begunNanos, null, why);
    }
  }

  private void tell(
      LiveOptions.Access to,
      Inbound request,
      @Nullable String endpoint,
      @Nullable String callee,
      long nanos,
      @Nullable String result,
      @Nullable String reason) {
    Peer peer = request.stream.peer();
    to.log()
        .tell(
            new AccessEntry(
                System.currentTimeMillis(),
                address(peer),
                peer.identity(),
                peer.protocol(),
                peer.isSecure(),
                request.head.method(),
                request.head.target(),
                request.status,
                request.bytes,
                nanos,
                service,
                replica + 1,
                endpoint,
                callee,
                request.attempts,
                result,
                reason,
                Objects.toString(request.id, null)));
  }

  /** Something was refused that was no request. */
  void refused(Peer peer, int status, String why) {
    served.refused(status);
    if (access != null) {
      access
          .log()
          .tell(
              new AccessEntry(
                  System.currentTimeMillis(),
                  address(peer),
                  peer.identity(),
                  peer.protocol(),
                  peer.isSecure(),
                  "",
                  "",
                  status,
                  -1,
                  0,
                  service,
                  replica + 1,
                  null,
                  null,
                  0,
                  null,
                  why,
                  null));
    }
  }

  private static String address(Peer peer) {
    return NetUtil.toSocketAddressString(peer.address());
  }
}
