package dev.ballast.live;

import dev.ballast.engine.Call;
import dev.ballast.engine.Cancellable;
import dev.ballast.engine.Plan;
import dev.ballast.kernel.Result;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Service;
import dev.ballast.policy.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what a real program asks of one callee and sends it down the replica's call path. */
final class SidecarDesk implements Desk {
  private final Host host;
  private final Plan.EdgePlan edge;
  private final Endpoints endpoints;
  private final List<Endpoint> offered;

  SidecarDesk(Host host, Plan.EdgePlan edge, Service callee) {
    this.host = host;
    this.edge = edge;
    endpoints = Endpoints.of(callee);
    offered = callee.endpoints();
  }

  @Override
  public @Nullable Refused address(Inbound request) {
    request.isPassedOn = true;
    request.fromProgram = true;
    request.forwarding = Forwarding.LEAVES;
    Context.read(request);
    request.endpoint = endpoints.find(request.head.target());
    return request.endpoint == Endpoints.NONE ? endpoints.refused(request.head) : null;
  }

  @Override
  public void take(Inbound request) {
    if (request.deadlineNanos != Deadline.NONE) {
      request.deadlineNanos += host.world().nowNanos();
    }
    boolean idempotent =
        offered.get(request.endpoint).idempotent()
            && (request.isGrpc || !isUnsafe(request.head.method()));
    new Asked(request).begin(idempotent);
  }

  /** Methods whose repetition is not for a hop to decide; every call of gRPC is a POST. */
  private static boolean isUnsafe(String method) {
    return method.equals("POST") || method.equals("PATCH");
  }

  @Override
  public void abandoned(Inbound request) {
    if (request.asked != null) {
      request.asked.cancel();
    }
  }

  @Override
  public boolean keepsBodies() {
    return true;
  }

  /** A call that a program waits for. */
  final class Asked implements Call.Caller {
    private final Inbound request;
    private @Nullable Cancellable call;
    private boolean isOver;

    Asked(Inbound request) {
      this.request = request;
      request.asked = this;
    }

    void begin(boolean idempotent) {
      call = host.replica().path(edge).call(request.endpoint, idempotent, request, this);
    }

    void cancel() {
      if (!isOver && call != null) {
        isOver = true;
        call.cancel();
      }
    }

    @Override
    public boolean callBegan(Object content) {
      return request.begins(content);
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      isOver = true;
      request.asked = null;
      request.answer(result, content);
    }
  }
}
