package dev.ballast.live;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.routing.Changed;
import dev.ballast.live.routing.RequestPath;
import dev.ballast.live.routing.Router;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Payload;
import dev.ballast.model.Route;
import dev.ballast.model.Service;
import dev.ballast.policy.Deadline;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a gateway: notes in a request which one it takes and what follows from that.
 * Belongs to one loop.
 */
final class Routes {
  private static final int NAMED_MAX = 20;

  private final Service gateway;
  private final Route[] routes;
  private final @Nullable Changed[] changed;
  private final long[] bodyMax;
  private final Router router;
  private final RequestPath path = new RequestPath();

  Routes(Service gateway) {
    this.gateway = gateway;
    routes = gateway.endpoints().stream().map(Endpoint::routing).toArray(Route[]::new);
    changed = new Changed[routes.length];
    bodyMax = new long[routes.length];
    for (int i = 0; i < routes.length; i++) {
      changed[i] = Changed.by(routes[i]);
      bodyMax[i] = bodyMax(gateway, routes[i]);
    }
    router = Router.of(List.of(routes));
  }

  /** What a request's body on a route may have; {@link Long#MAX_VALUE} for any. */
  private static long bodyMax(Service gateway, Route route) {
    long bytes = route.bodyBytesMax();
    if (bytes == Route.BODY_OF_GATEWAY) {
      bytes = route.isStream() ? Payload.BYTES_MAX : gateway.ingress().limits().bodyBytes();
    }
    return bytes == Payload.BYTES_MAX ? Long.MAX_VALUE : bytes;
  }

  /** What a request's body may have on some route of a gateway. */
  static long bodyMost(Service gateway) {
    return gateway.endpoints().stream()
        .mapToLong(endpoint -> bodyMax(gateway, endpoint.routing()))
        .max()
        .orElse(0);
  }

  /** Notes the route of a request; why it takes none, or null. */
  Desk.@Nullable Refused find(Inbound request) {
    RequestHead head = request.head;
    String wrong = path.read(head.target());
    if (wrong != null) {
      return new Desk.Refused(400, wrong);
    }
    int found = router.find(head, path);
    if (found == Router.NONE) {
      return new Desk.Refused(404, "no route for " + head.method() + " " + offered(head));
    }
    request.endpoint = found;
    request.priority = gateway.endpoints().get(found).priority();
    request.key = router.key(found, path, Context::key, request.key);
    request.changed = changed[found];
    request.bodyMax = bodyMax[found];
    request.isStream = routes[found].isStream();
    return isTooLong(request)
        ? new Desk.Refused(413, "the body is longer than " + bodyMax[found] + " bytes")
        : null;
  }

  private static boolean isTooLong(Inbound request) {
    return switch (request.body) {
      case Body.Whole(var bytes, _) -> bytes.length > request.bodyMax;
      case Body.Arriving(_, long length) -> length > request.bodyMax;
    };
  }

  private String offered(RequestHead head) {
    String names =
        gateway.endpoints().stream()
            .limit(NAMED_MAX)
            .map(Endpoint::name)
            .collect(Collectors.joining(", "));
    boolean isAll = routes.length <= NAMED_MAX;
    return "%s; %s offers %s%s".formatted(head.target(), gateway.name(), names, isAll ? "" : ", …");
  }

  /** When a request that is taken now is to be over, at the latest. */
  long deadlineNanos(Inbound request, long nowNanos) {
    return Deadline.earlier(
        request.deadlineNanos, nowNanos, routes[request.endpoint].timeoutNanos());
  }
}
