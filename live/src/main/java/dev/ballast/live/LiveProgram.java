package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Result;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Hands the requests of one replica to the real program behind it. Belongs to the replica's loop.
 */
final class LiveProgram implements Replica.Program {
  private final Host host;
  private final Pool pool;

  LiveProgram(Host host, Pool pool) {
    this.host = host;
    this.pool = pool;
  }

  @Override
  public void handle(Request request, Done done) {
    pool.send(new Handover((Inbound) request, done));
  }

  void sweep(long nowNanos) {
    pool.sweep(nowNanos);
  }

  void close() {
    pool.close();
  }

  private final class Handover implements Outbound {
    private final Inbound request;
    private final Done done;

    Handover(Inbound request, Done done) {
      this.request = request;
      this.done = done;
    }

    @Override
    public void write(Draft out) {
      Requests.line(out, request);
      Http.timeout(out, request.deadlineNanos, host.world().nowNanos());
      Requests.rest(out, request);
    }

    @Override
    public boolean isHead() {
      return request.method.equals(HttpMethod.HEAD);
    }

    @Override
    public boolean wantsContent() {
      return true;
    }

    @Override
    public void ended(Result result, @Nullable Response content) {
      done.answered(result, content);
    }
  }
}
