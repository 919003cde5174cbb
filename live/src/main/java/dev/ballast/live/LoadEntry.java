package dev.ballast.live;

import dev.ballast.engine.GatewayTurns;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Users;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users who reach the gateways' replicas in turn, over connections of their own. The first
 * parameter of a template is filled with what the request is about, or 1; the others with 1. They
 * meet the other conditions of their route. An answer from 400 on is a failure to them. Belongs to
 * the users' loop.
 */
final class LoadEntry implements Users.Entry {
  private static final int BAD_REQUEST = 400;

  private final Hosts hosts;
  private final EventLoop loop;
  private final List<Plan.Route> routes;
  private final UserTemplate[] requests;
  private final Pool[][] pools;
  private GatewayTurns turns;

  LoadEntry(Hosts hosts, EventLoop loop) {
    this.hosts = hosts;
    this.loop = loop;
    routes = hosts.plan().routes();
    requests = new UserTemplate[routes.size()];
    turns = new GatewayTurns(hosts.plan());
    pools = new Pool[hosts.plan().model().services().size()][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = UserTemplate.of(routes.get(i).rule().match());
    }
  }

  @Override
  public void ask(int route, long key, Users.Answer answer) {
    int service = routes.get(route).service();
    Pool[] replicas = pools[service];
    if (replicas == null) {
      replicas = new Pool[hosts.plan().model().services().get(service).replicas()];
      for (int i = 0; i < replicas.length; i++) {
        InetSocketAddress address = hosts.address(service, i);
        replicas[i] =
            hosts.poolTo(service, address == null ? Sockets.local(0) : address, loop, null);
      }
      pools[service] = replicas;
    }
    int replica = turns.next(route);
    if (replica == GatewayTurns.NONE) {
      loop.execute(() -> answer.ended(Result.UNREACHABLE));
    } else {
      replicas[replica].send(new UserRequest(route, key, answer));
    }
  }

  /** Users of another run, who know all replicas at first. */
  GatewayTurns begin() {
    turns = new GatewayTurns(hosts.plan());
    return turns;
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
    private final long key;
    private final Users.Answer answer;

    UserRequest(int route, long key, Users.Answer answer) {
      this.route = route;
      this.key = key;
      this.answer = answer;
    }

    @Override
    public RequestHead head() {
      return requests[route].head(key);
    }

    @Override
    public Body body() {
      return Body.NONE;
    }

    @Override
    public void carriedBy(ClientStream stream) {}

    @Override
    public Result meaning(ResponseHead head, @Nullable Fields trailers) {
      return head.status() >= BAD_REQUEST && head.status() < 500
          ? Result.ERROR
          : Http.meaning(head, trailers);
    }

    @Override
    public Http.Kept kept() {
      return hosts.kept();
    }

    @Override
    public boolean wantsContent() {
      return false;
    }

    @Override
    public void begins(Result result, Response content) {
      throw new IllegalStateException("a user of the generator wants no content");
    }

    @Override
    public void ended(Result result, @Nullable Response content) {
      answer.ended(result);
    }
  }
}
