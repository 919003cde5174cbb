package dev.ballast.live;

import dev.ballast.engine.GatewayTurns;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Request;
import dev.ballast.engine.Users;
import dev.ballast.kernel.Result;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users who reach the gateways' replicas in turn, over connections of their own. The first
 * parameter of a template is filled with what the request is about, or 1; the others with 1. An
 * answer from 400 on is a failure to them. Belongs to the users' loop.
 */
final class LoadEntry implements Users.Entry {
  private static final int BAD_REQUEST = 400;

  private final Hosts hosts;
  private final EventLoop loop;
  private final List<Plan.Route> routes;
  private final Template[] requests;
  private final boolean[] isHead;
  private final Pool[][] pools;
  private GatewayTurns turns;

  LoadEntry(Hosts hosts, EventLoop loop) {
    this.hosts = hosts;
    this.loop = loop;
    routes = hosts.plan().routes();
    requests = new Template[routes.size()];
    isHead = new boolean[routes.size()];
    turns = new GatewayTurns(hosts.plan());
    pools = new Pool[hosts.plan().model().services().size()][];
    for (int i = 0; i < requests.length; i++) {
      Plan.Route route = routes.get(i);
      requests[i] = Template.of(route.name());
      isHead[i] = route.name().startsWith("HEAD ");
    }
  }

  /** The bytes of a request around what it is about. */
  private static final class Template {
    /** Up to the first parameter; the whole request line and host where there is none. */
    private final byte[] before;

    /** The rest, up to the empty line that ends the head. */
    private final byte[] after;

    private final boolean hasParameter;

    private Template(byte[] before, byte[] after, boolean hasParameter) {
      this.before = before;
      this.after = after;
      this.hasParameter = hasParameter;
    }

    static Template of(String route) {
      int space = route.indexOf(' ');
      String method = space < 0 ? "GET" : route.substring(0, space);
      String path = route.substring(space + 1);
      String target = path.startsWith("/") ? path : "/" + path;
      boolean hasBody = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
      String rest = " HTTP/1.1\r\nhost: ballast\r\n" + (hasBody ? "content-length: 0\r\n" : "");
      int from = target.indexOf('{');
      int to = target.indexOf('}', Math.max(0, from));
      if (from < 0 || to < 0) {
        return new Template(Http.ascii(method + " " + target + rest), new byte[0], false);
      }
      String others = target.substring(to + 1).replaceAll("\\{[^}/]*\\}", "1");
      return new Template(
          Http.ascii(method + " " + target.substring(0, from)), Http.ascii(others + rest), true);
    }

    void write(Draft out, long key) {
      out.bytes(before);
      if (hasParameter) {
        out.number(key == Request.NO_KEY ? 1 : key);
        out.bytes(after);
      } else if (key != Request.NO_KEY) {
        Http.number(out, Context.KEY, key);
      }
      Http.end(out);
    }
  }

  @Override
  public void ask(int route, long key, Users.Answer answer) {
    int service = routes.get(route).service();
    Pool[] replicas = pools[service];
    if (replicas == null) {
      replicas = hosts.poolsTo(service, loop);
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
    public void write(Draft out) {
      requests[route].write(out, key);
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
