package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
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

  /** The same program, asked by the host that follows. */
  LiveProgram of(Host following) {
    return new LiveProgram(following, pool);
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
    public RequestHead head() {
      Fields fields = Requests.fields(request);
      long now = host.world().nowNanos();
      Http.timeout(fields, request.deadlineNanos, now);
      return Requests.head(request, fields, now);
    }

    @Override
    public Body body() {
      return request.bodyToSend();
    }

    @Override
    public void carriedBy(ClientStream stream) {}

    @Override
    public void informed(ResponseHead interim) {
      Answers.inform(request, interim);
    }

    @Override
    public Http.Kept kept() {
      return host.kept();
    }

    @Override
    public boolean wantsContent() {
      return true;
    }

    @Override
    public void begins(Result result, Response content) {
      Passage.Ending ending =
          (how, trailers) ->
              done.answered(
                  switch (how) {
                    case COMPLETE -> Http.meaning(content.head(), trailers, result);
                    case BROKEN -> Result.LOST;
                    case UNWANTED -> Result.CANCELLED;
                  },
                  null);
      if (!done.begun(content.passing(ending))) {
        Arrival.collect(this, content.head(), result, content.arriving(), false);
      }
    }

    @Override
    public void ended(Result result, @Nullable Response content) {
      done.answered(result, content);
    }
  }
}
