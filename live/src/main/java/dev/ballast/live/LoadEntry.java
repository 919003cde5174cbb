package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.engine.Users;
import dev.ballast.kernel.Result;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users who reach the gateways' replicas in turn, over connections of their own. What a template
 * leaves open is filled with 1. An answer from 400 on is a failure to them. Belongs to the users'
 * loop.
 */
final class LoadEntry implements Users.Entry {
  private static final int BAD_REQUEST = 400;

  private final Hosts hosts;
  private final EventLoop loop;
  private final List<Plan.Route> routes;
  private final byte[][] requests;
  private final boolean[] isHead;
  private final Pool[][] pools;
  private final int[] next;

  LoadEntry(Hosts hosts, EventLoop loop) {
    this.hosts = hosts;
    this.loop = loop;
    routes = hosts.plan().routes();
    requests = new byte[routes.size()][];
    isHead = new boolean[routes.size()];
    next = new int[routes.size()];
    pools = new Pool[hosts.plan().model().services().size()][];
    for (int i = 0; i < requests.length; i++) {
      Plan.Route route = routes.get(i);
      requests[i] = Http.ascii(request(route.name()));
      isHead[i] = route.name().startsWith("HEAD ");
    }
  }

  private static String request(String route) {
    int space = route.indexOf(' ');
    String method = space < 0 ? "GET" : route.substring(0, space);
    String path = route.substring(space + 1).replaceAll("\\{[^}/]*\\}", "1");
    boolean hasBody = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    return "%s %s HTTP/1.1\r\nhost: ballast\r\n%s\r\n"
        .formatted(
            method,
            path.startsWith("/") ? path : "/" + path,
            hasBody ? "content-length: 0\r\n" : "");
  }

  @Override
  public void ask(int route, Users.Answer answer) {
    int service = routes.get(route).service();
    Pool[] replicas = pools[service];
    if (replicas == null) {
      replicas = hosts.poolsTo(service, loop);
      pools[service] = replicas;
    }
    replicas[next[route]++ % replicas.length].send(new UserRequest(route, answer));
  }

  void sweep(long nowNanos) {
    for (Pool[] replicas : pools) {
      if (replicas != null) {
        for (Pool pool : replicas) {
          pool.sweep(nowNanos);
        }
      }
    }
  }

  void close() {
    for (Pool[] replicas : pools) {
      if (replicas != null) {
        for (Pool pool : replicas) {
          pool.close();
        }
      }
    }
  }

  private final class UserRequest implements Outbound {
    private final int route;
    private final Users.Answer answer;

    UserRequest(int route, Users.Answer answer) {
      this.route = route;
      this.answer = answer;
    }

    @Override
    public void write(Draft out) {
      out.bytes(requests[route]);
    }

    @Override
    public boolean isHead() {
      return isHead[route];
    }

    @Override
    public Result meaning(int status, HttpHeaders headers) {
      return status >= BAD_REQUEST && status < 500 ? Result.ERROR : Http.meaning(status, headers);
    }

    @Override
    public boolean wantsContent() {
      return false;
    }

    @Override
    public void ended(Result result, @Nullable Response content) {
      answer.ended(result);
    }
  }
}
